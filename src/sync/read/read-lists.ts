import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { ChosenProjects } from '../../kinds/sources/projects.ts';
import {
  type Node,
  type OrganisationNode,
  PartialItem,
  type RawItem,
  type ReadContext,
} from '../../kinds/types.ts';
import { createSemaphore, type Semaphore } from '../../lib/concurrency.ts';
import type { Resource } from '../../mapping/types.ts';
import { createEnds } from './completion.ts';
import { createRoom, type Share } from './page-budget.ts';
import { type Branch, type Reader, resourcesUnder } from './read-plan.ts';
import { partUnder, type UnreadPart } from './unread-part.ts';

/** What the walk tells of what it reads. */
export interface ExtractEvents {
  /** Items of one batch for one resource, in order; resolves when there is room for more. */
  deliver(resource: Resource, items: RawItem[], ordinals: number[]): Promise<void>;
  /** Items of which more could not be read than this: their entities stay as they are. `parts`: where they hang. */
  exist(resource: Resource, items: readonly PartialItem[], parts: readonly UnreadPart[]): Promise<void>;
  /** These resources were not read in full: what hangs there could have been more. Absent: anything could. */
  incomplete(resources: readonly Resource[], error: unknown, part?: UnreadPart): void;
  /** A complete and empty answer that is worth a word. */
  note(reason: string, kinds: readonly string[]): void;
  warn(message: string): void;
  /** All items of a branch were delivered, those of what hangs under it perhaps not yet. Once for each branch. */
  ended(branch: Branch): void;
  /** Some of the organisation's projects were chosen. Not told where all are. */
  chosen?(projects: ChosenProjects): void;
  /** Every node of a list, before its batch is handled. */
  seen?(sourceKey: string, nodes: readonly Node[]): void;
}

export interface ExtractOptions {
  devops: AzureDevOps;
  /** Lists that are known to be refused: incomplete with this reason, and not asked for. */
  refused?: ReadonlyMap<Branch, Error>;
  /** Position among the run's organisations. */
  index: number;
  scope: ReadScope;
  now: Date;
  signal: AbortSignal;
  /** Parents of a list under which it is read side by side. */
  parallel: number;
}

/** Bytes of pages, on their way and at work: of all lists, and of each however full it is. */
const PAGES_IN_MEMORY = { capacity: 6 * 2 ** 20, own: 2 ** 16 };
/** What a page is taken to weigh before the first of its list has arrived; then the pages seen tell. */
const FIRST_GUESS = 2 ** 20;

