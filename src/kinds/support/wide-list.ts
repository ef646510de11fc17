import { AzureDevOpsError, type ListEnd, Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { ProjectNode } from '../parents.ts';
import { coversAllProjects } from '../read-scope.ts';
import { listedProjects } from '../sources/projects.ts';
import type { DoubtfulList, OrganisationNode, RawItem, ReadContext } from '../types.ts';
import { createDoubts, movedIn } from './pages.ts';

/** A list for the whole organisation, which can be read in place of one for each of its projects. */
export interface WideList<T extends RawItem> {
  /** Its name, unique within the organisation. */
  readonly key: string;
  /** The id of an item's project. */
  projectOf(item: T): string | undefined;
  /** The time of an item's creation, ISO 8601, by the service's clock. Absent where items do not tell it. */
  createdOf?(item: T): string | undefined;
  /** Set where a project may have too many to keep their ids in memory, unless the list of all is short. */
  readonly isLong?: true;
  /** The list for the whole organisation. */
  ofAll(context: ReadContext, ended?: Ended): AsyncIterable<Page<T>>;
  /** A project's own list. */
  ofOne(project: ProjectNode, context: ReadContext, ended?: Ended): AsyncIterable<Page<T>>;
}

type Ended = (end: ListEnd) => void;

/** Fewest projects for which the wide list costs less: it is one request, and one more proves it. */
const FEWEST_PROJECTS = 4;

/**
 * The items of a project. They are taken from the wide list where every project is read and the service gives it. That
 * list has to prove itself: for one project, the sample, it must have just what the project's own list has. A project of
 * which it has nothing is read by its own list, since the credential may not be allowed to read it. On any doubt each
 * project is read by its own list.
 */
export async function* ofProject<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
): AsyncGenerator<Page<T>> {
  const groups = await groupsOf(list, project.parent, context);
  const group = groups?.get(idOf(project));
  const own = (pages: AsyncIterable<Page<T>> | Iterable<Page<T>>) =>
    groups || !list.isLong ? notingIds(list, project, context, pages) : pages;
  const ended = endedIn(list, context);
  if (!groups || !group) return yield* own(list.ofOne(project, context, ended));
  const sample = await context.once(project.parent, `${list.key}: sample`, async () => project);
  if (sample === project) {
    const { pages, end } = await readSample(list, project, context);
    if (end) ended(end);
    return yield* own(pages);
  }
  const isProven = await context.once(project.parent, `${list.key}: proof`, () =>
    agrees(list, sample, groups, context),
  );
  if (!isProven) return yield* own(list.ofOne(project, context, ended));
  groups.delete(idOf(project));
  context.doubtful(doubtful(list, project, group.items, context));
  yield new Page(group.items, group.bytes);
}

/** Has the run ask, before it deletes, whether the list ended where it seemed to. */
export const endedIn =
  ({ key }: Pick<WideList<RawItem>, 'key'>, { doubtful }: Pick<ReadContext, 'doubtful'>): Ended =>
  (isWhole) =>
    doubtful({ what: movedIn(nameOf(key)), isWhole });

/** The name in a key: `all teams` of `all teams{...}`. */
const nameOf = (key: string): string => key.split('{', 1)[0] as string;

/** A project's own list, of which the run asks before it deletes: does the list for the organisation have more of it? */
async function* notingIds<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
  pages: AsyncIterable<Page<T>> | Iterable<Page<T>>,
): AsyncGenerator<Page<T>> {
  const ids = new Set<unknown>();
  for await (const page of pages) {
    for (const { id } of page.items) ids.add(id);
    yield page;
  }
  const isNew = createdSinceBegin(context);
  const isLacking = (item: T) =>
    list.projectOf(item)?.toLowerCase() === idOf(project) &&
    !ids.has(item.id) &&
    !isNew(list.createdOf?.(item));
  context.doubtful({
    what: `project "${project.item.name}" lists less itself than the list of ${nameOf(list.key)} has of it`,
    async isWhole() {
      if (!coversAllProjects(context.scope)) return true;
      const { pages } = await heldPages(list, project.parent, context);
      return !pages.some(({ items }) => items.some(isLacking));
    },
  });
}

/** The question to a project before something of it is deleted: does its own list have more than its share? */
function doubtful<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  items: readonly T[],
  context: ReadContext,
): DoubtfulList {
  const ids = new Set(items.map(({ id }) => id));
  const isNew = createdSinceBegin(context);
  return {
    what: `the list of ${nameOf(list.key)} has less of project "${project.item.name}" than the project lists itself`,
    async isWhole() {
      const doubts = createDoubts();
      for await (const { items: own } of list.ofOne(project, context, endedIn(list, doubts)))
        for (const item of own) if (!ids.has(item.id) && !isNew(list.createdOf?.(item))) return false;
      return doubts.areAllWhole();
    },
  };
}

