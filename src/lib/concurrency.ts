/** Bounded parallelism, which keeps memory flat while everything runs at once. */

/** Runs `work` over the items, at most `limit` at a time. The first failure ends it, but for work that is under way. */
export async function forEach<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** Counting semaphore, first come, first served. */
export interface Semaphore {
  /** Resolves with a permit. Throws the signal's reason when it was aborted meanwhile: then no permit is held. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Gives a permit back. */
  release(): void;
}

export function createSemaphore(permits: number): Semaphore {
  let held = 0;
  const waiting: (() => void)[] = [];
  const admit = () => {
    if (held === permits) return;
    const go = waiting.shift();
    if (!go) return;
    held += 1;
    go();
  };
  const release = () => {
    held -= 1;
    admit();
  };
  return {
    async acquire(signal) {
      await new Promise<void>((go) => {
        waiting.push(go);
        admit();
      });
      if (signal?.aborted) release();
      signal?.throwIfAborted();
    },
    release,
  };
}

/** A promise, with the functions that settle it. */
export function deferred(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
