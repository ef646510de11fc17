import type { Clock } from '../lib/clock.ts';
import { createLimit, type Outcome } from './concurrency-limit.ts';
import type { WaitRecorder } from './waits.ts';

/** Who may send, and when: first come, first served. */
export interface Throttle {
  /** Resolves when a place is free and no pause stands; rejects with the signal's reason. */
  acquire(signal?: AbortSignal): Promise<Place>;
  /** Nothing is sent before this time (ms). */
  pauseUntil(time: number, reason: string): void;
  /** Rejects all that wait, and all that come. */
  close(error: Error): void;
  /** Requests in flight at once: the most there were, and how many were allowed, on the mean of the time of work. */
  readonly peak: number;
  readonly meanAllowed: number;
}

export interface Place {
  /** Gives the place back and says how it went. `route` and `ms` let it notice that answers slow down. */
  release(outcome: Outcome, route: string, ms: number): void;
}

interface Waiting {
  signal: AbortSignal | undefined;
  start(place: Place): void;
  fail(error: unknown): void;
}

export interface ThrottleOptions {
  clock: Clock;
  maximum: number;
  waits: WaitRecorder;
  /** A pause began or grew by a second or more. */
  onPause?(until: number, reason: string): void;
}

export function createThrottle({ clock, maximum, waits, onPause }: ThrottleOptions): Throttle {
  const limit = createLimit(maximum);
  let queue: Waiting[] = [];
  const watched = new WeakSet<AbortSignal>();
  let inFlight = 0;
  let peak = 0;
  let pause: { until: number; reason: string } | undefined;
  let standing: { wake: AbortController; end(): void } | undefined;
  let closed: Error | undefined;
  /** Limit × ms, over the time from the first request to the latest beginning or end of one. */
  const allowed = { product: 0, from: clock.now(), until: clock.now() };
  const reckon = () => {
    if (peak === 0) allowed.from = allowed.until = clock.now();
    allowed.product += limit.current * (clock.now() - allowed.until);
    allowed.until = clock.now();
  };

  const place = (): Place => {
    reckon();
    const begun = limit.begin();
    inFlight++;
    peak = Math.max(peak, inFlight);
    return {
      release(outcome, route, ms) {
        const full = inFlight >= limit.current;
        inFlight--;
        reckon();
        limit.end(begun, outcome, route, ms, full);
        pump();
      },
    };
  };

  const pump = () => {
    if (pause && clock.now() >= pause.until) pause = undefined;
    while (!pause && queue.length > 0 && inFlight < limit.current) queue.shift()?.start(place());
    if (pause && queue.length > 0) void stand(pause.reason);
    else settle();
  };

  /** Sleeps once for all that wait; the pause may grow meanwhile. */
  const stand = async (reason: string) => {
    if (standing) return;
    const mine = { wake: new AbortController(), end: waits.begin(reason) };
    standing = mine;
    try {
      while (pause && clock.now() < pause.until)
        await clock.sleep(pause.until - clock.now(), mine.wake.signal);
    } catch {
      // Woken early: nobody waits any more.
      return;
    }
    if (standing === mine) pump();
  };

  const settle = () => {
    const ended = standing;
    standing = undefined;
    ended?.end();
    ended?.wake.abort();
  };

  /** Once per signal, however many wait: each listener makes the next one dearer. */
  const watch = (signal: AbortSignal) => {
    if (watched.has(signal)) return;
    watched.add(signal);
    const leave = () => {
      const leaving = queue.filter((waiting) => waiting.signal === signal);
      queue = queue.filter((waiting) => waiting.signal !== signal);
      for (const waiting of leaving) waiting.fail(signal.reason);
      pump();
    };
    signal.addEventListener('abort', leave, { once: true });
  };

  return {
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (signal?.aborted) return reject(signal.reason);
        if (signal) watch(signal);
        queue.push({ signal, start: resolve, fail: reject });
        pump();
      }),
    pauseUntil(until, reason) {
      const now = clock.now();
      if (until <= Math.max(now, pause?.until ?? 0)) return;
      if (until - (pause?.until ?? now) >= 1000) onPause?.(until, reason);
      pause = { until, reason: pause?.reason ?? reason };
      pump();
    },
    close(error) {
      closed = error;
      for (const waiting of queue.splice(0)) waiting.fail(error);
      pump();
    },
    get peak() {
      return peak;
    },
    get meanAllowed() {
      const ms = allowed.until - allowed.from;
      return ms > 0 ? allowed.product / ms : limit.current;
    },
  };
}
