import { malformed } from '../../azure-devops/answers/answers.ts';
import { isTooLarge } from '../../azure-devops/paging/page-size.ts';
import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject } from '../../azure-devops/shape.ts';
import { AzureDevOpsError, type ListCall, Page } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { ProjectNode } from '../parents.ts';
import { pageOf } from '../support/pages.ts';
import { PartialItem, type RawItem, type ReadContext } from '../types.ts';

/** Ids in one request, whose answer is about 1 MB. The service takes no more. */
export const IDS_PER_REQUEST = 200;

/**
 * Work items by their ids. All of them exist, since the query has named them: where the answer fails, or has null for
 * one, that one is a partial item. An answer that is too large is asked for again by bisection.
 */
export async function* readItems(
  ids: readonly number[],
  project: ProjectNode,
  expand: string,
  context: ReadContext,
): AsyncGenerator<Page<RawItem | PartialItem>> {
  try {
    const { pages, notShown } = await answerFor(ids, project, expand, context);
    yield* pages;
    if (notShown.length === 0) return;
    for (const _ of notShown) context.note('a work item that the query found is not shown by the service');
    yield pageOf(notShown.map((id) => new PartialItem({ id })));
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    if (!isTooLarge(error) || ids.length < 2)
      return yield pageOf(ids.map((id) => new PartialItem({ id }, error)));
    for (const half of chunks(ids, Math.ceil(ids.length / 2)))
      yield* readItems(half, project, expand, context);
  }
}

/** The items, and the ids that the service has null for. Throws where the answer does not tell of all ids. */
async function answerFor(
  ids: readonly number[],
  project: ProjectNode,
  expand: string,
  { devops }: ReadContext,
): Promise<{ pages: Page<RawItem>[]; notShown: number[] }> {
  const call: ListCall = {
    path: path`${project.item.id}/_apis/wit/workitems`,
    query: { ids: ids.join(','), $expand: expand.toLowerCase(), errorPolicy: 'omit' },
    key: { id: aNumber },
    ...(/^(All|Links)$/.test(expand) && { has: { _links: anObject() } }),
    // null stands for an item that was deleted since the query. An id without an answer is an error.
    nulls: true,
    whole: false,
    what: `work items of project "${project.item.name}"`,
  };
  const unanswered = new Set(ids);
  const pages: Page<RawItem>[] = [];
  let nulls = 0;
  for await (const page of devops.pages<RawItem | null>(call, { style: 'single' })) {
    const items = page.items.filter((item) => item !== null);
    nulls += page.items.length - items.length;
    for (const { id } of items) unanswered.delete(id as number);
    pages.push(new Page(items, page.bytes));
  }
  if (unanswered.size > nulls) {
    const told = ids.length - unanswered.size + nulls;
    const problem = `the answer tells of ${told} work items, ${ids.length} were asked for`;
    throw malformed({ method: 'GET', call }, problem);
  }
  return { pages, notShown: [...unanswered] };
}
