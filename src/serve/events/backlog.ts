import type { Touched } from '../../events/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import { createRejections } from './rejections.ts';
import { createTouchedSet, keyOf, type Waiting } from './touched-set.ts';

/** Places that are to be read, each once, and when: at once, after a while, together with others or alone. */
export interface Backlog {
  readonly size: number;
  /** Adds a place. `receivedAt`: when the event came; ms since 1970, as all times here. */
  add(touched: Touched, receivedAt: number): void;
  /** Takes out the places of the next reading, those that have waited longest. */
  takeDue(now: number): Waiting[];
  /** Takes out one place alone. */
  takeOne(now: number): Waiting[];
  /** Places were read. Where not all could be read in full, they come again in a while. */
  applied(taken: readonly Waiting[], isWhole: boolean): void;
  /** A reading was rejected, nobody knows for which of its places. They come again. */
  rejected(taken: readonly Waiting[]): void;
  nextDueAt(): number | undefined;
  oldestAt(): number | undefined;
}

/** Places of one reading. */
const AT_ONCE = 250;
/**
 * Milliseconds from one reading of an item to the next. With the reading itself that is less than two seconds, the
 * goal.
 */
const SETTLE_MS = 1_500;
/** Readings of what cannot be read in full, and milliseconds between them. */
const ATTEMPTS = 3;
const AGAIN_MS = 30_000;

/** `missed`: told of a place that is left out, since it was tried often enough. */
export const createBacklog = ({ now }: Clock, missed: (why: string) => void): Backlog => {
  const waiting = createTouchedSet();
  const recent = createRecent();
  const rejections = createRejections();
  const add = (touched: Touched, receivedAt: number, more: Partial<Waiting> = {}) => {
    waiting.add({ touched, receivedAt, dueAt: recent.dueAt(keyOf(touched)), attempts: 0, ...more });
  };
  const again = (taken: readonly Waiting[], dueAt: number) => {
    const left = taken.filter(({ attempts }) => attempts + 1 < ATTEMPTS);
    for (const { touched, receivedAt, attempts } of left)
      add(touched, receivedAt, { attempts: attempts + 1, dueAt });
    if (left.length < taken.length) missed('what changed could not be read in full');
  };
  return {
    get size() {
      return waiting.size;
    },
    add: (touched, receivedAt) => add(touched, receivedAt),
    takeDue: (at) => waiting.takeDue(at, AT_ONCE, rejections.mostWith),
    takeOne: waiting.takeOne,
    applied(taken, isWhole) {
      rejections.applied();
      const at = now();
      for (const { touched } of taken) {
        recent.note(keyOf(touched), at);
        waiting.postpone(touched, at + SETTLE_MS);
      }
      if (!isWhole) again(taken, at + AGAIN_MS);
    },
    rejected(taken) {
      for (const one of taken) {
        const rejected = rejections.reject(one, taken.length);
        if (rejected) add(one.touched, one.receivedAt, { attempts: one.attempts, rejected });
        else missed('what changed could not be read at all');
      }
    },
    nextDueAt: waiting.nextDueAt,
    oldestAt: waiting.oldestAt,
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
