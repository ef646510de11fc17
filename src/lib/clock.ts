/** Time, replaced by a virtual one in tests and chaos runs. Milliseconds, `now` since 1970. */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait of a timer of Node's, ms. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  // A monotonic clock, unlike Date.now: setting the machine's clock must not turn a wait of seconds into an hour.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
        Math.min(Math.max(0, ms), LONGEST_MS),
      );
      signal?.addEventListener('abort', abort, { once: true });
    }),
};
