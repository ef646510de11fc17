import { askEngine, jqError } from './fallback.ts';
import type { OneOutput } from './filter.ts';
import { spend } from './fuel.ts';
import { compare, elements, entriesOf, equal, field, jqValue, paidList, paidText, typeOf } from './values.ts';
import { POSITION } from './written.ts';

type Keyed = readonly [element: unknown, key: unknown];

/** The elements of a list in the order of their keys, with these. */
function keyed(value: unknown, keyOf: OneOutput): Keyed[] {
  if (!Array.isArray(value)) return jqError();
  const all = elements(value).map((element): Keyed => [element, keyOf(element)]);
  return all.sort(([, a], [, b]) => compare(a, b));
}

/** `sort_by` */
export const sorted = (value: unknown, keyOf: OneOutput): unknown[] =>
  keyed(value, keyOf).map(([element]) => element);

/** `group_by`: lists of elements with equal keys, in the order of the keys. */
export function grouped(value: unknown, keyOf: OneOutput): unknown[][] {
  const groups: unknown[][] = [];
  let last: Keyed | undefined;
  for (const one of keyed(value, keyOf)) {
    if (last && equal(last[1], one[1])) groups.at(-1)?.push(one[0]);
    else groups.push([one[0]]);
    last = one;
  }
  return groups;
}

/** `unique_by`: the first element of each group. */
export const distinct = (value: unknown, keyOf: OneOutput): unknown[] =>
  grouped(value, keyOf).map(([first]) => first);

/** `min_by`: the first of the least. Null for an empty list. */
export const least = (value: unknown, keyOf: OneOutput): unknown => keyed(value, keyOf)[0]?.[0] ?? null;

/** `max_by`: the last of the greatest. */
export const greatest = (value: unknown, keyOf: OneOutput): unknown =>
  keyed(value, keyOf).at(-1)?.[0] ?? null;

/** `keys`: by code points. */
export function keysOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return paidList([...value.keys()]);
  if (typeof value !== 'object' || value === null) return jqError();
  return entriesOf(value)
    .map(([name]) => name)
    .sort(compare);
}

/** `to_entries`, in the order of the object: that of numbers as names is JavaScript's own. */
export function pairsOf(value: unknown): { key: string; value: unknown }[] {
  if (typeOf(value) !== 'object') return askEngine();
  const entries = entriesOf(value as object);
  if (entries.some(([name]) => POSITION.test(name))) return askEngine();
  return entries.map(([key, inner]) => ({ key, value: jqValue(inner) }));
}

/** `contains` */
export function contains(whole: unknown, part: unknown): boolean {
  if (kindOf(whole) !== kindOf(part)) return jqError();
  return holds(whole, part);
}

function holds(whole: unknown, part: unknown): boolean {
  spend(1);
  if (kindOf(whole) !== kindOf(part)) return false;
  if (typeof whole === 'string') return paidText(whole).includes(paidText(part as string));
  if (Array.isArray(whole)) {
    const all = elements(whole);
    return elements(part).every((one) => all.some((other) => holds(other, one)));
  }
  if (typeof whole === 'object' && whole !== null)
    return entriesOf(part as object).every(
      ([name, one]) => Object.hasOwn(whole, name) && holds(field(whole, name), jqValue(one)),
    );
  return equal(whole, part);
}

/** True and false are kinds of their own here. */
const kindOf = (value: unknown): unknown => (typeof value === 'boolean' ? value : typeOf(value));
