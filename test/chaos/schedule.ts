import { type Random, seededRandom } from '../emulators/kit/random.ts';
import type { FaultRule } from '../emulators/types.ts';
import { type MappingOptions, RESOURCES } from './catalog.ts';
import { dealFaults } from './faults.ts';

/** What happens at the n-th request of a run, both services counted. */
export interface Moment {
  at: number;
  what: 'cancel' | 'time limit' | 'mutate' | 'revoke tokens';
}

export interface FaultyRun {
  mutationsBefore: number;
  deletions: boolean;
  maxDeletions: number | undefined;
  faults: { azureDevOps: FaultRule[]; port: FaultRule[] };
  moments: Moment[];
}

/** Everything that a seed decides. The same seed gives the same schedule on every machine. */
export interface Schedule {
  seed: number;
  random: Random;
  organisationSeed: number;
  mapping: MappingOptions;
  excludedTags: string[];
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
  faulty: FaultyRun[];
}

const positions = Array.from({ length: RESOURCES }, (_, position) => position);

export const scheduleOf = (seed: number): Schedule => {
  const random = seededRandom(seed).fork('schedule');
  const faulty = Array.from({ length: random.pick([1, 1, 2]) }, (_, i) =>
    faultyRun(seededRandom(seed).fork(`run ${i}`)),
  );
  const merge = random.chance(0.8);
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
      // Without merging the order decides what an entity is: see docs/trust.md.
      order: merge && random.chance(0.5) ? random.shuffle(positions) : positions,
    },
    excludedTags: random.chance(0.25) ? ['tier2'] : [],
    maxConcurrency: random.pick([1, 4, 16]),
    latency: { azureDevOps: random.integer(1, 90), port: random.integer(1, 90) },
    tokenLifetime: random.chance(0.3) ? random.integer(2, 10) : 10_800,
    cascade: random.pick(['every-relation', 'required-relations']),
    pageSize: random.pick([3, 1000]),
    toDisk: random.chance(0.1),
    hideProject: random.chance(0.12),
    faulty,
  };
};

const faultyRun = (random: Random): FaultyRun => ({
  mutationsBefore: random.pick([0, 1, 2, 3, 6]),
  deletions: random.chance(0.85),
  maxDeletions: random.chance(0.2) ? random.integer(0, 4) : undefined,
  faults: { azureDevOps: dealFaults('azureDevOps', random), port: dealFaults('port', random) },
  moments: [
    ...(random.chance(0.2)
      ? [{ at: random.integer(1, 140), what: random.pick(['cancel', 'cancel', 'time limit'] as const) }]
      : []),
    ...(random.chance(0.25) ? [{ at: random.integer(1, 120), what: 'mutate' as const }] : []),
    ...(random.chance(0.15) ? [{ at: random.integer(1, 120), what: 'revoke tokens' as const }] : []),
  ],
});
