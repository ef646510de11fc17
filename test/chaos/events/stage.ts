import type { Log } from '../../../src/lib/log.ts';
import type { Settings } from '../../../src/settings/types.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import type { Ended } from '../../integration/product.ts';
import { drawOrganisations } from '../organisation.ts';
import { createFindings, noteRun, tell } from '../played.ts';
import { createScene, oracle } from '../scene.ts';
import type { Schedule } from '../schedule.ts';
import { patternsOf } from '../scope.ts';
import type { Snapshot } from '../snapshot.ts';
import { untilChanged } from '../until-changed.ts';
import { type AlwaysOn, type Span, startAlwaysOn } from './always-on.ts';
import { createChanges } from './changes.ts';
import type { Version } from './check-gone.ts';
import { createDelivery } from './delivery.ts';
import { createEventSource, type Payload } from './event-source.ts';
import type { EventsSchedule } from './events-schedule.ts';

export type Stage = ReturnType<typeof createStage>;

/** The organisations, both services, the hooks and the process between them, as a schedule has them. */
export function createStage(schedule: EventsSchedule, log: Log) {
  const { random, skew } = schedule;
  const clock = virtualClock();
  const { organisations, seeds } = drawOrganisations(schedule, () => clock.now() + skew.azureDevOps);
  const patterns = patternsOf(schedule.choice, organisations);
  const scene = createScene(schedule, organisations, seeds, patterns, { clock, skew });
  const rightFor = (of: Schedule) =>
    untilChanged(organisations, () => clock.hold(oracle(of, organisations, seeds, patterns)));
  const expected = rightFor(schedule);
  const settings: Partial<Settings> = {
    ...scene.settings,
    deletions: schedule.deletions,
    ...(schedule.maxDeletions !== undefined && { maxDeletions: schedule.maxDeletions }),
  };
  const state: { alive: AlwaysOn | undefined } = { alive: undefined };
  return {
    ...createFindings(log),
    schedule,
    random,
    clock,
    organisations,
    scene,
    product: scene.product,
    settings,
    expected,
    // A single item's entity is written as the mapping gives it, whatever other resources write of it.
    merged: schedule.mapping.merge
      ? expected
      : rightFor({ ...schedule, mapping: { ...schedule.mapping, merge: true } }),
    change: createChanges(organisations, random),
    sources: organisations.map(createEventSource),
    delivery: createDelivery({
      clock,
      random: random.fork('delivery'),
      receive: async (payload) => state.alive?.receive(payload),
    }),
    /** The process, while it lives. */
    state,
    /** The right catalog by time, and the parts of entities that single resources write. */
    versions: [] as Version[],
    parts: [] as Snapshot[],
    sent: [] as Payload[],
    spans: [] as Span[],
    /** Entities that somebody else has written since the last full sync. Only a full sync looks for them. */
    touched: new Set<string>(),
  };
}

/** Notes what the catalog should be from now on. */
export async function note({ versions, parts, clock, expected, merged }: Stage): Promise<void> {
  versions.push({ from: clock.now(), right: await expected() });
  parts.push(await merged());
}

export function noteEnd(stage: Stage, done: Ended, name: string): void {
  const { status, increments, failure } = done.report.run;
  const why = failure ? ` (${failure.message})` : '';
  tell(stage, `${name}: ${status}${why}, ${JSON.stringify(increments ?? {})}`);
  noteRun(stage, done, name);
}

/** Keeps what the process has done so far. */
export const noteSpans = ({ state, spans }: Stage): void => {
  spans.push(...(state.alive?.spans ?? []).filter((span) => !spans.includes(span)));
};

export function startProcess(stage: Stage, ask: 'sync' | 'incremental' | undefined): void {
  const { product, organisations, settings, log, state } = stage;
  state.alive = startAlwaysOn({
    product,
    organisations: organisations.map(({ name }) => name),
    settings,
    log,
    ended: (done, name) => noteEnd(stage, done, name),
  });
  if (ask) state.alive.ask(ask);
  tell(stage, `the process is started${ask ? `, with ${ask}` : ''}`);
}

/** `down`: ms until it is started again. */
export async function killProcess(stage: Stage, down: number): Promise<void> {
  const { state, scene, clock, schedule } = stage;
  tell(stage, `the process is killed, for ${down} ms`);
  scene.happened['the process was killed'] = (scene.happened['the process was killed'] ?? 0) + 1;
  state.alive?.kill();
  noteSpans(stage);
  state.alive = undefined;
  await clock.sleep(down);
  startProcess(stage, schedule.start);
}

/** Something changes, and its events go out. */
export async function changeSomething(stage: Stage): Promise<void> {
  const what = stage.change();
  const payloads = stage.sources.flatMap((source) => source.next());
  tell(stage, `${what}: ${payloads.map(({ eventType }) => eventType).join(', ') || 'no event'}`);
  await note(stage);
  for (const payload of payloads) {
    stage.sent.push(payload);
    stage.delivery.send(payload);
  }
}
