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
  async sleep(ms, signal) {
    let left = ms;
    for (; left > LONGEST_MS; left -= LONGEST_MS) await timer(LONGEST_MS, signal);
    await timer(left, signal);
  },
};

const timer = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timeout);
      reject(signal?.reason);
    };
    const timeout = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      Math.max(0, ms),
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
