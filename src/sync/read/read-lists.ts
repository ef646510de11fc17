import { AbsentItem, type Node, PartialItem, type RawItem } from '../../kinds/types.ts';
import { ordinalOf } from '../catalog/ordinals.ts';
import { chosenPages, isHelper } from './choices.ts';
import { GONE_MEANWHILE } from './gone-meanwhile.ts';
import { readAbsent, readItems } from './read-items.ts';
import { type ItemReader, type ListPlan, resourcesUnder } from './read-plan.ts';
import { partUnder } from './unread-part.ts';
import { createWalk, type ReadEvents, type ReadOptions, type Walk } from './walk.ts';

/** Reads the lists of an organisation, each once under each of its parents, and delivers every batch as it comes. */
export async function readLists(
  roots: readonly ListPlan[],
  options: ReadOptions,
  events: ReadEvents,
): Promise<void> {
  const { devops, index, refused } = options;
  const walk = createWalk(roots, options, events);
  const { url, name } = devops.organisation;
  const organisation: Node = { item: { url, name }, parent: undefined, ordinal: index, position: index };
  for (const [list, error] of refused ?? []) walk.failed(resourcesUnder(list), error);
  await Promise.all(roots.map((list) => readUnder(walk, list, organisation, 0)));
}

/** Reads a list under one parent. A failure marks its resources incomplete. */
async function readUnder(walk: Walk, list: ListPlan, parent: Node, depth: number): Promise<void> {
  let isDone = false;
  const done = () => {
    if (!isDone) walk.completion.listDone(list);
    isDone = true;
  };
  const { refused, wanted } = walk.options;
  try {
    if (refused?.has(list) || wanted?.list(list, parent) === false) return;
    await readPages(walk, list, parent, depth, done);
  } catch (error) {
    await tellUnread(walk, list, parent, error);
  } finally {
    done();
  }
}

/** Tells that a list was not read under a parent: that the parent is gone meanwhile, or else a failure. */
async function tellUnread(walk: Walk, list: ListPlan, parent: Node, error: unknown): Promise<void> {
  const { events, goneMeanwhile } = walk;
  const { resources, kinds } = walk.stateOf(list);
  const part = partUnder(list, parent);
  const isGone = async () => events.gone && goneMeanwhile.isGone(list.source.under, parent, error);
  const failure = await isGone().then(
    (gone) => (gone ? undefined : error),
    (mistake) => mistake,
  );
  if (failure !== undefined) return walk.failed(resources, failure, part);
  events.gone?.(resources, part);
  events.note(GONE_MEANWHILE, kinds);
}

/**
 * Reads page by page. Each page is requested while the one before it is handled. `done` is called as soon as there
 * are no more pages, which may be before the last one was handled.
 */
async function readPages(
  walk: Walk,
  list: ListPlan,
  parent: Node,
  depth: number,
  done: () => void,
): Promise<void> {
  const { source } = list;
  const choice = walk.choices.of(list, parent);
  if (choice.length === 0) return;
  const state = walk.stateOf(list);
  const part = partUnder(list, parent);
  const context = walk.contextFor(state.resources, state.kinds, part);
  if (source.applies && !(await source.applies(parent, context))) return;
  // The lease is held until the last page: it stands for the page that is on its way.
  const lease = await state.budget.acquire(state.guess.bytes);
  const noMorePages = () => {
    lease.adjust(-lease.size);
    done();
  };
  try {
    const pages = chosenPages(list, choice, parent, context)[Symbol.asyncIterator]();
    let position = source.position ?? 0;
    let items = 0;
    for (let next = pages.next(); ; ) {
      const { done: isLast, value: page } = await next;
      if (isLast) return walk.events.listRead?.(list, parent, items);
      next = pages.next();
      state.guess.note(page.bytes);
      lease.adjust(page.bytes);
      const nodes = page.items.flatMap((item, i) => childNode(parent, item, depth, position + i) ?? []);
      for (const node of nodes) walk.choices.note(list, parent, choice, node);
      position += page.items.length;
      for (const { item } of nodes) items += source.standsFor?.(item).length ?? 1;
      const handled = handleBatch(walk, list, nodes, depth).finally(() => lease.adjust(-page.bytes));
      next.then(
        (result) => result.done && noMorePages(),
        () => {},
      );
      await handled;
    }
  } finally {
    lease.release();
  }
}

async function handleBatch(walk: Walk, list: ListPlan, all: Node[], depth: number): Promise<void> {
  const absent = all.filter((node) => node.absent);
  const nodes = absent.length > 0 ? all.filter((node) => !node.absent) : all;
  const wanted = walk.choices.wantedOf(nodes);
  walk.events.seen?.(list.source.key, nodes);
  for (const child of list.children) walk.completion.listsPlanned(child, nodes.length);
  const delivered = walk.completion.batchStarted(list);
  await Promise.all([
    Promise.all([
      ...list.readers.map((reader) => readItems(walk, reader, list, wantedBy(walk, reader, list, wanted))),
      tellAbsent(walk, list, absent),
    ]).then(delivered),
    ...list.children.map((child) => readUnderEach(walk, child, nodes, depth + 1)),
  ]);
}

function wantedBy({ options }: Walk, reader: ItemReader, list: ListPlan, nodes: Node[]): Node[] {
  const { wanted } = options;
  return wanted ? nodes.filter((node) => wanted.item(reader, list, node)) : nodes;
}

/** Tells of items that were chosen and are not there: to who would read them, and to who would read more of each. */
async function tellAbsent(walk: Walk, list: ListPlan, nodes: readonly Node[]): Promise<void> {
  if (nodes.length === 0) return;
  walk.events.absent?.(list, nodes);
  await Promise.all(list.readers.map((reader) => readAbsent(walk, reader, nodes)));
  for (const child of list.children)
    if (isHelper(child.source))
      await tellAbsent(
        walk,
        child,
        nodes.map((node) => ({ ...node, parent: node })),
      );
}

/**
 * Starts at most N parents at a time, over all batches, so that waiting reads do not fill the memory. All of a batch wait
 * at once, so that one batch comes after the other: what is held for all below one parent (a list for a whole project, of
 * which each repository takes its share) is held for a few of them.
 */
async function readUnderEach(
  walk: Walk,
  list: ListPlan,
  parents: readonly Node[],
  depth: number,
): Promise<void> {
  const { parents: semaphore } = walk.stateOf(list);
  await Promise.all(
    parents.map(async (parent) => {
      await semaphore.acquire(walk.options.signal);
      await readUnder(walk, list, parent, depth).finally(semaphore.release);
    }),
  );
}

/** Undefined for an entry that was not chosen. */
function childNode(
  parent: Node,
  listed: object | undefined,
  depth: number,
  position: number,
): Node | undefined {
  if (!listed) return undefined;
  const place = { parent, ordinal: ordinalOf(parent.ordinal, depth, position), position };
  if (listed instanceof PartialItem) return { item: listed.item, ...place, partial: listed };
  if (listed instanceof AbsentItem) return { item: listed.item, ...place, absent: listed };
  return { item: listed as RawItem, ...place };
}
