import { type Random, seededRandom } from '../emulators/kit/random.ts';
import type { FaultRule } from '../emulators/types.ts';
import { type MappingOptions, RESOURCES } from './catalog.ts';
import { aimedFault, dealFaults } from './faults.ts';
import { type Choice, type DrawnPart, drawChoice, drawPart } from './scope.ts';

/** An event at the n-th request of a run, both services counted. */
export interface Moment {
  at: number;
  what:
    | 'cancel'
    | 'time limit'
    | 'mutate'
    | 'revoke tokens'
    /** Azure DevOps' credential is good no longer. */
    | 'expire'
    /** Somebody else writes to an entity, or takes one away. */
    | 'others'
    /** A blueprint is deleted with all its entities. */
    | 'no blueprint';
}

export interface FaultyRun {
  mutationsBefore: number;
  deletions: boolean;
  maxDeletions: number | undefined;
  faults: { azureDevOps: FaultRule[]; port: FaultRule[] };
  moments: Moment[];
  /** The job's token sees only its own project in this run. */
  narrowed: boolean;
  /** Another run was begun so many minutes before, and Port was never told of its end. */
  leftRunning: number | undefined;
  /** A selector of the mapping fails. */
  oddSelector: boolean;
  /** The part that the run is limited to. */
  part: DrawnPart | undefined;
}

/** Everything that a seed decides. The same seed gives the same schedule on every machine. */
export interface Schedule {
  seed: number;
  random: Random;
  organisationSeed: number;
  mapping: MappingOptions;
  excludedTags: string[];
  choice: Choice;
  maxConcurrency: number;
  /** Milliseconds that an answer takes. */
  latency: { azureDevOps: number; port: number };
  /** Seconds. */
  tokenLifetime: number;
  cascade: 'every-relation' | 'required-relations';
  /** Pages of Port's searches. */
  pageSize: number;
  /** Entities that wait go to disk early. */
  toDisk: boolean;
  /** A project vanishes from the credential's list after the first run, its repositories still answer. */
  hideProject: boolean;
  organisations: number;
  /** The pages of Azure DevOps' lists. */
  azurePageSize: number;
  /** Signs in with the job's own token. */
  jobToken: boolean;
  faulty: FaultyRun[];
}

const positions = Array.from({ length: RESOURCES }, (_, position) => position);

export const scheduleOf = (seed: number): Schedule => {
  const random = seededRandom(seed).fork('schedule');
  const faulty = Array.from({ length: random.pick([1, 2, 2, 3]) }, (_, i) => ({
    ...faultyRun(seededRandom(seed).fork(`run ${i}`)),
    part: drawPart(seededRandom(seed).fork(`part ${i}`)),
  }));
  const merge = random.chance(0.8);
  const shuffled = merge && random.chance(0.5);
  const search = random.pick(['none', 'none', 'none', 'none', 'none', 'relation', 'identifier'] as const);
  return {
    seed,
    random: seededRandom(seed).fork('play'),
    organisationSeed: random.integer(1, 1e6),
    mapping: {
      merge,
      createMissing: random.chance(0.7),
      deleteDependents: random.chance(0.6),
      threshold: random.pick([0.05, 0.3, 0.9, 1]),
      computed: random.chance(0.35),
      // The order decides what an entity is without merging: see docs/trust.md.
      order: shuffled ? random.shuffle(positions) : positions,
      // Targets of a search must be there before.
      search: shuffled && search === 'identifier' ? 'none' : search,
    },
    excludedTags: random.chance(0.25) ? ['tier2'] : [],
    choice: drawChoice(seededRandom(seed).fork('choice')),
    maxConcurrency: random.pick([1, 4, 16]),
    latency: { azureDevOps: random.integer(1, 90), port: random.integer(1, 90) },
    tokenLifetime: random.chance(0.3) ? random.integer(2, 10) : 10_800,
    cascade: random.pick(['every-relation', 'required-relations']),
    pageSize: random.pick([3, 1000]),
    toDisk: random.chance(0.1),
    hideProject: random.chance(0.12),
    organisations: random.chance(0.15) ? 2 : 1,
    azurePageSize: random.pick([1, 2, 2, 10_000]),
    jobToken: random.chance(0.3),
    faulty,
  };
};

/** Faults of a run. In a storm one failure hides another: most runs see none, or a single one that lasts. */
const dealt = (random: Random): FaultyRun['faults'] => {
  const weather = random.pick(['calm', 'one', 'one', 'storm', 'storm'] as const);
  if (weather === 'calm') return { azureDevOps: [], port: [] };
  if (weather === 'storm')
    return { azureDevOps: dealFaults('azureDevOps', random), port: dealFaults('port', random) };
  return random.chance(0.75)
    ? { azureDevOps: [aimedFault('azureDevOps', random)], port: [] }
    : { azureDevOps: [], port: [aimedFault('port', random)] };
};

const faultyRun = (random: Random): Omit<FaultyRun, 'part'> => ({
  mutationsBefore: random.pick([0, 1, 3, 6, 9]),
  deletions: random.chance(0.85),
  maxDeletions: random.chance(0.2) ? random.integer(0, 4) : undefined,
  faults: dealt(random),
  moments: [
    ...(random.chance(0.2)
      ? [{ at: random.integer(1, 140), what: random.pick(['cancel', 'cancel', 'time limit'] as const) }]
      : []),
    ...(random.chance(0.25) ? [{ at: random.integer(1, 120), what: 'mutate' as const }] : []),
    ...(random.chance(0.15) ? [{ at: random.integer(1, 120), what: 'revoke tokens' as const }] : []),
    ...(random.chance(0.08) ? [{ at: random.integer(1, 80), what: 'expire' as const }] : []),
    ...(random.chance(0.25)
      ? Array.from({ length: 3 }, () => ({ at: random.integer(1, 100), what: 'others' as const }))
      : []),
    ...(random.chance(0.08) ? [{ at: random.integer(1, 120), what: 'no blueprint' as const }] : []),
  ],
  narrowed: random.chance(0.25),
  leftRunning: random.chance(0.08) ? random.integer(0, 90) : undefined,
  oddSelector: random.chance(0.1),
});
