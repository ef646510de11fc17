import type { ListEnd, Page } from '../../azure-devops/types.ts';
import type { ProjectNode } from '../parents.ts';
import { coversAllProjects } from '../read-scope.ts';
import type { DoubtfulList, RawItem, ReadContext } from '../types.ts';
import { createdSinceBegin } from './created-since-begin.ts';
import { heldPages } from './held-pages.ts';
import { createDoubts, movedIn } from './pages.ts';
import { hasEnough, orNoProof } from './proof.ts';
import type { WideList } from './wide-list.ts';

/** Has the run ask, before it deletes, whether the list ended where it seemed to. */
export const endedIn =
  ({ key }: Pick<WideList<RawItem>, 'key'>, { doubtful }: Pick<ReadContext, 'doubtful'>) =>
  (isWhole: ListEnd): void =>
    doubtful({ what: movedIn(nameOf(key)), isWhole });

/** Ids of projects are compared in lower case. */
export const idOf = (project: ProjectNode): string => project.item.id.toLowerCase();

/** Whether the run reads every project, so that a list for all of them is one of its own. */
export const isOfAll = ({ scope }: Pick<ReadContext, 'scope'>): boolean =>
  !scope.items && coversAllProjects(scope);

/** The name in a key: `all teams` of `all teams{...}`. */
const nameOf = (key: string): string => key.split('{', 1)[0] as string;

/**
 * The question to a project before something of it is deleted: does its own list have more than its share, or far less?
 * It is asked once, whoever has taken the share.
 */
export function comparedWithItsOwn<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  items: readonly { readonly id?: unknown }[],
  context: ReadContext,
): DoubtfulList {
  const ids = new Set(items.map(({ id }) => id));
  const isNew = createdSinceBegin(context);
  const agree = async () => {
    const doubts = createDoubts();
    let count = 0;
    const pages = list.ofOneOnce
      ? await list.ofOneOnce(project, context)
      : list.ofOne(project, context, endedIn(list, doubts));
    for await (const { items: own } of pages) {
      count += own.length;
      for (const item of own) if (!ids.has(item.id) && !isNew(list.createdOf?.(item))) return false;
    }
    return hasEnough(count, ids.size) && doubts.areAllWhole();
  };
  return {
    what: `the list of ${nameOf(list.key)} and what project "${project.item.name}" lists itself do not agree`,
    isWhole: () => context.once(project.parent, `${list.key}: agrees with ${idOf(project)}`, agree),
  };
}

/**
 * A project's own list, of which the run asks before it deletes: does the list for the organisation have more of it? One
 * that was given in part is asked as far as it came, and one that is refused says nothing.
 */
export async function* comparedWithAll<T extends RawItem>(
  list: WideList<T>,
  project: ProjectNode,
  context: ReadContext,
  pages: AsyncIterable<Page<T>>,
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
      const { pages, failure } = await heldPages(list, project.parent, context);
      if (failure !== undefined) await orNoProof(Promise.reject(failure));
      return !pages.some(({ items }) => items.some(isLacking));
    },
  });
}

/**
 * An item as the other list of the same has it: the one for the organisation, or the project's own where it came out of
 * that one. Undefined where the run has no other list, or that one lacks the item.
 */
export async function inOtherList<T extends RawItem>(
  list: WideList<T>,
  item: T,
  project: ProjectNode,
  context: ReadContext,
): Promise<T | undefined> {
  if (!isOfAll(context)) return undefined;
  const isIt = ({ id }: T) => String(id).toLowerCase() === String(item.id).toLowerCase();
  const foundIn = (pages: readonly Page<T>[]) => pages.flatMap(({ items }) => items.filter(isIt))[0];
  const { pages, failure } = await heldPages(list, project.parent, context);
  if (failure !== undefined) await orNoProof(Promise.reject(failure));
  const found = foundIn(pages);
  return found === item ? foundIn((await list.ofOneOnce?.(project, context)) ?? []) : found;
}
