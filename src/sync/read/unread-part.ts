import type { Node, PartialItem } from '../../kinds/types.ts';
import type { Branch } from './read-plan.ts';

/** A part of the source tree that was not read: all that one list has under one parent. */
export interface UnreadPart {
  /** Ids of the parents by the name of their list, the nearest first. None: a list of the organisation. */
  readonly parents: readonly { list: string; id: string }[];
}

/** The list of a branch under one of its parents. */
export function partUnder({ source }: Branch, parent: Node | undefined): UnreadPart {
  const parents: { list: string; id: string }[] = [];
  let node = parent;
  for (let above = source.under; above && node; above = above.under) {
    const id = node.item.id ?? node.item.descriptor;
    if (typeof id === 'string' || typeof id === 'number')
      parents.push({ list: listName(above.key), id: `${id}` });
    node = node.parent;
  }
  return { parents };
}

/** The name under which the item itself stands among the parents of a part that is one item. */
export const ITEM = 'the item';

/** A single item: all that could have been made of it. */
export function partOfItem(
  part: UnreadPart,
  { item }: Pick<PartialItem, 'item'>,
  key: string | undefined,
): UnreadPart {
  const id = key === undefined ? undefined : item[key];
  if (typeof id !== 'string' && typeof id !== 'number') return part;
  return { parents: [{ list: ITEM, id: `${id}` }, ...part.parents] };
}

/** A list's key without its options. */
export const listName = (key: string): string => key.split('{', 1)[0] ?? key;
