import type { ItemsDone } from '../../events/items-protocol.ts';
import type { Touched } from '../../events/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { createAppliedDuringResync } from './applied-during-resync.ts';
import { createRejections } from './rejections.ts';
import { createTouchedSet, keyOf, type Waiting } from './touched-set.ts';
import { createWakeableSleep } from './wakeable-sleep.ts';

export interface EventQueueOptions {
  /** Reads and writes. Rejects where nothing is certain. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
  clock: Clock;
  signal: AbortSignal;
  /** Told of what was applied. `delays`: milliseconds from receipt to write, one for each place. */
  applied(done: ItemsDone, delays: readonly number[]): void;
  failed(error: unknown, retryInMs: number): void;
  /** Told of a change that could not be read. */
  missed(why: string): void;
}

/**
 * Places that events touched, until they are in the catalog. The first event of an item is applied at once. Those that
 * follow it within seconds are applied as one.
 */
export interface EventQueue {
  /** False where there is no room. Nothing of it is taken then. */
  add(touched: readonly Touched[]): boolean;
  readonly size: number;
  readonly oldestAt: number | undefined;
  /** A full sync begins. */
  resyncBegins(): void;
  resyncEnded(): void;
}

/** Places that are kept: about 1 KB each. */
const MOST = 50_000;
/** Places of one reading. */
const AT_ONCE = 250;
/**
 * Milliseconds from one reading of an item to the next. With the reading itself that is less than two seconds, the
 * goal.
 */
const SETTLE_MS = 1_500;
/** Milliseconds after a failure. They double each time. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Failures in a row after which places are tried one by one. */
const TRIALS = 3;
/** Readings of what cannot be read in full, and milliseconds between them. */
const ATTEMPTS = 3;
const AGAIN_MS = 30_000;

export const createEventQueue = (options: EventQueueOptions): EventQueue => {
  const { clock, signal } = options;
  const waiting = createTouchedSet();
  const recent = createRecent();
  const rejections = createRejections();
  let inWork: readonly Waiting[] = [];
  const during = createAppliedDuringResync(MOST, () =>
    options.missed('more changed during a full sync than can be applied again'),
  );
  const pause = createWakeableSleep(clock, signal);
  let failures = 0;
  let pausedUntil = 0;

  const add = (touched: Touched, receivedAt: number, more: Partial<Waiting> = {}) => {
    waiting.add({ touched, receivedAt, dueAt: recent.dueAt(keyOf(touched)), attempts: 0, ...more });
  };
  const applied = (taken: readonly Waiting[], done: ItemsDone) => {
    failures = 0;
    rejections.applied();
    const now = clock.now();
    for (const one of taken) {
      recent.note(keyOf(one.touched), now);
      waiting.postpone(one.touched, now + SETTLE_MS);
      during.note(one.touched);
    }
    if (!done.isWhole) again(taken, now);
    options.applied(done, done.isWhole ? taken.map(({ receivedAt }) => now - receivedAt) : []);
  };
  const again = (taken: readonly Waiting[], now: number) => {
    const left = taken.filter(({ attempts }) => attempts + 1 < ATTEMPTS);
    for (const { touched, receivedAt, attempts } of left)
      add(touched, receivedAt, { attempts: attempts + 1, dueAt: now + AGAIN_MS });
    if (left.length < taken.length) options.missed('what changed could not be read in full');
  };
  const failed = (taken: readonly Waiting[], error: unknown) => {
    failures += 1;
    const ms = Math.min(RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    pausedUntil = clock.now() + ms;
    for (const one of taken) {
      const rejected = rejections.reject(one, taken.length);
      if (rejected) add(one.touched, one.receivedAt, { attempts: one.attempts, rejected });
      else options.missed('what changed could not be read at all');
    }
    options.failed(error, ms);
  };
  /**
   * The next reading. After several failures in a row it is one place alone, which shows whether anything can be read.
   */
  const take = (now: number): Waiting[] =>
    failures < TRIALS ? waiting.takeDue(now, AT_ONCE, rejections.mostWith) : waiting.takeOne(now);
  const rest = async (): Promise<void> => {
    const next = waiting.nextDueAt();
    await pause.sleep(next === undefined ? undefined : Math.max(next, pausedUntil) - clock.now());
  };
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const now = clock.now();
      const taken = pausedUntil > now ? [] : take(now);
      if (taken.length === 0) {
        await rest();
        continue;
      }
      inWork = taken;
      try {
        applied(taken, await options.apply(taken.map(({ touched }) => touched)));
      } catch (error) {
        if (!signal.aborted) failed(taken, error);
      }
      inWork = [];
    }
  };
  void work();
  const size = () => waiting.size + inWork.length;
  return {
    add(touched) {
      if (size() + touched.length > MOST) return false;
      const now = clock.now();
      for (const one of touched) add(one, now);
      pause.wake();
      return true;
    },
    get size() {
      return size();
    },
    get oldestAt() {
      return inWork[0]?.receivedAt ?? waiting.oldestAt();
    },
    resyncBegins() {
      during.begin();
      // A place that is being read may be written before the sync reads it, and by the sync after it.
      for (const { touched } of inWork) during.note(touched);
    },
    resyncEnded() {
      // The sync may have set up what the failures were for want of.
      pausedUntil = 0;
      failures = 0;
      const now = clock.now();
      for (const one of during.end()) add(one, now);
      pause.wake();
    },
  };
};

/** The times at which items were read, as long as they count. */
const createRecent = () => {
  const times = new Map<string, number>();
  return {
    dueAt: (key: string): number => (times.get(key) ?? -SETTLE_MS) + SETTLE_MS,
    note(key: string, now: number) {
      times.delete(key);
      times.set(key, now);
      for (const [old, at] of times) {
        if (at + SETTLE_MS > now) break;
        times.delete(old);
      }
    },
  };
};
