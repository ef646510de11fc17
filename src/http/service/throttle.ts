import type { Clock } from '../../lib/async/clock.ts';
import { createConcurrencyLimit, type LoadSignal } from './concurrency-limit.ts';
import { createPause, type PauseOptions } from './pause.ts';
import type { WaitRecorder } from './wait-recorder.ts';

/**
 * Requests to one service: as many in flight as the concurrency limit allows, first come, first served, none in a
 * pause.
 */
export interface Throttle {
  /** A permit, as soon as a request may be sent. Rejects with the signal's reason. */
  acquire(signal?: AbortSignal): Promise<Permit>;
  /** The time before which nothing is sent (ms since 1970). */
  pauseUntil(time: number, reason: string): void;
  /** Rejects all that wait, and all that come. */
  close(error: Error): void;
  /** Requests in flight at once, at the most. */
  readonly peak: number;
  /** Requests that were allowed in flight at once, on the mean over the time of work. */
  readonly meanAllowed: number;
}

/** Permission to send one request. */
export interface Permit {
  /** Gives the permit back. `route` and `ms`, the request's duration, let the limit notice that answers slow down. */
  release(signal: LoadSignal, route: string, ms: number): void;
}

interface Waiting {
  signal: AbortSignal | undefined;
  start(permit: Permit): void;
  fail(error: unknown): void;
}

/** Calls that wait for a permit, first come, first served. Those whose signal is aborted leave. */
interface WaitingLine {
  readonly length: number;
  add(waiting: Waiting): void;
  next(): Waiting | undefined;
  failAll(error: unknown): void;
}

export interface ThrottleOptions {
  clock: Clock;
  /** Requests in flight at the most. */
  maximum: number;
  waits: WaitRecorder;
  onPause?: PauseOptions['onPause'];
}

export function createThrottle({ clock, maximum, waits, onPause }: ThrottleOptions): Throttle {
  const limit = createConcurrencyLimit(maximum);
  const allowed = createMeanOverTime(clock, () => limit.current);
  const pause = createPause({ clock, waits, onEnd: () => admit(), ...(onPause && { onPause }) });
  const line = createWaitingLine(() => admit());
  let inFlight = 0;
  let peak = 0;
  let closed: Error | undefined;

  const permit = (): Permit => {
    allowed.account();
    const round = limit.begin();
    inFlight++;
    peak = Math.max(peak, inFlight);
    return {
      release(signal, route, ms) {
        const full = inFlight >= limit.current;
        inFlight--;
        allowed.account();
        limit.end(round, signal, route, ms, full);
        admit();
      },
    };
  };

  const admit = () => {
    const paused = pause.stands;
    while (!paused && line.length > 0 && inFlight < limit.current) line.next()?.start(permit());
    if (paused && line.length > 0) pause.waitForEnd();
    else pause.stopWaiting();
  };

  return {
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (signal?.aborted) return reject(signal.reason);
        line.add({ signal, start: resolve, fail: reject });
        admit();
      }),
    pauseUntil(until, reason) {
      if (pause.extend(until, reason)) admit();
    },
    close(error) {
      closed = error;
      line.failAll(error);
      admit();
    },
    get peak() {
      return peak;
    },
    get meanAllowed() {
      return allowed.mean;
    },
  };
}

/** `onLeave`: called after some left, so that the line may be empty now. */
function createWaitingLine(onLeave: () => void): WaitingLine {
  const watched = new WeakSet<AbortSignal>();
  let queue: Waiting[] = [];
  /** Listens once to a signal, however many wait by it: each listener makes the next one dearer. */
  const watch = (signal: AbortSignal) => {
    if (watched.has(signal)) return;
    watched.add(signal);
    const leave = () => {
      const leaving = queue.filter((waiting) => waiting.signal === signal);
      queue = queue.filter((waiting) => waiting.signal !== signal);
      for (const waiting of leaving) waiting.fail(signal.reason);
      onLeave();
    };
    signal.addEventListener('abort', leave, { once: true });
  };
  return {
    get length() {
      return queue.length;
    },
    add(waiting) {
      if (waiting.signal) watch(waiting.signal);
      queue.push(waiting);
    },
    next: () => queue.shift(),
    failAll(error) {
      for (const waiting of queue.splice(0)) waiting.fail(error);
    },
  };
}

/** The mean of a value over the time from the first `account` to the latest, weighted by how long it stood. */
function createMeanOverTime(clock: Clock, current: () => number) {
  let begun: number | undefined;
  let last = 0;
  let weighted = 0;
  return {
    /** Adds up the time with the value so far. It is called before each change of the value. */
    account() {
      const now = clock.now();
      if (begun === undefined) begun = last = now;
      weighted += current() * (now - last);
      last = now;
    },
    get mean() {
      const ms = last - (begun ?? 0);
      return ms > 0 ? weighted / ms : current();
    },
  };
}
