import { systemClock } from '../../src/lib/async/clock.ts';
import { useOf, watchMemory } from './processes.ts';
import type { Scene } from './scene.ts';

/** Milliseconds from the sending of an event to the write of what it changed. */
export interface Delays {
  events: number;
  perSecond: number;
  items: number;
  p50: number;
  p95: number;
  p99: number;
  most: number;
  /** Events by the upper bound of their delay, ms; the last one has none. */
  histogram: [number | undefined, number][];
  /** Events that a later one of the same item came before: their own state was never written. */
  overtaken: number;
  lost: number;
}

const BOUNDS = [100, 250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000];

/** Delays at so many events a second for some time. Each event is of the next item in turn. */
export async function measureDelays(
  scene: Scene,
  { perSecond, seconds, items, name }: { perSecond: number; seconds: number; items: number; name: string },
): Promise<Delays> {
  const begun = systemClock.now();
  const sent: { index: number; title: string; at: number; done: Promise<void> }[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    await systemClock.sleep(begun + (n * 1000) / perSecond - systemClock.now());
    const [index, title] = [n % items, `event ${name} ${n}`];
    sent.push({ index, title, at: systemClock.now(), done: scene.change(index, title) });
  }
  await Promise.all(sent.map(({ done }) => done));
  const last = new Map(sent.map(({ index, title }) => [index, title]));
  await settled(scene, [...last.values()]);
  const delays = sent.flatMap(({ index, at }, n) => {
    // A write of an item counts for all of its events before.
    const rest = sent.slice(n).filter((one) => one.index === index);
    const times = rest.flatMap((one) => scene.written.get(one.title) ?? []);
    return times.length === 0 ? [] : Math.min(...times) - at;
  });
  const overtaken = sent.filter(({ title }) => !scene.written.has(title)).length;
  return { events: sent.length, perSecond, items, ...spread(delays), overtaken, lost: lostOf(scene, last) };
}

const spread = (delays: readonly number[]): Pick<Delays, 'p50' | 'p95' | 'p99' | 'most' | 'histogram'> => {
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const histogram = [...BOUNDS, undefined].map((bound, n): [number | undefined, number] => {
    const [above, upTo] = [BOUNDS[n - 1] ?? Number.NEGATIVE_INFINITY, bound ?? Number.POSITIVE_INFINITY];
    return [bound, sorted.filter((ms) => ms > above && ms <= upTo).length];
  });
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: sorted.at(-1) ?? Number.NaN, histogram };
};

/** Items whose last change is not in the catalog. */
const lostOf = (scene: Scene, last: ReadonlyMap<number, string>): number => {
  const titles = scene.titles();
  return [...last].filter(([index, title]) => {
    const item = scene.items[index % scene.items.length]?.item;
    return titles.get(item?.id ?? 0) !== title;
  }).length;
};

/** Milliseconds without a write after which what is missing does not come any more. */
const PATIENCE = 60_000;

const settled = async (scene: Scene, titles: readonly string[]): Promise<void> => {
  let [before, since] = [-1, systemClock.now()];
  for (;;) {
    const missing = titles.filter((title) => !scene.written.has(title)).length;
    if (missing === 0) break;
    if (missing !== before) [before, since] = [missing, systemClock.now()];
    if (systemClock.now() - since > PATIENCE) break;
    await systemClock.sleep(50);
  }
  // The last write is answered.
  await systemClock.sleep(1_000);
};

export interface Burst {
  events: number;
  items: number;
  /** Seconds until the last one was answered, and until the last one was written. */
  takenSeconds: number;
  writtenSeconds: number;
  answers: Record<number, number>;
  requests: { azureDevOps: number; port: number };
  /** Resident memory: of the always-on process before it, the most during it, the same with its worker, and after it. */
  bytes: { before: number; most: number; mostOfAll: number; after: number };
  lost: number;
}

/** All events at once, each of another item as far as there are. */
export async function measureBurst(scene: Scene, events: number): Promise<Burst> {
  const [before, requests] = [await useOf(scene.pid), scene.requests()];
  const watched = watchMemory(scene.pid);
  const answersBefore = { ...scene.answers };
  const begun = systemClock.now();
  const last = new Map<number, string>();
  const sent = Array.from({ length: events }, (_, n) => {
    const [index, title] = [n % scene.items.length, `event burst ${n}`];
    last.set(index, title);
    return scene.change(index, title);
  });
  await Promise.all(sent);
  const takenSeconds = (systemClock.now() - begun) / 1000;
  const titles = [...last.values()];
  await settled(scene, titles);
  const end = Math.max(...titles.map((title) => scene.written.get(title) ?? begun));
  const most = await watched.stop();
  const now = scene.requests();
  return {
    events,
    items: scene.items.length,
    takenSeconds,
    writtenSeconds: (end - begun) / 1000,
    answers: Object.fromEntries(
      Object.entries(scene.answers).map(([status, count]) => [
        status,
        count - (answersBefore[Number(status)] ?? 0),
      ]),
    ),
    requests: { azureDevOps: now.azureDevOps - requests.azureDevOps, port: now.port - requests.port },
    bytes: {
      before: before.ownBytes,
      most: most.ownBytes,
      mostOfAll: most.allBytes,
      after: (await useOf(scene.pid)).ownBytes,
    },
    lost: lostOf(scene, last),
  };
}

export interface Idle {
  seconds: number;
  bytes: number;
  /** Share of one core. */
  cpuShare: number;
}

/** Use after the worker of the events has ended, for want of any. */
export async function measureIdle(scene: Scene, seconds: number): Promise<Idle> {
  for (;;) {
    const { ownBytes, allBytes } = await useOf(scene.pid);
    if (ownBytes === allBytes) break;
    await systemClock.sleep(1_000);
  }
  const before = await useOf(scene.pid);
  await systemClock.sleep(seconds * 1000);
  const after = await useOf(scene.pid);
  return { seconds, bytes: after.ownBytes, cpuShare: (after.cpuSeconds - before.cpuSeconds) / seconds };
}
