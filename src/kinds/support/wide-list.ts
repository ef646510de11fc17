import { AzureDevOpsError, Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/append.ts';
import type { ProjectNode } from '../parents.ts';
import { coversAllProjects } from '../read-scope.ts';
import { listedProjects } from '../sources/projects.ts';
import type { OrganisationNode, RawItem, ReadContext, SharedOut } from '../types.ts';

/** A list that the organisation has, in the place of one for each of its projects. */
export interface WideList<T extends RawItem> {
  /** Names it among what is remembered of an organisation. */
  readonly key: string;
  /** The id of the project that an item is of. */
  projectOf(item: T): string | undefined;
  /** All that there are. */
  ofAll(context: ReadContext): AsyncIterable<Page<T>>;
  /** Those of a project, as the project itself lists them. */
  ofOne(project: ProjectNode, context: ReadContext): AsyncIterable<Page<T>>;
}

/** Projects from which on a list for all costs less: it is one request, and one more proves it. */
const FEWEST_PROJECTS = 4;

/**
 * The items of a project. Out of the list for all where every project is read, and the service gives it; what one
 * project lists itself must be the same there. A project of which that list has nothing is asked itself: it may be one
 * that the credential may not read. A doubt is no failure: each project is read by its own list then.
 */
export async function* ofProject<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
): AsyncGenerator<Page<T>> {
  const groups = await groupsOf(list, project.parent, context);
  const group = groups?.get(idOf(project));
  if (!groups || !group) return yield* list.ofOne(project, context);
  const sample = await context.once(project.parent, `${list.key}: sample`, async () => project);
  if (sample === project) return yield* await readSample(list, project, context);
  const isProven = await context.once(project.parent, `${list.key}: proof`, () =>
    agrees(list, sample, groups, context),
  );
  if (!isProven) return yield* list.ofOne(project, context);
  groups.delete(idOf(project));
  context.sharedOut(sharedOut(list, project, group.items, context));
  yield new Page(group.items, group.bytes);
}

/** What is kept of a project's share to compare it with the project's own list, where something would be deleted. */
function sharedOut<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  items: readonly T[],
  context: ReadContext,
): SharedOut {
  const ids = new Set(items.map(({ id }) => id));
  const numbers = items.map(({ id }) => Number(id)).filter((id) => !Number.isNaN(id));
  const last = numbers.reduce((most, id) => Math.max(most, id), 0);
  return {
    what: `the list of ${list.key.split('{', 1)[0]} has less of project "${project.item.name}" than the project lists itself`,
    async isWhole() {
      // What is numbered on is newer than the list for all.
      for await (const { items: own } of list.ofOne(project, context))
        for (const { id } of own) if (!ids.has(id) && !(typeof id === 'number' && id > last)) return false;
      return true;
    },
  };
}

interface Group<T> {
  items: T[];
  bytes: number;
}

const idOf = (project: ProjectNode): string => project.item.id.toLowerCase();

/** By the id of the project. Undefined where the list is not worth asking for, or was not given whole. */
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

/** A scope is missing, or the credential is good for nothing: no other list of the same area can be read either. */
export const isCredentialRefusal = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.likelyCause === 'credential';

const readSample = <T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
): Promise<Page<T>[]> =>
  context.once(project, `${list.key}: own`, async () => {
    const pages: Page<T>[] = [];
    for await (const page of list.ofOne(project, context)) pages.push(page);
    return pages;
  });

/** Whether a project lists itself what the list for all has of it, item by item. */
async function agrees<T extends RawItem>(
  list: WideList<T>,
  sample: ProjectNode,
  groups: ReadonlyMap<string, Group<T>>,
  context: ReadContext,
): Promise<boolean> {
  try {
    const own: T[] = [];
    for (const { items } of await readSample(list, sample, context)) append(own, items);
    return JSON.stringify(own) === JSON.stringify(groups.get(idOf(sample))?.items);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    return false;
  }
}

/** Pages that are kept, and whether these are all. */
export interface Held<T> {
  readonly pages: readonly Page<T>[];
  /** What follows, or throws what ended the list. Undefined where the list is whole. To be read once. */
  readonly rest: AsyncIterable<Page<T>> | undefined;
}

/** Bytes of a list that are kept until each project has taken its share. */
const MOST_BYTES = 4 * 2 ** 20;

/** The list for all, asked for once by all who want it. */
export const heldPages = <T extends RawItem>(
  { key, ofAll }: Pick<WideList<T>, 'key' | 'ofAll'>,
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<Held<T>> => context.once(organisation, key, () => hold(ofAll(context)[Symbol.asyncIterator]()));

async function hold<T>(list: AsyncIterator<Page<T>>): Promise<Held<T>> {
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
    // Where the credential is refused, it is so for each project.
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
