import { path } from '../../azure-devops/path.ts';
import { aNumberInAnyForm } from '../../azure-devops/shape.ts';
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
  /** Set where the ids were chosen: the ids that the query finds, or without a `wiql` all items of the project. */
  selected?: ReadonlySet<number> | 'of the project';
}
export type BatchNode = Node<Batch, ProjectNode>;

/** Chosen ids in batches, each with what the user's condition selects of it. */
export async function* chosenBatches(
  ids: readonly string[],
  project: ProjectNode,
  wiql: string | null | undefined,
  context: ReadContext,
): AsyncGenerator<Page<Batch | AbsentItem>> {
  const numbers = ids.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
  for (const some of chunks(numbers, IDS_PER_REQUEST)) {
    const selected = wiql ? await selectedAmong(some, project, wiql, context) : 'of the project';
    yield new Page([{ ids: some, selected }], 0);
  }
  const others = ids.filter((id) => !(Number(id) > 0));
  if (others.length > 0)
    yield new Page(
      others.map((id) => new AbsentItem({ id }, 'unknown')),
      0,
    );
}

/** Chosen items: those that are selected, and an AbsentItem for each of the others. */
export async function* readChosenItems(
  { ids }: Batch,
  selected: NonNullable<Batch['selected']>,
  project: ProjectNode,
  expand: string,
  context: ReadContext,
): AsyncGenerator<Page<RawItem | PartialItem | AbsentItem>> {
  const notShown: number[] = [];
  const isSelected = (item: RawItem) =>
    selected === 'of the project' ? isOf(project, item) : selected.has(item.id as number);
  for await (const page of readItems(ids, project, expand, { ...context, note() {} }))
    yield new Page(
      page.items.flatMap((item): (RawItem | PartialItem | AbsentItem)[] => {
        if (item instanceof PartialItem) {
          if (item.error !== undefined) return [item];
          notShown.push(item.item.id as number);
          return [];
        }
        return [isSelected(item) ? item : new AbsentItem(item, 'not selected')];
      }),
      page.bytes,
    );
  if (notShown.length === 0) return;
  const deleted = await deletedAmong(notShown, project, context);
  yield pageOf(
    notShown.map(
      (id) => new AbsentItem({ id }, deleted.has(id) ? ('deleted' as const) : ('unknown' as const)),
    ),
  );
}

/** Whether a work item is of a project, whatever project it was asked for in. */
const isOf = (project: ProjectNode, { fields }: RawItem): boolean => {
  const name = (fields as Record<string, unknown> | undefined)?.['System.TeamProject'];
  return typeof name === 'string' && name.toLowerCase() === project.item.name.toLowerCase();
};

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
