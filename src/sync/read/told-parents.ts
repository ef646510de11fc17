import { isObject, valueAt } from '../../azure-devops/shape.ts';
import type { KindDefinition, Node, RawItem } from '../../kinds/types.ts';
import type { ListPlan } from './read-plan.ts';
import { listName } from './unread-part.ts';

/** A member in which the service tells the id of an item's parent. */
interface Told {
  list: string;
  path: string;
  names: readonly string[];
}

/**
 * Has raw items tell the ids of their parents where the service leaves one out: attribution takes for granted that each
 * item has them. Returns the names of members that are only known in part by it.
 */
export type TellParents = (item: RawItem, parent: Node | undefined) => string[];

export function parentsTold(
  { under = {} }: Pick<KindDefinition, 'under'>,
  { source }: ListPlan,
): TellParents {
  // Members with `__` are the kind's own, and made of the parents.
  const told = Object.entries(under).flatMap(([list, paths]) =>
    paths
      .filter((path) => !path.startsWith('__'))
      .map((path): Told => ({ list, path, names: path.split('.') })),
  );
  return (item, parent) =>
    told.flatMap(({ list, path, names }) => {
      const id = idOfParent(list, source.under, parent);
      if (id === undefined || isSame(valueAt(item, path), id)) return [];
      const [name = '', ...rest] = names;
      const isNew = rest.length > 0 && !isObject(item[name]);
      item[name] = withId(item[name], rest, id);
      return isNew ? [name] : [];
    });
}

function idOfParent(
  list: string,
  above: ListPlan['source']['under'],
  parent: Node | undefined,
): string | number | undefined {
  for (let source = above, node = parent; source && node; source = source.under, node = node.parent)
    if (listName(source.key) === list) return node.item.id as string | number | undefined;
  return undefined;
}

const isSame = (value: unknown, id: string | number): boolean =>
  value === id || `${value}`.toLowerCase() === `${id}`.toLowerCase();

/** A copy of a value with an id in it, as others may have the value too. */
function withId(value: unknown, [name, ...rest]: readonly string[], id: string | number): unknown {
  if (name === undefined) return id;
  const object = isObject(value) ? value : {};
  return { ...object, [name]: withId(object[name], rest, id) };
}
