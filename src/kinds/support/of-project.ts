import { AzureDevOpsError, Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { ProjectNode } from '../parents.ts';
import { listedProjects } from '../sources/projects.ts';
import type { OrganisationNode, RawItem, ReadContext } from '../types.ts';
import { type HeldPages, held, heldPages } from './held-pages.ts';
import type { WideList } from './wide-list.ts';
import { comparedWithAll, comparedWithItsOwn, endedIn, idOf, isOfAll } from './wide-list-doubts.ts';

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
  const { parent } = project;
  const isOffered = await isWorthIt(parent, context);
  // The first project is read by its own list in any case, so that it need not wait for the wide one.
  const first = isOffered && (await context.once(parent, `${list.key}: first`, async () => project));
  if (first === project) void ownOf(list, project, context);
  const groups = isOffered ? await groupsOf(list, parent, context) : undefined;
  const group = groups?.get(idOf(project));
  // A project of which the wide list has nothing cannot be compared.
  const isCompared = groups ? group !== undefined : !list.isLong && isOfAll(context);
  const own = (isHeld: boolean) => {
    const pages = isHeld
      ? ownPages(list, project, context)
      : list.ofOne(project, context, endedIn(list, context));
    return isCompared ? comparedWithAll(list, project, context, pages) : pages;
  };
  if (!first || !groups || !group) return yield* own(first === project);
  const sample = groups.has(idOf(first))
    ? first
    : await context.once(parent, `${list.key}: sample`, async () => project);
  if (sample === project) return yield* own(true);
  const isProven = await context.once(parent, `${list.key}: proof`, () =>
    agrees(list, sample, groups, context),
  );
  if (!isProven) return yield* own(false);
  groups.delete(idOf(project));
  context.doubtful(comparedWithItsOwn(list, project, group.items, context));
  yield new Page(group.items, group.bytes);
}

interface Group<T> {
  items: T[];
  bytes: number;
}

/** Whether the wide list would take fewer requests, as far as is known. */
const isWorthIt = async (organisation: OrganisationNode, context: ReadContext): Promise<boolean> =>
  isOfAll(context) && (await listedProjects(organisation, context)).count >= FEWEST_PROJECTS;

/** The wide list by project ids in lower case. Undefined where it was not given whole. */
async function groupsOf<T extends RawItem>(
  list: WideList<T>,
  organisation: OrganisationNode,
  context: ReadContext,
): Promise<Map<string, Group<T>> | undefined> {
  const { pages, rest } = await heldPages(list, organisation, context);
  if (rest) {
    // A long list that was not given whole is compared with nothing: held, it would be held to the end of the run.
    if (list.isLong) pages.length = 0;
    return undefined;
  }
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

/** A project's own list, read once. What follows the held pages can be read once. */
const ownOf = <T extends RawItem>(
  { key, ofOne }: Pick<WideList<T>, 'key' | 'ofOne'>,
  project: ProjectNode,
  context: ReadContext,
): Promise<HeldPages<T>> =>
  context.once(project, `${key}: own`, () => held((ended) => ofOne(project, context, ended)));

async function* ownPages<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
): AsyncGenerator<Page<T>> {
  const { pages, rest, end } = await ownOf(list, project, context);
  yield* pages;
  if (rest) yield* rest;
  const found = end();
  if (found) endedIn(list, context)(found);
}

/** Whether the sample's own list is just what the wide list has of it. */
async function agrees<T extends RawItem>(
  list: WideList<T>,
  sample: ProjectNode,
  groups: ReadonlyMap<string, Group<T>>,
  context: ReadContext,
): Promise<boolean> {
  try {
    const own: T[] = [];
    const { pages, rest } = await ownOf(list, sample, context);
    if (rest) return false;
    for (const { items } of pages) append(own, items);
    return JSON.stringify(own) === JSON.stringify(groups.get(idOf(sample))?.items);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    return false;
  }
}
