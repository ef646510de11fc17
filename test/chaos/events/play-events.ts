import { type Log, silent } from '../../../src/lib/log.ts';
import type { Settings } from '../../../src/settings/types.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { type Ended, identifier } from '../../integration/product.ts';
import { checkWritten, without } from '../checks.ts';
import { checkClean } from '../clean.ts';
import { differences, heldIn } from '../differences.ts';
import { checkCounts } from '../ending.ts';
import { type Failure, failing } from '../failure.ts';
import { checkPromise } from '../increments.ts';
import { mutate, smallOrganisation } from '../organisation.ts';
import { type Played, playedOf, unlessHung, untilChanged } from '../play.ts';
import { createScene, oracle } from '../scene.ts';
import type { Schedule } from '../schedule.ts';
import { patternsOf } from '../scope.ts';
import { type Snapshot, snapshot } from '../snapshot.ts';
import { type AlwaysOn, type Span, startAlwaysOn } from './always-on.ts';
import { checkGone, type Version } from './check-gone.ts';
import { createDelivery } from './delivery.ts';
import { createEventSource, type Payload } from './event-source.ts';
import { eventsScheduleOf, type Phase } from './events-schedule.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds of real time after which a stretch counts as hung: it has oracles of its own. */
const STUCK = 120_000;
const unlessStuck = <T>(work: Promise<T>, name: string): Promise<T> => unlessHung(work, name, STUCK);
/** Milliseconds of virtual time in which all that waits has to be settled, once nothing fails any more. */
const QUIET = 3 * 60 * MINUTE;

/**
 * Plays an always-on process: the organisation changes and its events come late, doubled, out of order or not at all,
 * both services fail, the process is killed and started. After quiet time and one pass the catalog is right, and at no
 * time was anything deleted that exists.
 */
