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

/** Holds callers back while more than `capacity` is taken. One larger than that passes alone. */
export interface Gate {
  /** Waits for room, then takes it; resolves with how much. A size that is still being learnt is asked for again. */
  enter(size: number | (() => number)): Promise<number>;
  /** Takes more, or gives back what `enter` took, without waiting. */
  adjust(size: number): void;
}

export function createGate(capacity: number): Gate {
  let taken = 0;
  const waiting: { size: () => number; go: (size: number) => void }[] = [];
  const admit = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const size = next.size();
      if (taken > 0 && taken + size > capacity) return;
      waiting.shift();
      taken += size;
      next.go(size);
    }
  };
  return {
    enter(size) {
      return new Promise((go) => {
        waiting.push({ size: typeof size === 'number' ? () => size : size, go });
        admit();
      });
    },
    adjust(size) {
      taken += size;
      if (size < 0) admit();
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
