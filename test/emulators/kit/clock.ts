import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../src/lib/async/clock.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await wait(ms, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/**
 * Time that passes only when nothing else can happen: it jumps to the earliest sleeper once the event loop went
 * through `idleTurns` turns (setImmediate) in which no one fell asleep, woke, aborted or held the clock.
 * Promise chains run to their end within a turn, so a run that talks to the emulators through `transport` is
 * wholly deterministic: sleepers wake by due time, then in the order in which they fell asleep.
 *
 * What it cannot see is work outside the event loop. File system calls and name look-ups are waited for (by
 * `process.getActiveResourcesInfo`). Worker threads, sockets, zlib and crypto callbacks are not listed there: wrap
 * such work in `hold`, or tell of it by `busy`, else time runs away while it is done.
 */
export interface VirtualClock extends Clock {
  /** Time stands still until the work settles. Returns the same promise. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Number of those asleep now. */
  sleepers(): number;
  /** Number of jumps of time. */
  jumps(): number;
}

interface Sleeper {
  due: number;
  wake(): void;
}

const waitedFor = /^(FSReq|CloseReq|GetAddrInfo|GetNameInfo)/;
const outsideWork = () => process.getActiveResourcesInfo().some((name) => waitedFor.test(name));

/** Puts a sleeper behind all those that are due no later. */
const enter = (asleep: Sleeper[], sleeper: Sleeper): void => {
  let [low, high] = [0, asleep.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((asleep[middle] as Sleeper).due <= sleeper.due) low = middle + 1;
    else high = middle;
  }
  asleep.splice(low, 0, sleeper);
};

/** Sleeps until it is woken when it is due, or rejects as soon as the signal aborts. */
const fallAsleep = (
  asleep: Sleeper[],
  due: number,
  signal: AbortSignal | undefined,
  aborted: () => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      asleep.splice(asleep.indexOf(sleeper), 1);
      aborted();
      reject(signal?.reason);
    };
    const sleeper: Sleeper = {
      due,
      wake() {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
    };
    signal?.addEventListener('abort', abort, { once: true });
    enter(asleep, sleeper);
  });

const wakeDue = (asleep: Sleeper[], now: number): void => {
  const later = asleep.findIndex((sleeper) => sleeper.due > now);
  for (const sleeper of asleep.splice(0, later === -1 ? asleep.length : later)) sleeper.wake();
};

/** `busy`: asked before every jump; while it is true, time stands still. */
export const virtualClock = (
  options: { start?: number; idleTurns?: number; busy?: () => boolean } = {},
): VirtualClock => {
  const { start = Date.UTC(2026, 0, 5, 8), idleTurns = 4, busy = () => false } = options;
  const asleep: Sleeper[] = [];
  let now = start;
  let held = 0;
  let idle = 0;
  let jumps = 0;
  let watching = false;

  const jump = () => {
    now = Math.max(now, (asleep[0] as Sleeper).due);
    jumps++;
    wakeDue(asleep, now);
  };

  const turn = () => {
    if (asleep.length === 0 || held > 0) {
      watching = false;
      return;
    }
    if (idle++ < idleTurns) {
      setImmediate(turn);
      return;
    }
    idle = 0;
    if (outsideWork() || busy()) {
      setTimeout(turn, 1);
      return;
    }
    jump();
    setImmediate(turn);
  };

  const stir = () => {
    idle = 0;
    if (watching || asleep.length === 0 || held > 0) return;
    watching = true;
    setImmediate(turn);
  };

  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const slept = fallAsleep(asleep, now + Math.max(0, ms), signal, () => {
        idle = 0;
      });
      stir();
      return slept;
    },
    hold: (work) => {
      held++;
      const release = () => {
        held--;
        stir();
      };
      work.then(release, release);
      return work;
    },
    sleepers: () => asleep.length,
    jumps: () => jumps,
  };
};
