import type { RawItem } from '../../kinds/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';

/** Items of a page that are mapped together. */
export interface Slice {
  from: number;
  to: number;
}

const MOST_ITEMS = 1000;
/** Values and characters that the items of a slice carry of others, counted for each item anew. */
const MOST_CARRIED = 8_000_000;

/**
 * Slices of a page's items. What an item carries of another one (`__board`, `__build`) is in memory once, however many
 * carry it, but each may bring all of it into the mapping: text for jq, results, entities. A page of a thousand items
 * that carry a parent of a megabyte would take a gigabyte there, and hold the event loop as long.
 */
export function* slicesOf(items: readonly RawItem[]): Generator<Slice> {
  const weighed = new WeakMap<object, number>();
  let from = 0;
  let carried = 0;
  for (const [i, item] of items.entries()) {
    const more = items.length > 1 ? carriedBy(item, weighed) : 0;
    if (i > from && (i - from === MOST_ITEMS || carried + more > MOST_CARRIED)) {
      yield { from, to: i };
      from = i;
      carried = 0;
    }
    carried += more;
  }
  if (from < items.length) yield { from, to: items.length };
}

/** The first character of a kind's own fields. */
const UNDERSCORE = 95;

const carriedBy = (item: RawItem, weighed: WeakMap<object, number>): number => {
  let weight = 0;
  for (const name in item) {
    if (name.charCodeAt(0) !== UNDERSCORE) continue;
    const value = item[name];
    if (typeof value === 'object' && value !== null)
      weight += getOrCreate(weighed, value, () => weightOf(value));
  }
  return weight;
};

/** Counts the values and characters in a value, as far as a slice may carry them. */
function weightOf(value: object): number {
  let weight = 0;
  const open: unknown[] = [value];
  while (open.length > 0 && weight <= MOST_CARRIED) {
    const one = open.pop();
    weight += typeof one === 'string' ? one.length : 1;
    if (Array.isArray(one)) for (const element of one) open.push(element);
    else if (typeof one === 'object')
      for (const name in one) {
        weight += name.length;
        open.push((one as Record<string, unknown>)[name]);
      }
  }
  return weight;
}
