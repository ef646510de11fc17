import { type Node, PartialItem, type RawItem } from '../../kinds/types.ts';
import { nextTurn } from '../../lib/async/next-turn.ts';
import type { Resource } from '../../mapping/types.ts';
import type { UnreadPart } from '../../report/unread.ts';
import { GONE_MEANWHILE } from './gone-meanwhile.ts';
import type { ItemReader, ListPlan } from './read-plan.ts';
import { slicesOf } from './slices.ts';
import { partUnder, projectsOf } from './unread-part.ts';
import type { Walk } from './walk.ts';

/** Raw items of a batch, whole and partial ones apart. */
interface Batch {
  items: RawItem[];
  /** The ordinals of `items`, in the same order. */
  ordinals: number[];
  /** Ids of the projects of `items`, in the same order. */
  projects: (string | undefined)[];
  partial: PartialItem[];
  /** The places in the source tree of `partial`, in the same order. */
  parts: UnreadPart[];
}

/** Makes the raw items of a kind from the nodes of a list, and delivers them to the kind's resources. */
export async function readItems(
  walk: Walk,
  { kind, options, resources }: ItemReader,
  list: ListPlan,
  nodes: Node[],
): Promise<void> {
  const deliver = async (resource: Resource, { items, ordinals, projects, partial, parts }: Batch) => {
    if (partial.length > 0) await walk.events.deliverPartial(resource, partial, parts);
    for (const { from, to } of slicesOf(items)) {
      if (from > 0) await nextTurn();
      await walk.events.deliver(
        resource,
        items.slice(from, to),
        ordinals.slice(from, to),
        projects.slice(from, to),
      );
    }
  };
  try {
    const made = kind.items
      ? await kind.items(nodes, options, walk.contextFor(resources, [kind.name]))
      : nodes.map((node) => ({ ...node.item }));
    const batch = batchOf(walk, list, nodes, await withoutGone(walk, kind.name, list, nodes, made));
    await Promise.all(
      resources.map((resource) => deliver(resource, batch).catch((error) => walk.failed([resource], error))),
    );
  } catch (error) {
    walk.failed(resources, error);
  }
}

/** Partial items without their error, where it says no more than that the item is gone meanwhile. */
async function withoutGone(
  { events, goneMeanwhile }: Walk,
  kind: string,
  { source }: ListPlan,
  nodes: readonly Node[],
  made: readonly (RawItem | PartialItem | undefined)[],
): Promise<(RawItem | PartialItem | undefined)[]> {
  if (!events.gone) return [...made];
  return Promise.all(
    made.map(async (one, i) => {
      const node = nodes[i];
      const partial = one && node && partialOf(one, node);
      if (!partial || !(await goneMeanwhile.isGone(source, node, partial.error))) return one;
      events.note(GONE_MEANWHILE, [kind]);
      return new PartialItem(partial.item, undefined, partial.open);
    }),
  );
}

/** Reads what a kind knows of items that their list does not have. Nothing more is read for them. */
export async function readAbsent(
  walk: Walk,
  { kind, options, resources }: ItemReader,
  nodes: readonly Node[],
): Promise<void> {
  const deliver = walk.events.deliverAbsent;
  if (!deliver) return;
  try {
    const known = nodes.map((node) => ({ ...node, partial: new PartialItem(node.item) }));
    const made = kind.items
      ? await kind.items(known, options, walk.contextFor(resources, [kind.name]))
      : known.map(({ item }) => ({ ...item }));
    const found = made.flatMap((one, i) => {
      const node = nodes[i];
      if (!one || !node) return [];
      const item = notWhole(one instanceof PartialItem ? one.item : one);
      return [{ item: addOrganisation(walk, item), node }];
    });
    await Promise.all(
      resources.map((resource) =>
        deliver(
          resource,
          found.map(({ item }) => item),
          found.map(({ node }) => node),
        ).catch((error) => walk.failed([resource], error)),
      ),
    );
  } catch (error) {
    walk.failed(resources, error);
  }
}

/** An item of which any member may be less than its list would have it. */
const notWhole = (item: RawItem): PartialItem =>
  new PartialItem(
    item,
    undefined,
    Object.keys(item).filter((name) => typeof item[name] === 'object' && item[name] !== null),
  );

function addOrganisation(walk: Walk, partial: PartialItem): PartialItem {
  const { url, name } = walk.options.devops.organisation;
  Object.assign(partial.item, { __organizationUrl: url, __organizationName: name });
  return partial;
}

/** `made`: what the kind made of each node, aligned with `nodes`. */
function batchOf(
  walk: Walk,
  list: ListPlan,
  nodes: readonly Node[],
  made: readonly (RawItem | PartialItem | undefined)[],
): Batch {
  const { url, name } = walk.options.devops.organisation;
  const batch: Batch = { items: [], ordinals: [], projects: [], partial: [], parts: [] };
  const projects = projectsOf(list, nodes);
  made.forEach((one, i) => {
    const node = nodes[i];
    if (!one || !node) return;
    const partial = partialOf(one, node);
    const item = partial?.item ?? (one as RawItem);
    item.__organizationUrl = url;
    item.__organizationName = name;
    if (partial) {
      batch.partial.push(partial);
      batch.parts.push(partUnder(list, node.parent));
    } else {
      batch.items.push(item);
      batch.ordinals.push(node.ordinal);
      batch.projects.push(projects[i]);
    }
  });
  return batch;
}

/** An item is partial if its kind says so, or its list did. */
function partialOf(made: RawItem | PartialItem, { partial }: Node): PartialItem | undefined {
  if (made instanceof PartialItem) return made;
  return partial && new PartialItem(made as RawItem, partial.error, partial.open);
}
