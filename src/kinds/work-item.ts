import * as z from 'zod/mini';
import { malformed } from '../azure-devops/answers.ts';
import { path } from '../azure-devops/path.ts';
import { type Call, Page } from '../azure-devops/types.ts';
import type { ProjectNode } from './items.ts';
import { projects } from './sources/projects.ts';
import { choice, keyOf, type OptionsOf, optional } from './support/options.ts';
import { chunks, pageOf } from './support/reading.ts';
import { idQuery, parseCondition } from './support/wiql.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  /** One that is blank says nothing. */
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
  async *read({ item: { ids }, parent: project }, { devops }) {
    const call: Call = {
      path: path`${project.item.id}/_apis/wit/workitems`,
      query: { ids: ids.join(','), $expand: expand.toLowerCase(), errorPolicy: 'omit' },
      what: `work items of project "${project.item.name}"`,
    };
    let told = 0;
    for await (const page of devops.pages<RawItem | null>(call, { style: 'single' })) {
      told += page.items.length;
      const items = page.items.filter((item) => item !== null);
      yield new Page(items, page.bytes);
    }
    // One that is gone since it was found is null; nothing at all is said of none.
    if (told < ids.length) {
      const problem = `the answer tells of ${told} work items, ${ids.length} were asked for`;
      throw malformed({ method: 'GET', call }, problem);
    }
  },
});

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
    const ids = await queryIds(project, idQuery(project.item.name, condition, last), IDS_PER_QUERY, context);
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
): Promise<number[]> {
  const { workItems } = await devops.post<{ workItems: { id: number }[] }>({
    path: path`${project.item.id}/_apis/wit/wiql`,
    query: { $top: top },
    body: { query },
    needs: ['workItems'],
    what: `the ids of the work items of project "${project.item.name}"`,
  });
  return workItems.map(({ id }) => id);
}
