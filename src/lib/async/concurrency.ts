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

/** Counting semaphore, first come, first served. `weight`: permits that are taken or given at once, 1 unless given. */
export interface Semaphore {
  /** Resolves with the permits. Throws the signal's reason when it was aborted meanwhile: then none is held. */
  acquire(signal?: AbortSignal, weight?: number): Promise<void>;
  /** Gives permits back. */
  release(weight?: number): void;
}

export function createSemaphore(permits: number): Semaphore {
  let held = 0;
  const waiting: { weight: number; go(): void }[] = [];
  const admit = () => {
    for (let next = waiting[0]; next && held + next.weight <= permits; next = waiting[0]) {
      waiting.shift();
      held += next.weight;
      next.go();
    }
  };
  const release = (weight = 1) => {
    held -= weight;
    admit();
  };
  return {
    async acquire(signal, weight = 1) {
      if (weight > permits) throw new RangeError(`${weight} permits of ${permits}`);
      await new Promise<void>((go) => {
        waiting.push({ weight, go });
        admit();
      });
      if (signal?.aborted) release(weight);
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
