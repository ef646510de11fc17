import { seededRandom } from '../../emulators/kit/random.ts';
import type { Skew } from '../scene.ts';
import { type FaultyRun, type Schedule, scheduleOf } from '../schedule.ts';

const MINUTE = 60_000;

/** A stretch of time in which the organisation changes and something may go wrong. */
export interface Phase {
  /** Faults and moments of the phase. Of those of a run there are only the ones that concern a process that stays. */
  faulty: FaultyRun;
  mutations: number;
  /** Milliseconds between two of them, at the most. */
  pause: number;
  /** A resync begins so many ms after the phase. */
  resync: { mode: 'sync' | 'incremental'; after: number } | undefined;
  /** The process is killed so many ms after the phase began, and started again later. */
  kill: { after: number; down: number } | undefined;
}

/** Decisions of a seed for an always-on process, beside those for every schedule. */
export interface EventsSchedule extends Schedule {
  skew: Skew;
  phases: Phase[];
  deletions: boolean;
  maxDeletions: number | undefined;
  /** First task of the process when it is started again. */
  start: 'sync' | 'incremental' | undefined;
  /** The run that makes all right in the end. */
  pass: 'sync' | 'incremental';
}

const CALM: Partial<FaultyRun> = { faults: { azureDevOps: [], port: [] }, moments: [], narrowed: false };
/** The mapping of a process stays as it is. */
const oddSelector = false;

export function eventsScheduleOf(seed: number): EventsSchedule {
  const random = seededRandom(seed).fork('events');
  const skewed = () => (random.chance(0.3) ? random.integer(-30, 30) * MINUTE : 0);
  const schedule = scheduleOf(seed);
  const phases = Array.from({ length: random.integer(2, 4) }, (_, i): Phase => {
    const [drawn] = scheduleOf(seed + 20_000 * (i + 1)).faulty as [FaultyRun];
    // The organisation changes by itself here, so that each of its versions is known.
    const moments = drawn.moments.filter(({ what }) => what !== 'mutate');
    return {
      faulty: { ...drawn, ...(random.chance(0.35) ? CALM : { moments }), oddSelector },
      mutations: random.integer(2, 7),
      pause: random.pick([0, 2_000, 30_000, 5 * MINUTE]),
      resync: random.chance(0.5)
        ? { mode: random.pick(['sync', 'incremental'] as const), after: random.integer(0, 2 * MINUTE) }
        : undefined,
      kill: random.chance(0.4)
        ? { after: random.integer(1, 3 * MINUTE), down: random.pick([0, 1_000, 4 * MINUTE, 30 * MINUTE]) }
        : undefined,
    };
  });
  return {
    ...schedule,
    random: seededRandom(seed).fork('events played'),
    // Relations that are searched for cannot be compared, so that they are written each time.
    mapping: { ...schedule.mapping, search: 'none' },
    skew: { azureDevOps: skewed(), port: skewed() },
    phases,
    deletions: random.chance(0.9),
    maxDeletions: random.chance(0.1) ? random.integer(0, 4) : undefined,
    start: random.pick(['sync', 'incremental', 'incremental', undefined] as const),
    pass: random.pick(['sync', 'incremental'] as const),
  };
}
