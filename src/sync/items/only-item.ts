import type { AbsentItem, KindDefinition, RawItem } from '../../kinds/types.ts';
import type { Form } from '../../mapping/shape/piece.ts';
import { formOf, isGuid, isShown, readShape } from '../../mapping/shape/piece.ts';
import { shapesOf } from '../../mapping/shape/shapes-of.ts';
import { valueAt } from './value-at.ts';

/** The ids that tell an item from all others. */
export interface ItemIds {
  item: RawItem;
  /** Paths of which each group has one whose id must be shown. */
  groups: readonly (readonly string[])[];
  forms: ReadonlyMap<string, Form>;
}

export interface ItemIdsOptions {
  why: AbsentItem['why'];
  /** Number of organisations of the run. */
  organisations: number;
  /** The name that an element of the item has in its mapping, if any. */
  element: string | undefined;
}

/**
 * The ids that an identifier has to show so that no other item can have it: the item's own; the parent's where the own
 * one is unique there only; the project's where the item may have moved; the organisation's where several are read.
 * Undefined where its kind does not say what its ids are.
 */
export function idsOf(item: RawItem, kind: KindDefinition, options: ItemIdsOptions): ItemIds | undefined {
  const { why, organisations, element } = options;
  const own = kind.ids ?? (kind.id === undefined ? [] : [kind.id]);
  if (own.every((path) => valueAt(item, path) === undefined)) return undefined;
  const under = Object.entries(kind.under ?? {});
  const parents = under.flatMap(([, paths]) => paths);
  const groups: (readonly string[])[] = [own];
  if (kind.onlyUnder) {
    // An item stands once under each parent of the other lists: an iteration under each team that has selected it.
    for (const [list, paths] of under) if (!kind.onlyUnder.includes(list)) groups.push(paths);
  } else if (!kind.isUnique) {
    const [nearest] = under;
    if (!nearest) return undefined;
    groups.push(nearest[1]);
  }
  if (kind.moves && why === 'not selected') groups.push(kind.under?.projects ?? []);
  // A number may be one of another organisation, too.
  if (organisations > 1 && !kind.onlyUnder)
    groups.push([...parents.filter((path) => isGuid(valueAt(item, path))), ...OF_ORGANISATION]);
  const paths = [...own, ...parents, ...OF_ORGANISATION].filter((path) => path.split('.', 1)[0] !== element);
  const forms = paths.map((path) => [path, formOf(path, valueAt(item, path))] as const);
  return { item, groups, forms: new Map(forms.filter((one): one is [string, Form] => one[1] !== undefined)) };
}

const OF_ORGANISATION = ['__organizationUrl', '__organizationName'];

/**
 * Whether no other item can have this identifier, by the expression that made it: whatever way it can have come about,
 * it shows the same ids.
 */
export function isOnlyOf(ids: ItemIds, identifier: string, expression: string): boolean {
  const possible =
    shapesOf(expression, ids.forms)?.flatMap((shape) => readShape(shape, identifier) ?? []) ?? [];
  return (
    possible.length > 0 &&
    possible.every((shown) =>
      ids.groups.every((paths) => paths.some((path) => isShown(shown.get(path), valueAt(ids.item, path)))),
    )
  );
}
