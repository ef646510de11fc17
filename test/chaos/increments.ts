import { type Log, silent } from '../../src/lib/log.ts';
import type { Settings } from '../../src/settings/types.ts';
import { virtualClock } from '../emulators/kit/clock.ts';
import { seededRandom } from '../emulators/kit/random.ts';
import { type Ended, identifier } from '../integration/product.ts';
import type { MappingOptions } from './catalog.ts';
import { checkFaulty, without } from './checks.ts';
import { checkClean } from './clean.ts';
import { differences, equal, heldIn } from './differences.ts';
import { checkEnding, type EndingChecks } from './ending.ts';
import { type Failure, failing, thrown } from './failure.ts';
import { faultySettings } from './faulty-settings.ts';
import { LONGEST_RUN, unlessHung } from './limits.ts';
import { drawOrganisations, mutate } from './organisation.ts';
import { createFindings, noteRun, type Played, playedOf, tell } from './played.ts';
import { createScene, hiddenIds, oracle, type Skew } from './scene.ts';
import { type FaultyRun, type Schedule, scheduleOf } from './schedule.ts';
import { patternsOf } from './scope.ts';
import { keyOf, type Snapshot, snapshot } from './snapshot.ts';
import { untilChanged } from './until-changed.ts';
import { type DrawnWikis, drawWikis, mutateWiki } from './wikis.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Decisions of a seed for incremental runs, beside those for every schedule. */
interface IncrementalSchedule extends Schedule {
  skew: Skew;
  runs: FaultyRun[];
  wikis: DrawnWikis | undefined;
}

function incrementalScheduleOf(seed: number): IncrementalSchedule {
  const random = seededRandom(seed).fork('increments');
  const skewed = () => (random.chance(0.5) ? random.integer(-30, 30) * MINUTE : 0);
  const schedule = scheduleOf(seed);
  const wikis = drawWikis(seed);
  const runs = Array.from({ length: random.integer(2, 5) }, (_, i) => {
    const { faulty } = scheduleOf(seed + 10_000 * (i + 1));
    const [run] = faulty as [FaultyRun];
    // A run without any fault shows what an increment promises.
    return random.chance(0.4) ? { ...run, ...CALM } : run;
  });
  return {
    ...schedule,
    random: seededRandom(seed).fork('increments played'),
    // Relations that are searched for cannot be compared, so that an increment writes them each time.
    mapping: {
      ...schedule.mapping,
      search: 'none',
      wikis: wikis && (wikis.withContent ? 'content' : 'pages'),
    },
    skew: { azureDevOps: skewed(), port: skewed() },
    runs,
    wikis,
  };
}

const CALM: Partial<FaultyRun> = {
  faults: { azureDevOps: [], port: [] },
  moments: [],
  maxDeletions: undefined,
  deletions: true,
  leftRunning: undefined,
  narrowed: false,
  oddSelector: false,
};

type Stage = ReturnType<typeof createStage>;

/** The organisations, both services and the product between them, as a seed has them, with what is found. */
function createStage(schedule: IncrementalSchedule, log: Log) {
  const { skew, wikis } = schedule;
  const clock = virtualClock();
  const azureNow = () => clock.now() + skew.azureDevOps;
  const { organisations, seeds } = drawOrganisations(schedule, azureNow, wikis?.pages);
  const patterns = patternsOf(schedule.choice, organisations);
  const scene = createScene(schedule, organisations, seeds, patterns, { clock, skew });
  return {
    ...createFindings(log),
    ...{ schedule, clock, organisations, scene, product: scene.product },
    expected: untilChanged(organisations, () => oracle(schedule, organisations, seeds, patterns)),
    /** Writes of all resources, including those that a later resource writes over. */
    merged: () => oracle(merging(schedule), organisations, seeds, patterns),
    change: () => mutate(schedule.random.pick(organisations), schedule.random),
    /**
     * Entities that somebody else has written since the last full sync, and those that Port has refused. An increment
     * does not look for them.
     */
    touched: new Set<string>(),
  };
}

/** Plays increments between changes, with what goes wrong, and a full sync at the end, and checks every run. */
export async function playIncrements(seed: number, log: Log = silent): Promise<Played> {
  const stage = createStage(incrementalScheduleOf(seed), log);
  const { schedule, failures, scene } = stage;
  try {
    await run(stage, {}, 'first sync');
    for (const [i, faulty] of schedule.runs.entries()) {
      await changeSome(stage, faulty.mutationsBefore);
      await faultyRun(stage, faulty, `run ${i + 1}`);
    }
    await lastRuns(stage);
  } catch (error) {
    failures.push(thrown(error));
  }
  return playedOf(seed, stage, scene);
}

async function run(stage: Stage, settings: Partial<Settings>, name: string): Promise<Ended> {
  const { clock, product, scene, log, failures } = stage;
  const before = clock.now();
  const ended = await unlessHung(
    product.sync({ ...scene.settings, mode: 'incremental', ...settings }, log),
    name,
  );
  const { status, increments, failure } = ended.report.run;
  const why = failure ? ` (${failure.message})` : '';
  tell(stage, `${name}: ${status}${why}, ${JSON.stringify(increments ?? {})}`);
  if (clock.now() - before > LONGEST_RUN)
    failures.push({ rule: 'no run takes longer than its retry budget', detail: name });
  noteRun(stage, ended, name);
  return ended;
}

