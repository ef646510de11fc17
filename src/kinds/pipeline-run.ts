import { path } from '../azure-devops/path.ts';
import { aNumber, aText, orNone } from '../azure-devops/shape.ts';
import type { ListCall, Page } from '../azure-devops/types.ts';
import type { PipelineNode } from './parents.ts';
import { deletedBuilds } from './sources/builds.ts';
import { pipelines } from './sources/pipelines.ts';
import { ownIds } from './support/chosen.ts';
import type { OptionsOf } from './support/options.ts';
import { inParts, pageOf } from './support/pages.ts';
import { showsLess } from './support/shows-less.ts';
import { beginning, isBefore, windowDocs, windowOptions } from './support/windows.ts';
import { AbsentItem, defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

type Options = OptionsOf<typeof windowOptions>;
type RunNode = Node<RawItem, PipelineNode>;

const WINDOW_DOCS = windowDocs('runs', 'created', 'of each pipeline');

export const pipelineRun = defineKind<Options, RunNode>({
  name: 'pipeline-run',
  summary: 'A run of a pipeline.',
  scope: 'Build (read)',
  options: windowOptions,
  docs: {
    requests: 'one per 1,000 pipelines of each project, shared with `pipeline`, and one per pipeline',
    fields: { __project: 'The project.', __pipeline: 'The pipeline.' },
    options: {
      ...WINDOW_DOCS,
      maxResults: `${WINDOW_DOCS.maxResults} The service gives 10,000 at the most: where a pipeline has more, no run is deleted, unless this or \`minTimeInDays\` asks for less.`,
    },
  },
  source: () => runs,
  under: { pipelines: ['__pipeline.id'], projects: ['__project.id'] },
  ids: ['id'],
  items: async (nodes, window, context) =>
    nodes.map((node) => {
      tellCut(window, node, context);
      return isWithin(window, node, context)
        ? { ...node.item, __project: node.parent.parent.item, __pipeline: node.parent.item }
        : undefined;
    }),
});

/** Runs handed on at a time. */
const RUNS_AT_A_TIME = 500;
/** Most runs in the answer: the service gives the newest of a pipeline, and tells nothing of the others. */
const MOST_RUNS = 10_000;

/** A pipeline's runs, the newest first. */
const runs: Source<RawItem, PipelineNode> = {
  key: 'pipeline runs',
  under: pipelines,
  read: (pipeline, context) => runsOf(pipeline, context),
  readChosen(pipeline, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenRuns(ids, pipeline, context);
  },
};

/** Tells that a pipeline may have runs that are wanted and not given, if this is the last that is. */
function tellCut(window: Options, { item, position, parent }: RunNode, context: ReadContext): void {
  const isCut = position === MOST_RUNS - 1 && isWithin(window, { item, position: MOST_RUNS }, context);
  if (isCut && !context.scope.items)
    context.incomplete(
      showsLess(
        runsCall(parent),
        `the service gives no more than ${MOST_RUNS}, and there may be others`,
        `Choose the newest in the mapping: maxResults: ${MOST_RUNS}, or minTimeInDays.`,
      ),
    );
}

const runsCall = ({ item, parent }: PipelineNode): ListCall => ({
  path: path`${parent.item.id}/_apis/pipelines/${item.id}/runs`,
  key: { id: aNumber },
  has: { createdDate: orNone(aText) },
  what: `the runs of pipeline "${item.name}"`,
});

const runsOf = (pipeline: PipelineNode, { devops }: ReadContext) =>
  inParts(RUNS_AT_A_TIME, devops.pages<RawItem>(runsCall(pipeline), { style: 'single' }));

/**
 * Chosen runs, each at its place in the list, by which the window counts. A run is a build with the same id: the
 * service's list of deleted builds tells whether an absent run is gone.
 */
async function* chosenRuns(
  ids: readonly string[],
  pipeline: PipelineNode,
  context: ReadContext,
): AsyncGenerator<Page<RawItem | AbsentItem | undefined>> {
  const left = new Set(ids);
  for await (const page of runsOf(pipeline, context)) {
    yield page.map((run) => (left.delete(`${run.id}`) ? run : undefined));
    if (left.size === 0) return;
  }
  const gone = await deletedBuilds([...left].map(Number), pipeline.parent, context);
  yield pageOf(
    [...left].map((id) => new AbsentItem({ id: Number(id) }, gone.has(Number(id)) ? 'deleted' : 'unknown')),
  );
}

/** Whether the window has a run. The service cannot filter runs itself. */
function isWithin(
  window: Options,
  { item, position }: Pick<RunNode, 'item' | 'position'>,
  context: ReadContext,
): boolean {
  const { maxResults } = window;
  const begins = beginning(window, context);
  return (!maxResults || position < maxResults) && !(begins && isBefore(item.createdDate, begins));
}
