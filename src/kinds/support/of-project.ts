import { AzureDevOpsError, type ListEnd, Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { ProjectNode } from '../parents.ts';
import { coversAllProjects } from '../read-scope.ts';
import { listedProjects } from '../sources/projects.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../types.ts';
import { heldPages } from './held-pages.ts';
import type { WideList } from './wide-list.ts';
import { comparedWithAll, comparedWithItsOwn, endedIn, idOf } from './wide-list-doubts.ts';

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
    groups || !list.isLong ? comparedWithAll(list, project, context, pages) : pages;
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
  context.doubtful(comparedWithItsOwn(list, project, group.items, context));
  yield new Page(group.items, group.bytes);
}

interface Group<T> {
  items: T[];
  bytes: number;
}

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
