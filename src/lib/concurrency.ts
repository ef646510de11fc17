/** Bounded parallelism: what keeps memory flat while everything runs at once. */

/** Runs `work` over the items, at most `limit` at a time. The first failure ends it. */
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

/** Lets so many in at a time, in the order in which they came. */
export interface Gate {
  /** Throws the signal's reason when it was aborted meanwhile: then the place is left again. */
  enter(signal?: AbortSignal): Promise<void>;
  leave(): void;
}

export function createGate(places: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const admit = () => {
    if (inside === places) return;
    const go = waiting.shift();
    if (!go) return;
    inside += 1;
    go();
  };
  const leave = () => {
    inside -= 1;
    admit();
  };
  return {
    async enter(signal) {
      await new Promise<void>((go) => {
        waiting.push(go);
        admit();
      });
      if (signal?.aborted) leave();
      signal?.throwIfAborted();
    },
    leave,
  };
}

/** A promise, and what settles it. */
export function deferred(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
