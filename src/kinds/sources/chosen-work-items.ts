import { path } from '../../azure-devops/path.ts';
import { aNumberInAnyForm, aText } from '../../azure-devops/shape.ts';
import { type ListCall, Page } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { ProjectNode } from '../parents.ts';
import { collect, pageOf } from '../support/pages.ts';
import { orNoProof } from '../support/proof.ts';
import { AbsentItem, type Node, PartialItem, type RawItem, type ReadContext } from '../types.ts';
import { IDS_PER_REQUEST, readItems } from './work-item-details.ts';
import { selectedAmong } from './work-item-ids.ts';

/** Ids of work items that are read in one request. */
export interface Batch extends RawItem {
  ids: readonly number[];
  /** Set where the ids were chosen: others than those that the query finds may be among them. */
  areChosen?: true;
}
export type BatchNode = Node<Batch, ProjectNode>;

/** Chosen ids in batches. */
export async function* chosenBatches(ids: readonly string[]): AsyncGenerator<Page<Batch | AbsentItem>> {
  const numbers = ids.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
  for (const some of chunks(numbers, IDS_PER_REQUEST)) yield new Page([{ ids: some, areChosen: true }], 0);
  const others = ids.filter((id) => !(Number(id) > 0));
  if (others.length > 0)
    yield new Page(
      others.map((id) => new AbsentItem({ id }, 'unknown')),
      0,
    );
}

/**
 * Chosen items: those that the project has and the user's condition selects, and an AbsentItem for each of the others.
 * Only names tell whose an item is, and a query takes one. While a project is renamed the service may tell two. So an
 * item is of another project where that one answers to its name, and the condition counts where the item, read before,
 * has the name that the query goes by.
 */
export async function* readChosenItems(
  { ids }: Batch,
  wiql: string | null | undefined,
  project: ProjectNode,
  expand: string,
  context: ReadContext,
): AsyncGenerator<Page<RawItem | PartialItem | AbsentItem>> {
  const notShown: number[] = [];
  for await (const page of readItems(ids, project, expand, { ...context, note() {} })) {
    const whole = page.items.filter((item): item is RawItem => !(item instanceof PartialItem));
    const found = whole
      .filter((item) => projectOf(item) === lowerName(project))
      .map(({ id }) => id as number);
    const selected =
      wiql && found.length > 0 ? await selectedAmong(found, project, wiql, context) : undefined;
    const items: (RawItem | PartialItem | AbsentItem)[] = [];
    for (const item of page.items) {
      if (!(item instanceof PartialItem)) items.push(await asSelected(item, selected, project, context));
      else if (item.error !== undefined) items.push(item);
      else notShown.push(item.item.id as number);
    }
    yield new Page(items, page.bytes);
  }
  if (notShown.length === 0) return;
  const deleted = await deletedAmong(notShown, project, context);
  yield pageOf(
    notShown.map(
      (id) => new AbsentItem({ id }, deleted.has(id) ? ('deleted' as const) : ('unknown' as const)),
    ),
  );
}

/** `selected`: ids that the condition selects, if there is one. */
async function asSelected(
  item: RawItem,
  selected: ReadonlySet<number> | undefined,
  project: ProjectNode,
  context: ReadContext,
): Promise<RawItem | AbsentItem> {
  const name = projectOf(item);
  if (name === lowerName(project))
    return !selected || selected.has(item.id as number) ? item : new AbsentItem(item, 'not selected');
  const isOther = name !== undefined && (await isNameOfOther(name, project, context));
  return new AbsentItem(item, isOther ? 'not selected' : 'unknown');
}

const lowerName = ({ item }: ProjectNode): string => item.name.toLowerCase();

/** The name of the project that a work item is of, whatever project it was asked for in. No address has `..`. */
const projectOf = ({ fields }: RawItem): string | undefined => {
  const name = (fields as Record<string, unknown> | undefined)?.['System.TeamProject'];
  return typeof name === 'string' && !/^\.{0,2}$/.test(name) ? name.toLowerCase() : undefined;
};

/** Whether another project answers to a name. */
const isNameOfOther = (name: string, project: ProjectNode, context: ReadContext): Promise<boolean> =>
  context.once(project, `project ${name}`, async () => {
    const found = await orNoProof(
      context.devops.get<{ id: string }>({
        path: path`_apis/projects/${name}`,
        needs: { id: aText },
        what: 'the project that a work item names',
      }),
    );
    return found !== undefined && found.id.toLowerCase() !== project.item.id.toLowerCase();
  });

/** The ids among some that are in the project's recycle bin. */
async function deletedAmong(
  ids: readonly number[],
  project: ProjectNode,
  { devops }: ReadContext,
): Promise<ReadonlySet<number>> {
  const call: ListCall = {
    path: path`${project.item.id}/_apis/wit/recyclebin`,
    query: { ids: ids.join(',') },
    key: { id: aNumberInAnyForm },
    what: `the deleted work items of project "${project.item.name}"`,
  };
  const found = (await orNoProof(collect(devops.pages<RawItem>(call, { style: 'single' })))) ?? [];
  return new Set(
    found.flatMap(({ id, deletedDate }) => (typeof deletedDate === 'string' ? [Number(id)] : [])),
  );
}
