import type { AbsentItem, KindDefinition, RawItem } from '../../kinds/types.ts';

/**
 * Copies of an item as others would be that it must not be mistaken for: with other ids of its own, with another
 * parent where its own id is unique there only, of another project where it may have moved, of another organisation
 * where several are read. Undefined where its kind does not say what its ids are.
 */
export function otherwise(
  item: RawItem,
  kind: KindDefinition,
  why: AbsentItem['why'],
  organisations: number,
): RawItem[] | undefined {
  const own = kind.ids ?? (kind.id === undefined ? [] : [kind.id]);
  if (own.every((path) => valueAt(item, path) === undefined)) return undefined;
  const copies = [withOthers(item, own, 1), withOthers(item, own, 2)];
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
  paths.reduce((copy, path) => changedAt(copy, path.split('.'), which), item);

function changedAt(item: RawItem, [name = '', ...rest]: readonly string[], which: number): RawItem {
  const value = item[name];
  if (value === undefined) return item;
  if (rest.length === 0) return { ...item, [name]: another(value, which) };
  return typeof value === 'object' && value !== null
    ? { ...item, [name]: changedAt(value as RawItem, rest, which) }
    : item;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Another id of the same sort, which no item has. */
function another(value: unknown, which: number): unknown {
  if (typeof value === 'number') return value + which * 1_000_000_007;
  if (typeof value !== 'string') return value;
  if (!GUID.test(value)) return `${value}-other-${which}`;
  return value.replace(/[0-9a-f]/gi, (digit) =>
    ((Number.parseInt(digit, 16) + 4 * which + 1) % 16).toString(16),
  );
}
