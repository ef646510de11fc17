import * as z from 'zod/mini';
import { malformed } from '../azure-devops/answers.ts';
import { isTooLarge } from '../azure-devops/page-size.ts';
import { path } from '../azure-devops/path.ts';
import { aListOf, aNumber, anObject } from '../azure-devops/shape.ts';
import { AzureDevOpsError, type Call, type ListCall, Page } from '../azure-devops/types.ts';
import { chunks } from '../lib/chunks.ts';
import type { ProjectNode } from './parents.ts';
import { projects } from './sources/projects.ts';
import { choice, keyOf, type OptionsOf, optional } from './support/options.ts';
import { pageOf } from './support/pages.ts';
import { idQuery, parseCondition } from './support/wiql.ts';
import { defineKind, type Node, PartialItem, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  /** A blank text counts as none. */
  wiql: z.pipe(
    optional.text,
    z.transform((text) => (text?.trim() === '' ? undefined : text)),
  ),
  expand: choice(['None', 'Fields', 'Relations', 'Links', 'All'], 'All'),
};
type Options = OptionsOf<typeof options>;

export const workItem = defineKind<Options, Node<RawItem, BatchNode>>({
  name: 'work-item',
  summary: 'A work item.',
  scope: 'Work Items (read)',
  options,
  docs: {
    requests: 'per project one per 19,999 work items found, and one per 200 of them',
    fields: { __projectId: "The project's id.", __project: 'The project.' },
    options: {
      wiql: "A WIQL condition, put into the query's WHERE. With an ORDER BY of its own, or where it is nothing else, its order is kept, and 20,000 work items per project are read at the most.",
      expand: 'What the service adds to each work item.',
    },
  },
  source: (options) => workItems(options),
  under: { projects: ['__project.id', '__projectId'] },
  moves: true,
  id: 'id',
  items: async (nodes) =>
    nodes.map(({ item, parent: { parent: project } }) => ({
      ...item,
      __projectId: project.item.id,
      __project: project.item,
    })),
});

/** Ids of work items that are read at once. */
interface Batch extends RawItem {
  ids: number[];
}
type BatchNode = Node<Batch, ProjectNode>;

/** The service takes no more ids in one request: about 1 MB. */
const IDS_PER_REQUEST = 200;

/** What is found, whatever of it is asked for. */
const batches = ({ wiql }: Pick<Options, 'wiql'>): Source<Batch, ProjectNode> => ({
  key: keyOf('work item ids', { wiql }),
  under: projects,
  scope: 'Work Items (read)',
  async *read(project, context) {
    for await (const ids of idLists(project, wiql, context)) {
      yield pageOf([...chunks(ids, IDS_PER_REQUEST)].map((some) => ({ ids: some })));
    }
  },
});

const workItems = ({ wiql, expand }: Options): Source<RawItem, BatchNode> => ({
  key: keyOf('work items', { wiql, expand }),
  under: batches({ wiql }),
  read: ({ item: { ids }, parent }, context) => readItems(ids, parent, expand, context),
});

/**
 * What the query has named exists: where the answer fails, or has null for one, it is a partial item. In halves, where
 * the answer for all of them is too large.
 */
async function* readItems(
  ids: readonly number[],
  project: ProjectNode,
  expand: Options['expand'],
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

/** The items, and the ids of those that the service has null for. Throws where it does not tell of all. */
async function answerFor(
  ids: readonly number[],
  project: ProjectNode,
  expand: Options['expand'],
  { devops }: ReadContext,
): Promise<{ pages: Page<RawItem>[]; notShown: number[] }> {
  const call: ListCall = {
    path: path`${project.item.id}/_apis/wit/workitems`,
    query: { ids: ids.join(','), $expand: expand.toLowerCase(), errorPolicy: 'omit' },
    key: { id: aNumber },
    // null: it was deleted since it was found. An id that the answer does not mention is an error.
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

/** A query with more results than 20,000 fails (VS402337). */
const MOST_IDS = 20_000;
const IDS_PER_QUERY = MOST_IDS - 1;

async function* idLists(
  project: ProjectNode,
  wiql: string | null | undefined,
  context: ReadContext,
): AsyncGenerator<number[]> {
  const condition = wiql ? parseCondition(wiql) : undefined;
  if (condition?.order) {
    const ids = await queryIds(project, idQuery(project.item.name, condition, 0), MOST_IDS, context);
    if (ids.length >= MOST_IDS) {
      context.warn(
        `The wiql of work items has an ORDER BY of its own and finds more than ${MOST_IDS} in project "${project.item.name}": only the first ${MOST_IDS} are read. Without the ORDER BY all of them are.`,
      );
    }
    return yield ids;
  }
  for (let last = 0; ; ) {
    const ids = await queryIds(
      project,
      idQuery(project.item.name, condition, last),
      IDS_PER_QUERY,
      context,
      last,
    );
    if (ids.length > 0) yield ids;
    if (ids.length < IDS_PER_QUERY) return;
    last = ids[ids.length - 1] ?? last;
  }
}

async function queryIds(
  project: ProjectNode,
  query: string,
  top: number,
  { devops }: ReadContext,
  after?: number,
): Promise<number[]> {
  const call: Call = {
    path: path`${project.item.id}/_apis/wit/wiql`,
    query: { $top: top },
    body: { query },
    needs: { workItems: aListOf(anObject({ id: aNumber })) },
    what: `the ids of the work items of project "${project.item.name}"`,
  };
  const { workItems } = await devops.post<{ workItems: { id: number }[] }>(call);
  const ids = workItems.map(({ id }) => id);
  // The next query goes on after the last one: out of order it would miss some, and never end.
  if (after !== undefined && ids.some((id, at) => id <= (ids[at - 1] ?? after)))
    throw malformed({ method: 'POST', call }, 'the ids are not in the order that was asked for');
  return ids;
}