export async function playEvents(seed: number, log: Log = silent): Promise<Played> {
  const schedule = eventsScheduleOf(seed);
  const { random, skew } = schedule;
  const clock = virtualClock();
  const story: string[] = [];
  const failures: Failure[] = [];
  const statuses: string[] = [];
  const total = { deleted: 0, heldBack: 0 };
  const tell = (line: string) => {
    story.push(line);
    log.info(`— ${line}`);
  };
  const unhandled = (reason: unknown) =>
    void failures.push({ rule: 'no unhandled rejection', detail: String(reason) });
  process.on('unhandledRejection', unhandled);
  const organisations = ['contoso', 'fabrikam']
    .slice(0, schedule.organisations)
    .map((name, i) =>
      smallOrganisation(
        schedule.organisationSeed + i,
        random.fork(name),
        name,
        () => clock.now() + skew.azureDevOps,
      ),
    );
  const repositories = organisations.flatMap((one) => [...one.all('repository')]).map(({ item }) => item);
  const seeds = {
    repositories: random.shuffle(repositories.map(({ id }) => id)),
    project: repositories[0]?.project.id ?? '',
  };
  const patterns = patternsOf(schedule.choice, organisations);
  const scene = createScene(schedule, organisations, seeds, patterns, { clock, skew });
  const { product } = scene;
  const rightFor = (of: Schedule) =>
    untilChanged(organisations, () => clock.hold(oracle(of, organisations, seeds, patterns)));
  const expected = rightFor(schedule);
  // A single item's entity is written as the mapping gives it, whatever other resources write of it.
  const merged = schedule.mapping.merge
    ? expected
    : rightFor({ ...schedule, mapping: { ...schedule.mapping, merge: true } });

  const versions: Version[] = [];
  const parts: Snapshot[] = [];
  const note = async () => {
    versions.push({ from: clock.now(), right: await expected() });
    parts.push(await merged());
  };
  /** What somebody else has written since the last full sync: nothing but one looks for that. */
  const touched = new Set<string>();
  const settings: Partial<Settings> = {
    ...scene.settings,
    deletions: schedule.deletions,
    ...(schedule.maxDeletions !== undefined && { maxDeletions: schedule.maxDeletions }),
  };
  const sources = organisations.map(createEventSource);
  const sent: Payload[] = [];
  const spans: Span[] = [];
  let alive: AlwaysOn | undefined;
  const delivery = createDelivery({
    clock,
    random: random.fork('delivery'),
    receive: async (payload) => alive?.receive(payload),
  });

  const ended = (done: Ended, name: string) => {
    const { status, increments, failure } = done.report.run;
    tell(`${name}: ${status}${failure ? ` (${failure.message})` : ''}, ${JSON.stringify(increments ?? {})}`);
    failures.push(...checkCounts(done, name));
    statuses.push(status);
    total.deleted += done.report.totals.deleted;
    total.heldBack += done.report.totals.heldBack;
  };
  const start = (ask: 'sync' | 'incremental' | undefined) => {
    alive = startAlwaysOn({
      product,
      organisations: organisations.map(({ name }) => name),
      settings,
      log,
      ended,
    });
    if (ask) alive.ask(ask);
    tell(`the process is started${ask ? `, with ${ask}` : ''}`);
  };
  const settle = (): void => {
    if (alive) spans.push(...alive.spans.filter((span) => !spans.includes(span)));
  };
  const kill = async (down: number): Promise<void> => {
    tell(`the process is killed, for ${down} ms`);
    scene.happened['the process was killed'] = (scene.happened['the process was killed'] ?? 0) + 1;
    alive?.kill();
    settle();
    alive = undefined;
    await clock.sleep(down);
    start(schedule.start);
  };
  /** What is changed and will be taken back: between two looks all seems to be as it was. */
  const back: (() => string)[] = [];
  const forAWhile = (): string | undefined => {
    if (back.length > 0 && random.chance(0.5)) return back.shift()?.();
    if (!random.chance(0.2)) return undefined;
    const kind = random.pick(['repository', 'pull-request'] as const);
    const places = [...random.pick(organisations).all(kind)];
    if (places.length === 0) return undefined;
    const { item, update } = random.pick(places);
    const field = 'name' in item ? 'name' : 'title';
    const was = 'name' in item ? item.name : item.title;
    update({ [field]: `for-a-while-${random.integer(1, 999)}` });
    back.push(() => {
      update({ [field]: was });
      return `a ${kind} is called as before`;
    });
    return `a ${kind} is called otherwise, for a while`;
  };
  const change = async (): Promise<void> => {
    const what = forAWhile() ?? mutate(random.pick(organisations), random);
    const payloads = sources.flatMap((source) => source.next());
    tell(`${what}: ${payloads.map(({ eventType }) => eventType).join(', ') || 'no event'}`);
    await note();
    for (const payload of payloads) {
      sent.push(payload);
      delivery.send(payload);
    }
  };
  const quiet = async (until: () => boolean, name: string): Promise<void> => {
    const limit = clock.now() + QUIET;
    while (!until()) {
      if (clock.now() > limit) throw new Error(`${name}: it is not quiet after ${QUIET / MINUTE} minutes`);
      await clock.sleep(MINUTE);
    }
  };
  const still = () => alive !== undefined && !alive.busy;

  const playPhase = async (phase: Phase, name: string): Promise<void> => {
    const before = snapshot(product.port);
    const from = clock.now();
    const first = versions.length - 1;
    scene.others.forget(versions.at(-1)?.right);
    scene.arm(phase.faulty, () => {});
    const drive = async () => {
      for (let n = 0; n < phase.mutations; n++) {
        await clock.sleep(random.integer(0, phase.pause));
        await change();
      }
    };
    const meanwhile = [drive()];
    const { kill: killed, resync } = phase;
    if (killed) meanwhile.push(clock.sleep(killed.after).then(() => kill(killed.down)));
    if (resync) meanwhile.push(clock.sleep(resync.after).then(() => alive?.ask(resync.mode)));
    await Promise.all(meanwhile);
    // Not always is all settled before the next thing goes wrong.
    await clock.sleep(random.pick([0, 5_000, 10 * MINUTE]));
    scene.disarm();
    settle();
    const after = snapshot(product.port);
    for (const key of [...before.keys(), ...after.keys()]) if (scene.others.touched(key)) touched.add(key);
    const during = versions.slice(Math.max(0, first - 1));
    failures.push(
      ...checkGone({ before, after, spans, versions, from, others: scene.others, touched, name }),
      ...checkWritten({
        before,
        after,
        versions: [...during.map(({ right }) => right), ...versions.map(({ right }) => right)],
        parts,
        others: scene.others,
        name,
      }),
    );
  };

  try {
    await note();
    start(undefined);
    alive?.ask('incremental');
    await unlessStuck(quiet(still, 'first sync'), 'first sync');
    settle();
    for (const [i, phase] of schedule.phases.entries())
      await unlessStuck(playPhase(phase, `phase ${i + 1}`), `phase ${i + 1}`);
    await unlessStuck(
      (async () => {
        await delivery.settled();
        await quiet(still, 'after all');
        if (product.port.integration(identifier)?.resyncState.status === 'running')
          await clock.sleep(3_700_000);
      })(),
      'quiet time',
    );
    settle();
    const quietAt = snapshot(product.port);

    // One pass.
    const passed = await unlessStuck(product.sync({ ...settings, mode: schedule.pass }, log), 'the pass');
    ended(passed, `the pass (${schedule.pass})`);
    const right = await expected();
    if (schedule.pass === 'incremental' && passed.report.run.increments?.full === undefined)
      failures.push(
        ...checkPromise(
          passed,
          snapshot(product.port),
          without(right, touched),
          schedule.mapping,
          'the pass',
        ),
      );
    else failures.push(...checkClean(passed, quietAt, snapshot(product.port), right, 'the pass'));

    scene.others.forget(undefined);
    await clock.sleep(DAY + 31 * MINUTE);
    const before = snapshot(product.port);
    const last = await unlessStuck(product.sync({ ...settings, mode: 'sync' }, log), 'full sync');
    ended(last, 'full sync');
    failures.push(...checkClean(last, before, snapshot(product.port), right, 'full sync'));

    // Events that come once more say nothing new.
    const settled = snapshot(product.port);
    for (const payload of random.shuffle(sent).slice(0, 30)) await alive?.receive(payload);
    await unlessStuck(quiet(still, 'events once more'), 'events once more');
    failures.push(
      ...failing(
        'events that come once more change nothing',
        differences(snapshot(product.port), without(settled, heldIn(last)), heldIn(last)),
        'events once more',
      ),
    );
  } catch (error) {
    failures.push({
      rule: 'no run throws or hangs',
      detail: error instanceof Error ? (error.stack ?? '') : String(error),
    });
  } finally {
    alive?.kill();
    process.off('unhandledRejection', unhandled);
  }
  const happened = { ...scene.happened, ...delivery.counts };
  return playedOf({ seed, failures, statuses, story, ...total }, { product, happened });
}
