/** Names as an object has them, and in order. */
interface Order {
  names: string[];
  sorted: string[];
}

/** Orders that are remembered of objects with the same first name, and first names. */
const MOST_ALIKE = 8;
const MOST_FIRST = 1000;

/**
 * A function that gives an object's names in order. It remembers the orders that it met: objects of one sort have their
 * names in the same one, and to sort them costs more than to go through their values.
 */
export function createSortedNames(): (object: object) => readonly string[] {
  const known = new Map<string, Order[]>();
  return (object) => {
    const names = Object.keys(object);
    const [first] = names;
    if (first === undefined) return names;
    const alike = known.get(first) ?? [];
    const met = alike.find((order) => isSame(order.names, names));
    if (met) return met.sorted;
    const sorted = names.toSorted();
    if (alike.length < MOST_ALIKE) alike.push({ names, sorted });
    if (known.size < MOST_FIRST) known.set(first, alike);
    return sorted;
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 1; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
