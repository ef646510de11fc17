import { path } from '../azure-devops/path.ts';
import type { PipelineNode } from './items.ts';
import { pipelines } from './sources/pipelines.ts';
import { keyOf, type OptionsOf } from './support/options.ts';
import { inParts } from './support/reading.ts';
import { beginning, first, windowDocs, windowOptions } from './support/windows.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

type Options = OptionsOf<typeof windowOptions>;

export const pipelineRun = defineKind<Options, Node<RawItem, PipelineNode>>({
  name: 'pipeline-run',
  summary: 'A run of a pipeline.',
  scope: 'Build (read)',
  options: windowOptions,
  docs: {
    requests: 'one per 1,000 pipelines of each project, shared with `pipeline`, and one per pipeline',
    fields: { __project: 'The project.', __pipeline: 'The pipeline.' },
    options: windowDocs('runs', 'created', 'of each pipeline'),
  },
  source: (options) => runs(options),
  items: async (nodes) =>
    nodes.map(({ item, parent }) => ({
      ...item,
      __project: parent.parent.item,
      __pipeline: parent.item,
    })),
});

/** The service gives up to 10,000 at once. */
const RUNS_AT_A_TIME = 500;

/** The service gives the newest first and cannot filter: what falls out of the window is cut here. */
const runs = ({ minTimeInDays, maxResults }: Options): Source<RawItem, PipelineNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    key: keyOf('pipeline runs', window),
    under: pipelines,
    async *read({ item, parent }, context) {
      const begins = beginning(window, context);
      const pages = context.devops.pages<RawItem>(
        {
          path: path`${parent.item.id}/_apis/pipelines/${item.id}/runs`,
          what: `the runs of pipeline "${item.name}"`,
        },
        { style: 'single' },
      );
      for await (const page of inParts(RUNS_AT_A_TIME, first(window, pages))) {
        yield begins ? page.filter((run) => !(new Date(String(run.createdDate)) < begins)) : page;
      }
    },
  };
};
