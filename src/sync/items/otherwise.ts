import type { AbsentItem, KindDefinition, RawItem } from '../../kinds/types.ts';
import { append } from '../../lib/append.ts';
import { lookAlikesOf } from './look-alikes.ts';

/**
 * Copies of an item as others would be that it must not be mistaken for: with other ids of its own, with another
 * parent where its own id is unique there only, of another project where it may have moved, of another organisation
 * where several are read. Undefined where its kind does not say what its ids are. `literals`: texts of the expressions
 * that make the identifier, which they may take out of an id or put in its place.
 */
export function otherwise(
  item: RawItem,
  kind: KindDefinition,
  why: AbsentItem['why'],
  organisations: number,
  literals: readonly string[] = [],
): RawItem[] | undefined {
  const own = kind.ids ?? (kind.id === undefined ? [] : [kind.id]);
  if (own.every((path) => valueAt(item, path) === undefined)) return undefined;
  const copies = [1, 2, 3].map((which) => withOthers(item, own, which));
  append(copies, lookAlikes(item, own, literals));
  const parents = Object.values(kind.under ?? {});
  if (kind.onlyUnder) {
    // It stands once under each parent of the other lists: an iteration under each team that has selected it.
    for (const [list, paths] of Object.entries(kind.under ?? {}))
      if (!kind.onlyUnder.includes(list)) copies.push(withOthers(item, paths, 1));
  } else if (!kind.isUnique) {
    const [nearest] = parents;
    if (!nearest) return undefined;
    copies.push(withOthers(item, nearest, 1));
  }
  if (kind.moves && why === 'not selected') copies.push(withOthers(item, kind.under?.projects ?? [], 1));
  if (organisations > 1 && kind.onlyUnder === undefined)
    copies.push(withOthers(item, [...parents.flat(), '__organizationUrl', '__organizationName'], 1));
  return copies;
}

function valueAt(item: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((parent, name) => (parent as Record<string, unknown> | null | undefined)?.[name], item);
}

const withOthers = (item: RawItem, paths: readonly string[], which: number): RawItem =>
  paths.reduce((copy, path) => changedAt(copy, path.split('.'), (value) => another(value, which)), item);

/** Copies with names that are taken for the item's where not all of a name is kept. */
function lookAlikes(item: RawItem, paths: readonly string[], literals: readonly string[]): RawItem[] {
  const names = paths.map((path) => valueAt(item, path)).filter(isName);
  const changes = names.map((name) => lookAlikesOf(name, literals));
  return (changes[0] ?? []).flatMap((_, i) => {
    const changed = new Map(names.map((name, n) => [name, changes[n]?.[i] ?? name]));
    if ([...changed].some(([name, other]) => name === other)) return [];
    const change = (value: unknown) => (isName(value) ? changed.get(value) : another(value, 1));
    return [paths.reduce((copy, path) => changedAt(copy, path.split('.'), change), item)];
  });
}

function changedAt(
  item: RawItem,
  [name = '', ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): RawItem {
  const value = item[name];
  if (value === undefined) return item;
  if (rest.length === 0) return { ...item, [name]: change(value) };
  return typeof value === 'object' && value !== null
    ? { ...item, [name]: changedAt(value as RawItem, rest, change) }
    : item;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an id is a text of its own, of which an expression may keep a part. */
const isName = (id: unknown): id is string => typeof id === 'string' && !GUID.test(id);

/** Another id of the same sort, which no item has. */
function another(value: unknown, which: number): unknown {
  // The third ends in the same digits.
  if (typeof value === 'number') return value + (which === 3 ? 1_000_000 : which * 1_000_000_007);
  if (typeof value !== 'string') return value;
  if (!GUID.test(value)) return `${value}-other-${which}`;
  return value.replace(/[0-9a-f]/gi, (digit) =>
    ((Number.parseInt(digit, 16) + 4 * which + 1) % 16).toString(16),
  );
}
