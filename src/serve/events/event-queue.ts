import type { ItemsDone } from '../../events/items-protocol.ts';
import type { Touched } from '../../events/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { createAppliedDuringResync } from './applied-during-resync.ts';
import { createBacklog } from './backlog.ts';
import { readInTurn } from './read-in-turn.ts';
import { createWakeableSleep } from './wakeable-sleep.ts';

export interface EventQueueOptions {
  /** Reads and writes. Rejects where nothing is certain. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
  clock: Clock;
  signal: AbortSignal;
  /** Hears of what was applied. `delays`: milliseconds from receipt to write, one for each place. */
  applied(done: ItemsDone, delays: readonly number[]): void;
  failed(error: unknown, retryInMs: number): void;
  /** Hears of a change that could not be read. */
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

export const createEventQueue = (options: EventQueueOptions): EventQueue => {
  const { clock, signal } = options;
  const backlog = createBacklog(clock, options.missed);
  const during = createAppliedDuringResync(MOST, () =>
    options.missed('more changed during a full sync than can be applied again'),
  );
  const pause = createWakeableSleep(clock, signal);
  const readings = readInTurn({
    ...options,
    backlog,
    pause,
    applied(taken, done) {
      const now = clock.now();
      for (const { touched } of taken) during.note(touched);
      options.applied(done, done.isWhole ? taken.map(({ receivedAt }) => now - receivedAt) : []);
    },
  });
  const add = (all: Iterable<Touched>) => {
    const now = clock.now();
    for (const touched of all) backlog.add(touched, now);
    pause.wake();
  };
  const size = () => backlog.size + readings.inWork.length;
  return {
    add(touched) {
      if (size() + touched.length > MOST) return false;
      add(touched);
      return true;
    },
    get size() {
      return size();
    },
    get oldestAt() {
      return readings.inWork[0]?.receivedAt ?? backlog.oldestAt();
    },
    resyncBegins() {
      during.begin();
      // A place that is being read may be written before the sync reads it, and by the sync after it.
      for (const { touched } of readings.inWork) during.note(touched);
    },
    resyncEnded() {
      // The sync may have set up what the failures were for want of.
      readings.forgetFailures();
      add(during.end());
    },
  };
};