/** Reads an organisation's part of the tree, every list once, and hands on each batch as it comes. */
export async function extract(
  roots: readonly Branch[],
  options: ExtractOptions,
  events: ExtractEvents,
): Promise<void> {
  const { devops, signal } = options;
  const room = createRoom(PAGES_IN_MEMORY);
  const ends = createEnds(roots, events.ended);
  const remembered = new WeakMap<Node, Map<string, Promise<unknown>>>();
  const once = <T>(node: Node, key: string, read: () => Promise<T>): Promise<T> => {
    const memory = remembered.get(node) ?? new Map<string, Promise<unknown>>();
    remembered.set(node, memory);
    const answer = memory.get(key) ?? read();
    memory.set(key, answer);
    answer.catch(() => {});
    return answer as Promise<T>;
  };
  const failed = (resources: readonly Resource[], error: unknown, part?: UnreadPart) => {
    signal.throwIfAborted();
    events.incomplete(resources, error, part);
  };
  const contextFor = (
    resources: readonly Resource[],
    kinds: readonly string[],
    part?: UnreadPart,
  ): ReadContext => ({
    devops,
    scope: options.scope,
    now: options.now,
    signal,
    incomplete: (error) => failed(resources, error, part),
    note: (reason) => events.note(reason, kinds),
    chosen: (projects) => events.chosen?.(projects),
    warn: events.warn,
    once,
  });

  const reads = new Map<Branch, Reading>();
  const readOf = (branch: Branch): Reading => {
    const known = reads.get(branch);
    if (known) return known;
    const resources = resourcesUnder(branch);
    const kinds = [...new Set(resources.map((r) => r.kind))];
    const made = {
      resources,
      kinds,
      share: room.share(),
      gate: createSemaphore(options.parallel),
      pageBytes: FIRST_GUESS,
    };
    reads.set(branch, made);
    return made;
  };

  async function walk(branch: Branch, parent: Node, depth: number): Promise<void> {
    let over = false;
    const end = () => {
      if (!over) ends.read(branch);
      over = true;
    };
    try {
      if (!options.refused?.has(branch)) await readList(branch, parent, depth, end);
    } catch (error) {
      failed(readOf(branch).resources, error, partUnder(branch, parent));
    } finally {
      end();
    }
  }

  /** Page by page; each is asked for while the one before it is at work. `end` is called when there are no more. */
  async function readList(branch: Branch, parent: Node, depth: number, end: () => void): Promise<void> {
    const { source } = branch;
    const reading = readOf(branch);
    const context = contextFor(reading.resources, reading.kinds, partUnder(branch, parent));
    if (source.applies && !(await source.applies(parent, context))) return;
    // A list that has begun goes on to its end: its place is for the page that is on its way.
    const place = await reading.share.enter(() => reading.pageBytes);
    const over = () => {
      place.hold(-place.size);
      end();
    };
    try {
      const pages = source.read(parent, context)[Symbol.asyncIterator]();
      let position = source.position ?? 0;
      for (let next = pages.next(); ; ) {
        const { done, value: page } = await next;
        if (done) return;
        next = pages.next();
        reading.pageBytes = page.bytes;
        place.hold(page.bytes);
        const nodes = page.items.map((item, i) => child(parent, item, depth, position + i));
        position += nodes.length;
        const handled = handle(branch, nodes, depth).finally(() => place.hold(-page.bytes));
        next.then(
          ({ done: last }) => last && over(),
          () => {},
        );
        await handled;
      }
    } finally {
      place.leave();
    }
  }

  async function handle(branch: Branch, nodes: Node[], depth: number): Promise<void> {
    events.seen?.(branch.source.key, nodes);
    for (const next of branch.children) ends.expect(next, nodes.length);
    const handed = ends.handing(branch);
    await Promise.all([
      Promise.all(branch.readers.map((reader) => read(reader, branch, nodes))).then(handed),
      ...branch.children.map((next) => walkUnder(next, nodes, depth + 1)),
    ]);
  }

  /** So many parents at a time, whichever list they came with: what only waits for its turn would fill memory. */
  async function walkUnder(branch: Branch, parents: readonly Node[], depth: number): Promise<void> {
    const { gate } = readOf(branch);
    const walks: Promise<void>[] = [];
    for (const parent of parents) {
      await gate.acquire(signal);
      const walking = walk(branch, parent, depth).finally(gate.release);
      // Awaited below, perhaps long after it was stopped.
      walking.catch(() => {});
      walks.push(walking);
    }
    await Promise.all(walks);
  }

  async function read(reader: Reader, branch: Branch, nodes: Node[]): Promise<void> {
    const { kind, resources } = reader;
    try {
      const raw = kind.items
        ? await kind.items(nodes, reader.options, contextFor(resources, [kind.name]))
        : nodes.map((node) => ({ ...node.item }));
      const items: RawItem[] = [];
      const ordinals: number[] = [];
      const partial: PartialItem[] = [];
      const parts: UnreadPart[] = [];
      raw.forEach((made, i) => {
        const node = nodes[i];
        if (!made || !node) return;
        const part = partialOf(made, node);
        const item = part?.item ?? (made as RawItem);
        item.__organizationUrl = devops.organisation.url;
        item.__organizationName = devops.organisation.name;
        if (part) {
          partial.push(part);
          parts.push(partUnder(branch, node.parent));
          return;
        }
        items.push(item);
        ordinals.push(node.ordinal);
      });
      const hand = async (resource: Resource) => {
        if (partial.length > 0) await events.exist(resource, partial, parts);
        if (items.length > 0) await events.deliver(resource, items, ordinals);
      };
      await Promise.all(
        resources.map((resource) => hand(resource).catch((error) => failed([resource], error))),
      );
    } catch (error) {
      failed(resources, error);
    }
  }

  const root: OrganisationNode = {
    item: { url: devops.organisation.url, name: devops.organisation.name },
    parent: undefined,
    ordinal: options.index,
  };
  for (const [branch, error] of options.refused ?? []) failed(resourcesUnder(branch), error);
  await Promise.all(roots.map((branch) => walk(branch, root as unknown as Node, 0)));
}

/** A list of the tree, under all its parents. */
interface Reading {
  resources: Resource[];
  kinds: string[];
  share: Share;
  /** Of its parents. */
  gate: Semaphore;
  /** Of its latest page. */
  pageBytes: number;
}

/** Children per parent at each depth whose order is kept: 2^14 projects, 2^20 items of a project, 2^12 below. */
const ROOM = [2 ** 14, 2 ** 20, 2 ** 12];

/** The position of the organisation that an item of this depth comes from. */
export const organisationOf = (ordinal: number, depth: number): number =>
  Math.floor(ordinal / ROOM.slice(0, depth + 1).reduce((product, room) => product * room, 1));

/** Ordinals read like a path of positions, packed into one number; below the third depth they are the parent's. */
function child(parent: Node, listed: RawItem | PartialItem, depth: number, position: number): Node {
  const room = ROOM[depth];
  const ordinal = room ? parent.ordinal * room + Math.min(position, room - 1) : parent.ordinal;
  return listed instanceof PartialItem
    ? { item: listed.item, parent, ordinal, partial: listed }
    : { item: listed, parent, ordinal };
}

/** What a kind made of a node, where that is not all of the item. */
function partialOf(made: RawItem | PartialItem, { partial }: Node): PartialItem | undefined {
  if (made instanceof PartialItem) return made;
  return partial && new PartialItem(made as RawItem, partial.error, partial.open);
}
