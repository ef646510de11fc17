import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, silent } from '../../src/lib/log.ts';
import type { Settings } from '../../src/settings/types.ts';
import { type Ended, identifier } from '../integration/product.ts';
import { checkFaulty, checkStrangers } from './checks.ts';
import { checkClean, checkHeld, checkStill } from './clean.ts';
import { heldIn } from './differences.ts';
import { checkEnding } from './ending.ts';
import { thrown } from './failure.ts';
import { faultySettings } from './faulty-settings.ts';
import { LONGEST_RUN, unlessHung } from './limits.ts';
import { drawOrganisations, mutate } from './organisation.ts';
import { checkPart } from './parts.ts';
import { createFindings, noteRun, type Played, playedOf, tell } from './played.ts';
import { createScene, hiddenIds, oracle } from './scene.ts';
import { type FaultyRun, type Schedule, scheduleOf } from './schedule.ts';
import { patternsOf, scopeOf, withPart } from './scope.ts';
import { snapshot } from './snapshot.ts';
import { untilChanged } from './until-changed.ts';

type Stage = Awaited<ReturnType<typeof createStage>>;

/** The organisations, both services and the product between them, as a seed has them, with what is found. */
async function createStage(seed: number, log: Log) {
  const schedule = scheduleOf(seed);
  const folder = schedule.toDisk ? await mkdtemp(join(tmpdir(), 'chaos-')) : undefined;
  const { organisations, repositories, seeds } = drawOrganisations(schedule);
  const patterns = patternsOf(schedule.choice, organisations);
  const right = (of: Schedule, options?: { withHidden: boolean }) =>
    oracle(of, organisations, seeds, patterns, options);
  const { mapping, random } = schedule;
  return {
    ...createFindings(log),
    ...{ schedule, folder, organisations, repositories, patterns },
    scene: createScene(schedule, organisations, seeds, patterns, { folder }),
    expected: untilChanged(organisations, () => right(schedule)),
    /** The right catalog without what the credential does not see. */
    inSight: () => right(schedule, { withHidden: false }),
    /** Writes of all resources, including those that a later resource writes over. */
    merged: untilChanged(organisations, async () =>
      mapping.merge ? [] : [await right({ ...schedule, mapping: { ...mapping, merge: true } })],
    ),
    change: () => mutate(random.pick(organisations), random),
  };
}

/** Plays a schedule from the first sync to the last and checks every run. */
export async function play(seed: number, log: Log = silent): Promise<Played> {
  const stage = await createStage(seed, log);
  const { schedule, failures, folder, scene } = stage;
  const unhandled = (reason: unknown) =>
    void failures.push({ rule: 'no unhandled rejection', detail: String(reason) });
  process.on('unhandledRejection', unhandled);
  try {
    await firstSync(stage);
    if (schedule.hideProject) hideProject(stage);
    for (const [i, faulty] of schedule.faulty.entries()) await faultyRun(stage, faulty, `run ${i + 1}`);
    await cleanRuns(stage);
  } catch (error) {
    failures.push(thrown(error));
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
    process.off('unhandledRejection', unhandled);
  }
  return playedOf(seed, stage, scene);
}

async function run(stage: Stage, settings: Partial<Settings>, name: string): Promise<Ended> {
  const { failures, folder, scene, log } = stage;
  const { product } = scene;
  const before = product.clock.now();
  const ended = await unlessHung(product.sync({ ...scene.settings, ...settings }, log), name);
  const { status, failure } = ended.report.run;
  const took = product.clock.now() - before;
  tell(
    stage,
    `${name}: ${status} after ${Math.round(took / 1000)} s${failure ? ` (${failure.message})` : ''}`,
  );
  if (took > LONGEST_RUN)
    failures.push({ rule: 'no run takes longer than its retry budget', detail: `${name}: ${took} ms` });
  noteRun(stage, ended, name);
  await new Promise(setImmediate);
  const left = folder ? await readdir(folder) : [];
  if (left.length > 0) failures.push({ rule: 'no file is left', detail: `${name}: ${left.join(', ')}` });
  return ended;
}

async function firstSync(stage: Stage): Promise<void> {
  const { failures, scene, expected } = stage;
  const first = await run(stage, CLEAN, 'first sync');
  const catalog = snapshot(scene.product.port);
  failures.push(...checkClean(first, undefined, catalog, await expected(), 'first sync'));
}

function hideProject(stage: Stage): void {
  const { organisations, repositories, schedule, scene } = stage;
  const visible = organisations
    .flatMap((one) => [...one.all('project')])
    .filter(
      ({ item }) =>
        scene.product.port.entity('project', item.id) && repositories.some((r) => r.project === item),
    );
  if (visible.length <= 1) return;
  schedule.random.pick(visible).update({ state: 'createPending' });
  tell(stage, 'a project is hidden from the credential');
}

async function faultyRun(stage: Stage, faulty: FaultyRun, name: string): Promise<void> {
  const { schedule, organisations, patterns, failures, scene, expected, merged, change } = stage;
  const { product, others } = scene;
  const { mapping } = schedule;
  for (let n = 0; n < faulty.mutationsBefore; n++) tell(stage, change());
  const versions = [await expected()];
  const parts = [...(await merged())];
  const before = snapshot(product.port);
  others.forget(versions[0]);
  const ending = scene.arm(faulty, () => tell(stage, `meanwhile ${change()}`));
  const part = faulty.part && withPart(scopeOf(patterns, schedule.excludedTags), faulty.part, organisations);
  if (part) tell(stage, `of a part: ${JSON.stringify(faulty.part)}`);
  const settings = { ...(part && { scope: part.scope }), ...faultySettings(faulty, mapping) };
  const ended = await run(stage, settings, name);
  const portWasQuiet = scene.disarm();
  versions.push(await expected());
  parts.push(...(await merged()));
  const seen = { before, after: snapshot(product.port), others, name };
  failures.push(
    ...checkFaulty({
      ...seen,
      ...{ ended, versions, parts, faulty, mapping },
      hidden: hiddenIds(organisations),
      narrowed: faulty.narrowed && schedule.jobToken,
    }),
    ...(part && faulty.part
      ? checkPart({ ...seen, only: faulty.part.only, projects: part.projects, computed: mapping.computed })
      : []),
    ...checkEnding(ended, { ...ending(), port: product.port, portWasQuiet, name }),
  );
  if (product.port.integration(identifier)?.resyncState.status === 'running')
    await product.clock.sleep(3_700_000);
}

/** A run without faults, which makes all right, and a further one, which changes nothing. */
async function cleanRuns(stage: Stage): Promise<void> {
  const { schedule, organisations, failures, scene, expected, inSight } = stage;
  const { mapping, jobToken } = schedule;
  const { others } = scene;
  const { port } = scene.product;
  const before = snapshot(port);
  others.forget(undefined);
  const name = 'clean run';
  const last = await run(stage, CLEAN, name);
  const right = await expected();
  const hidden = hiddenIds(organisations).size > 0;
  const shown = hidden ? await inSight() : right;
  const visible = new Map([...right].filter(([key]) => before.get(key)?.owned || shown.has(key)));
  const settled = snapshot(port);
  failures.push(
    ...checkClean(last, before, settled, visible, name),
    ...checkHeld(last, hidden || jobToken, name),
    ...checkStrangers({ before, after: settled, versions: [right], mapping, others, name }),
  );
  const { writes } = port;
  const again = await run(stage, CLEAN, 'further run');
  const written = port.writes - writes;
  failures.push(...checkStill(again, settled, snapshot(port), written, mapping, heldIn(last)));
}

const CLEAN: Partial<Settings> = { deletions: true };
