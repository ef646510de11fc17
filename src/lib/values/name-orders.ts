import { getOrCreate } from '../collections/get-or-create.ts';

/** The names of an object's members, in order. */
export interface NameOrder {
  sorted: readonly string[];
  /** A number that stands for these names, however an object has them; undefined where too many others were met. */
  number: number | undefined;
}

/** An order that was met: names as an object has them. */
interface Met extends NameOrder {
  names: readonly string[];
}

/** Characters of all names that are remembered, as JSON: some thousand sorts of large objects. */
const MOST_CHARACTERS = 3_000_000;
/** Orders that are remembered of objects with the same first name and as many names: they are gone through. */
const MOST_ALIKE = 64;

/**
 * A function that gives an object's names in order. It remembers the orders that it met: objects of one sort have their
 * names in the same one, and to sort them costs more than to go through their values.
 */
export function createNameOrders(mostCharacters: number = MOST_CHARACTERS): (object: object) => NameOrder {
  const met = new Map<string, Map<number, Met[]>>();
  const numbers = new Map<string, number>();
  let left = mostCharacters;

  const numberOf = (text: string): number | undefined => {
    const known = numbers.get(text);
    if (known !== undefined || text.length >= left) return known;
    left -= text.length;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const orderOf = (names: readonly string[], first: string): NameOrder => {
    const sorted = names.toSorted();
    const text = JSON.stringify(sorted);
    const number = numberOf(text);
    if (number === undefined || text.length >= left) return { sorted, number };
    const byCount = getOrCreate(met, first, () => new Map<number, Met[]>());
    const alike = getOrCreate(byCount, names.length, () => []);
    if (alike.length === MOST_ALIKE) return { sorted, number };
    left -= text.length;
    const order = { names, sorted, number };
    alike.push(order);
    return order;
  };

  return (object) => {
    const names = Object.keys(object);
    const [first = ''] = names;
    const alike = met.get(first)?.get(names.length);
    return alike?.find((order) => isSame(order.names, names)) ?? orderOf(names, first);
  };
}

/** Whether lists of the same length with the same first name are the same. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  for (let at = 1; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
