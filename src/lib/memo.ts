/** Remembers one promise per owner and key, failures included. Entries go when their owner goes. */
export type Memo = <T>(owner: object, key: string, read: () => Promise<T>) => Promise<T>;

export function createMemo(): Memo {
  const remembered = new WeakMap<object, Map<string, Promise<unknown>>>();
  return <T>(owner: object, key: string, read: () => Promise<T>): Promise<T> => {
    const entries = remembered.get(owner) ?? new Map<string, Promise<unknown>>();
    remembered.set(owner, entries);
    const answer = entries.get(key) ?? read();
    entries.set(key, answer);
    // The caller handles the failure. A second caller may come only later.
    answer.catch(() => {});
    return answer as Promise<T>;
  };
}