async function changeSome(stage: Stage, count: number): Promise<void> {
  const { schedule, clock, organisations, change } = stage;
  const { random, wikis } = schedule;
  await clock.sleep(random.integer(1, 40) * MINUTE);
  for (let n = 0; n < count; n++) {
    tell(stage, change());
    if (wikis) tell(stage, mutateWiki(wikis.random.pick(organisations), wikis.random));
    await clock.sleep(random.integer(1, 90_000));
  }
}

async function faultyRun(stage: Stage, faulty: FaultyRun, name: string): Promise<void> {
  const { schedule, clock, organisations, product, scene, expected, merged, touched, failures } = stage;
  const { mapping } = schedule;
  const { others } = scene;
  const versions = [await expected()];
  const before = snapshot(product.port);
  others.forget(versions[0]);
  const ending = scene.arm(faulty, () => tell(stage, `meanwhile ${stage.change()}`));
  const ended = await run(stage, faultySettings(faulty, mapping), name);
  const portWasQuiet = scene.disarm();
  versions.push(await expected());
  const after = snapshot(product.port);
  for (const key of [...after.keys(), ...before.keys()]) if (others.touched(key)) touched.add(key);
  for (const change of ended.changes) if (change.action === 'refused') touched.add(keyOf(change));
  failures.push(
    ...checkFaulty({
      ...{ ended, before, after, versions, faulty, mapping, others, name },
      // A single item's entity is written as the mapping gives it, whatever other resources write of it.
      parts: [await merged()],
      hidden: hiddenIds(organisations),
      narrowed: faulty.narrowed && schedule.jobToken,
    }),
    ...checkEnding(ended, {
      ...inPortsTime(ending(), schedule.skew),
      ...{ port: product.port, portWasQuiet, name },
    }),
    ...(isCalm(faulty) && equal(versions[0] as Snapshot, versions[1] as Snapshot)
      ? checkPromise(ended, after, without(versions[1] as Snapshot, touched), mapping, name)
      : []),
  );
  if (product.port.integration(identifier)?.resyncState.status === 'running') await clock.sleep(3_700_000);
}

/** A full sync, which is due after a day, and an increment of nothing. */
async function lastRuns(stage: Stage): Promise<void> {
  const { clock, scene, product, expected, failures } = stage;
  scene.others.forget(undefined);
  await clock.sleep(DAY + 31 * MINUTE);
  const before = snapshot(product.port);
  const last = await run(stage, {}, 'full sync');
  if (last.report.run.increments?.full === undefined)
    failures.push({ rule: 'a full sync is due after a day', detail: 'it read increments' });
  failures.push(...checkClean(last, before, snapshot(product.port), await expected(), 'full sync'));
  await clock.sleep(MINUTE);
  const settled = snapshot(product.port);
  const name = 'increment of nothing';
  const still = await run(stage, {}, name);
  const wrong = [
    // Deletions that a limit held back may be made later, when the blueprint has more entities to count them against.
    ...differences(snapshot(product.port), without(settled, heldIn(last)), heldIn(last)),
    ...(still.report.run.increments?.full === undefined ? [] : ['it was a full sync']),
  ];
  failures.push(...failing('an increment of nothing changes nothing', wrong, name));
}

/** Time of the stop by the clock that the requests of Port have. */
const inPortsTime = (ending: Pick<EndingChecks, 'stopped' | 'stoppedAt'>, { port }: Skew) => ({
  ...ending,
  stoppedAt: ending.stoppedAt === undefined ? undefined : ending.stoppedAt + port,
});

const merging = (schedule: Schedule): Schedule => ({
  ...schedule,
  mapping: { ...schedule.mapping, merge: true },
});

const isCalm = ({ faults, moments, leftRunning, narrowed }: FaultyRun): boolean =>
  faults.azureDevOps.length + faults.port.length + moments.length === 0 &&
  leftRunning === undefined &&
  !narrowed;

/** Blueprints whose entities come from kinds that an increment follows. */
const FOLLOWED = ['project', 'repository', 'team', 'branch', 'pullRequest', 'item', 'bug', 'build', 'page'];
/** Fields of a kind that is left to the full sync. */
const LEFT = ['properties.reviewers'];

/** The promise of an increment without faults: of the kinds that it follows, all that exists is there as it is. */
export function checkPromise(
  ended: Ended,
  after: Snapshot,
  right: Snapshot,
  { merge, computed }: MappingOptions,
  name: string,
): Failure[] {
  const { status, increments } = ended.report.run;
  if (status !== 'succeeded' || increments?.full !== undefined || (!merge && computed)) return [];
  // Entities that two kinds write are left to the full sync, unless they are merged.
  const left = merge ? [] : ['repository'];
  const promised = new Map(
    [...right]
      .filter(([, { blueprint }]) => FOLLOWED.includes(blueprint) && !left.includes(blueprint))
      .map(([key, entity]) => [key, entity]),
  );
  const there = new Map([...after].filter(([key]) => promised.has(key)));
  const wrong = differences(there, promised, heldIn(ended)).filter(
    (difference) => !LEFT.some((field) => difference.includes(` ${field} `)),
  );
  return failing('an increment brings all that it promises', wrong, name);
}
