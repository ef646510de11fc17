import { getOrCreate } from '../collections/get-or-create.ts';

/** Remembers one promise per owner and key, failures included. Entries go when their owner goes. */
export type Memo = <T>(owner: object, key: string, read: () => Promise<T>) => Promise<T>;

export function createMemo(): Memo {
  const remembered = new WeakMap<object, Map<string, Promise<unknown>>>();
  return <T>(owner: object, key: string, read: () => Promise<T>): Promise<T> => {
    const entries = getOrCreate(remembered, owner, () => new Map<string, Promise<unknown>>());
    const answer = getOrCreate(entries, key, read);
    // The caller handles the failure. A second caller may come only later.
    answer.catch(() => {});
    return answer as Promise<T>;
  };
}
