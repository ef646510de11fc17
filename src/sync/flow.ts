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

/** Holds callers back while more than `capacity` is taken. */
export interface Gate {
  /** Waits for room, then takes it. */
  enter(size: number): Promise<void>;
  leave(size: number): void;
}

export function createGate(capacity: number): Gate {
  let taken = 0;
  const waiting: { size: number; go: () => void }[] = [];
  const admit = () => {
    for (let next = waiting[0]; next && (taken === 0 || taken + next.size <= capacity); next = waiting[0]) {
      waiting.shift();
      taken += next.size;
      next.go();
    }
  };
  return {
    enter(size) {
      return new Promise((go) => {
        waiting.push({ size, go });
        admit();
      });
    },
    leave(size) {
      taken -= size;
      admit();
    },
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
