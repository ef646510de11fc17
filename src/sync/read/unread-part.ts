import type { Node, PartialItem } from '../../kinds/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { UnreadPart } from '../../report/unread.ts';
import type { ListPlan } from './read-plan.ts';

/** The part that a list has under one of its parents. */
export function partUnder({ source }: ListPlan, parent: Node | undefined): UnreadPart {
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

/** A part as a text, which takes less memory. Parts of two lists may have the same. */
export const textOfPart = ({ parents }: UnreadPart): string =>
  JSON.stringify(parents.flatMap(({ list, id }) => [list, id]));

export function partOfText(text: string): UnreadPart {
  const flat: string[] = JSON.parse(text);
  return { parents: [...chunks(flat, 2)].map(([list = '', id = '']) => ({ list, id })) };
}

/** Ids of the projects that nodes of a list are under, or are; undefined where they are under none. */
export function projectsOf({ source }: ListPlan, nodes: readonly Node[]): (string | undefined)[] {
  return nodes.map((node) => {
    let at: Node | undefined = node;
    for (let list: ListPlan['source'] | undefined = source; list && at; list = list.under, at = at.parent)
      if (listName(list.key) === 'projects' && typeof at.item.id === 'string') return at.item.id;
    return undefined;
  });
}

/** The pseudo list that names the item itself, in a part that is one item. */
export const ITEM = 'the item';

/** The part that is one item: everything that a mapping could have made of it. */
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
export function listName(key: string): string {
  const options = key.indexOf('{');
  return options < 0 ? key : key.slice(0, options);
}
