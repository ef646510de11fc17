import { type Log, silent } from '../../../src/lib/log.ts';
import { identifier } from '../../integration/product.ts';
import { checkWritten, without } from '../checks.ts';
import { checkClean } from '../clean.ts';
import { differences, heldIn } from '../differences.ts';
import { failing, thrown } from '../failure.ts';
import { checkPromise } from '../increments.ts';
import { unlessHung } from '../limits.ts';
import { type Played, playedOf } from '../played.ts';
import { type Snapshot, snapshot } from '../snapshot.ts';
import { checkGone } from './check-gone.ts';
import { eventsScheduleOf, type Phase } from './events-schedule.ts';
import {
  changeSomething,
  createStage,
  killProcess,
  note,
  noteEnd,
  noteSpans,
  type Stage,
  startProcess,
} from './stage.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds of virtual time in which all that waits has to be settled, once nothing fails any more. */
const QUIET = 3 * 60 * MINUTE;
/** Milliseconds of real time after which a stretch counts as hung: it has oracles of its own. */
const STUCK = 120_000;

/**
 * Plays an always-on process: the organisation changes and its events come late, doubled, out of order or not at all,
 * both services fail, the process is killed and started. After quiet time and one pass the catalog is right, and at no
 * time was anything deleted that exists.
 */
export async function playEvents(seed: number, log: Log = silent): Promise<Played> {
  const stage = createStage(eventsScheduleOf(seed), log);
  const { failures, scene, schedule, delivery } = stage;
  const unhandled = (reason: unknown) =>
    void failures.push({ rule: 'no unhandled rejection', detail: String(reason) });
  process.on('unhandledRejection', unhandled);
  const part = <T>(work: Promise<T>, name: string): Promise<T> => unlessHung(work, name, STUCK);
  try {
    await part(begin(stage), 'first sync');
    for (const [i, phase] of schedule.phases.entries())
      await part(playPhase(stage, phase, `phase ${i + 1}`), `phase ${i + 1}`);
    await part(settleDown(stage), 'quiet time');
    const right = await part(onePass(stage), 'the pass');
    await part(fullSync(stage, right), 'full sync');
  } catch (error) {
    failures.push(thrown(error));
  } finally {
    stage.state.alive?.kill();
    process.off('unhandledRejection', unhandled);
  }
  const happened = { ...scene.happened, ...delivery.counts };
  return playedOf(seed, stage, { product: stage.product, happened });
}

/** Waits until nothing is at work and nothing waits any more. */
async function quiet({ state, clock }: Stage, name: string): Promise<void> {
  const limit = clock.now() + QUIET;
  while (!state.alive || state.alive.busy) {
    if (clock.now() > limit) throw new Error(`${name}: it is not quiet after ${QUIET / MINUTE} minutes`);
    await clock.sleep(MINUTE);
  }
}

async function begin(stage: Stage): Promise<void> {
  await note(stage);
  startProcess(stage, 'incremental');
  await quiet(stage, 'first sync');
  noteSpans(stage);
}

/** Changes and their events, with what goes wrong meanwhile, and what must hold whatever did. */
async function playPhase(stage: Stage, phase: Phase, name: string): Promise<void> {
  const { product, clock, random, scene, state, versions, touched } = stage;
  const before = snapshot(product.port);
  const from = clock.now();
  scene.others.forget(versions.at(-1)?.right);
  scene.arm(phase.faulty, () => {});
  const { kill, resync } = phase;
  await Promise.all([
    drive(stage, phase),
    kill && clock.sleep(kill.after).then(() => killProcess(stage, kill.down)),
    resync && clock.sleep(resync.after).then(() => state.alive?.ask(resync.mode)),
  ]);
  // The next fault may come before all is settled.
  await clock.sleep(random.pick([0, 5_000, 10 * MINUTE]));
  scene.disarm();
  noteSpans(stage);
  const after = snapshot(product.port);
  for (const key of [...before.keys(), ...after.keys()]) if (scene.others.touched(key)) touched.add(key);
  const { spans, parts, failures } = stage;
  const { others } = scene;
  const known = versions.map(({ right }) => right);
  failures.push(
    ...checkGone({ before, after, spans, versions, from, others, touched, name }),
    ...checkWritten({ before, after, versions: known, parts, others, name }),
  );
}

async function drive(stage: Stage, { mutations, pause }: Phase): Promise<void> {
  for (let n = 0; n < mutations; n++) {
    await stage.clock.sleep(stage.random.integer(0, pause));
    await changeSomething(stage);
  }
}

/** Waits until every event has come or is lost, and all that waited is done. */
async function settleDown(stage: Stage): Promise<void> {
  const { delivery, product, clock } = stage;
  await delivery.settled();
  await quiet(stage, 'after all');
  if (product.port.integration(identifier)?.resyncState.status === 'running') await clock.sleep(3_700_000);
  noteSpans(stage);
}

/** One run that makes up for what was lost. Gives the right catalog. */
async function onePass(stage: Stage): Promise<Snapshot> {
  const { product, settings, log, schedule, expected, touched, failures } = stage;
  const { pass, mapping } = schedule;
  const before = snapshot(product.port);
  const ended = await product.sync({ ...settings, mode: pass }, log);
  noteEnd(stage, ended, `the pass (${pass})`);
  const right = await expected();
  const after = snapshot(product.port);
  const isIncrement = pass === 'incremental' && ended.report.run.increments?.full === undefined;
  failures.push(
    ...(isIncrement
      ? checkPromise(ended, after, without(right, touched), mapping, 'the pass')
      : checkClean(ended, before, after, right, 'the pass')),
  );
  return right;
}

/** A day later all is right, and events that come once more say nothing new. */
async function fullSync(stage: Stage, right: Snapshot): Promise<void> {
  const { product, settings, log, clock, scene, random, sent, state, failures } = stage;
  scene.others.forget(undefined);
  await clock.sleep(DAY + 31 * MINUTE);
  const before = snapshot(product.port);
  const ended = await product.sync({ ...settings, mode: 'sync' }, log);
  noteEnd(stage, ended, 'full sync');
  const settled = snapshot(product.port);
  const held = heldIn(ended);
  failures.push(...checkClean(ended, before, settled, right, 'full sync'));
  for (const payload of random.shuffle(sent).slice(0, 30)) await state.alive?.receive(payload);
  await quiet(stage, 'events once more');
  failures.push(
    ...failing(
      'events that come once more change nothing',
      differences(snapshot(product.port), without(settled, held), held),
      'events once more',
    ),
  );
}
