/** A Map, a WeakMap, or what has as much of one. */
interface Entries<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

/** The value of a key; one that is made, and kept, where there is none yet. */
export function getOrCreate<Key, Value>(
  entries: Entries<Key, Value>,
  key: Key,
  create: () => NoInfer<Value>,
): Value {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const created = create();
  entries.set(key, created);
  return created;
}