/**
 * Tells of a time whether it is after the service's first answer to this run, by its clock. What was created since is
 * new, and no sign of a gap in a list that was read before.
 */
export function createdSinceBegin({ devops }: Pick<ReadContext, 'devops'>): (created: unknown) => boolean {
  const began = devops.firstAnswer()?.getTime() ?? Number.NaN;
  return (created) => Date.parse(typeof created === 'string' ? created : '') >= began;
}

interface Group<T> {
  items: T[];
  bytes: number;
}

const idOf = (project: ProjectNode): string => project.item.id.toLowerCase();

/** The wide list by project ids in lower case. Undefined where it would not pay, or was not given whole. */
async function groupsOf<T extends RawItem>(
  list: WideList<T>,
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<Map<string, Group<T>> | undefined> {
  if (context.scope.items || !coversAllProjects(context.scope)) return undefined;
  if ((await listedProjects(organisation, context)).count < FEWEST_PROJECTS) return undefined;
  const { pages, rest } = await heldPages(list, organisation, context);
  if (rest) return undefined;
  return context.once(organisation, `${list.key}: by project`, async () => {
    const groups = new Map<string, Group<T>>();
    for (const page of pages)
      for (const item of page.items) {
        const id = list.projectOf(item)?.toLowerCase() ?? '';
        const group = groups.get(id) ?? { items: [], bytes: 0 };
        groups.set(id, group);
        group.items.push(item);
        group.bytes += page.bytes / page.items.length;
      }
    return groups;
  });
}

/** Whether the credential is refused, as a whole or for lack of a scope: no list of the same area can be read then. */
export const isCredentialRefusal = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.likelyCause === 'credential';

const readSample = <T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
): Promise<{ pages: readonly Page<T>[]; end: ListEnd | undefined }> =>
  context.once(project, `${list.key}: own`, async () => {
    const pages: Page<T>[] = [];
    let end: ListEnd | undefined;
    for await (const page of list.ofOne(project, context, (found) => (end = found))) pages.push(page);
    return { pages, end };
  });

/** Whether the sample's own list is just what the wide list has of it. */
async function agrees<T extends RawItem>(
  list: WideList<T>,
  sample: ProjectNode,
  groups: ReadonlyMap<string, Group<T>>,
  context: ReadContext,
): Promise<boolean> {
  try {
    const own: T[] = [];
    for (const { items } of (await readSample(list, sample, context)).pages) append(own, items);
    return JSON.stringify(own) === JSON.stringify(groups.get(idOf(sample))?.items);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    return false;
  }
}

/** A list, as far as its pages are held in memory. */
export interface Held<T> {
  readonly pages: readonly Page<T>[];
  /** The pages that follow, or the list's error. Undefined where `pages` is the whole list. Can be read once. */
  readonly rest: AsyncIterable<Page<T>> | undefined;
  /** The question whether the list was whole, once it has been read to its end. */
  end(): ListEnd | undefined;
}

/** Bytes of a wide list that are held in memory until each project has taken its share. */
const MOST_BYTES = 4 * 2 ** 20;

/** The wide list, read once for all callers. */
export const heldPages = <T extends RawItem>(
  { key, ofAll }: Pick<WideList<T>, 'key' | 'ofAll'>,
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<Held<T>> =>
  context.once(organisation, key, async () => {
    let end: ListEnd | undefined;
    const held = await hold(ofAll(context, (found) => (end = found))[Symbol.asyncIterator]());
    return { ...held, end: () => end };
  });

async function hold<T>(list: AsyncIterator<Page<T>>): Promise<Pick<Held<T>, 'pages' | 'rest'>> {
  const pages: Page<T>[] = [];
  let bytes = 0;
  try {
    while (bytes <= MOST_BYTES) {
      const { done, value } = await list.next();
      if (done) return { pages, rest: undefined };
      pages.push(value);
      bytes += value.bytes;
    }
    return { pages, rest: following(list) };
  } catch (error) {
    // A refused credential would be refused for each project too.
    if (isCredentialRefusal(error)) throw error;
    return { pages, rest: { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) } };
  }
}

async function* following<T>(list: AsyncIterator<Page<T>>): AsyncGenerator<Page<T>> {
  for (;;) {
    const { done, value } = await list.next();
    if (done) return;
    yield value;
  }
}
