import { path } from '../azure-devops/path.ts';
import { aListOfDistinct, aText, orNull } from '../azure-devops/shape.ts';
import type { BuildNode } from './parents.ts';
import { builds } from './sources/builds.ts';
import { keyOf, type OptionsOf } from './support/options.ts';
import { pageOf } from './support/pages.ts';
import { windowDocs, windowOptions } from './support/windows.ts';
import { type DoubtfulList, defineKind, type Node, type RawItem, type Source } from './types.ts';

type Options = OptionsOf<typeof windowOptions>;

export const pipelineStage = defineKind<Options, Node<RawItem, BuildNode>>({
  name: 'pipeline-stage',
  summary: "A stage of a build, from the build's timeline.",
  scope: 'Build (read)',
  options: windowOptions,
  docs: {
    requests: 'one per 250 builds of each project, shared with `build`, and one per build',
    fields: { __project: 'The project.', __build: 'The build, with its `__project` and `__projectId`.' },
    options: windowDocs('builds', 'queued', 'of each project'),
  },
  source: (options) => stages(options),
  under: {
    builds: ['__build.id'],
    projects: ['__project.id', '__build.__projectId', '__build.__project.id'],
  },
  ids: ['id'],
  items: async (nodes) =>
    nodes.map(({ item, parent: build }) => {
      const project = build.parent.item;
      const __build = { ...build.item, __projectId: project.id, __project: project };
      return { ...item, __project: project, __build };
    }),
});

/** Whether a build waits: it has not started, so that it never had a stage. */
const isWaiting = ({ startTime, status }: BuildNode['item']): boolean => !startTime && status !== 'completed';

/**
 * Whether a build may have no timeline: it has not started, or it ended before a stage of it began, as its YAML was
 * refused or it was cancelled. Clients that met the second tell so, nobody has recorded it. One that succeeded has stages.
 */
const mayHaveNoStage = ({ startTime, status, result }: BuildNode['item']): boolean =>
  startTime
    ? status === 'completed' && (result === 'failed' || result === 'canceled')
    : result !== 'succeeded' && result !== 'partiallySucceeded';

/** The doubt about a build that is told to have no stage and does not wait: stages that the catalog has of it stay. */
const staying = ({ id }: BuildNode['item']): DoubtfulList => ({
  what: `build ${id} has no stages, it is told, and had some`,
});

/** Three clients have recorded `"records": null` of a build without stages. */
const TIMELINE = { id: aText, records: orNull(aListOfDistinct('id', { id: aText, type: aText })) };

const stages = ({ minTimeInDays, maxResults }: Options): Source<RawItem, BuildNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    key: keyOf('stages', window),
    under: builds(window),
    async *read({ item, parent }, context) {
      const timeline = await context.devops.get<{ records: RawItem[] | null } | undefined>({
        path: path`${parent.item.id}/_apis/build/builds/${item.id}/timeline`,
        needs: TIMELINE,
        parentsInUrl: true,
        mayBeNone: mayHaveNoStage(item),
        what: `the timeline of build ${item.id}`,
      });
      if (timeline?.records) return yield pageOf(timeline.records.filter(({ type }) => type === 'Stage'));
      if (timeline || !isWaiting(item)) context.doubtful(staying(item));
      if (timeline) context.note('a build has no stages');
      else if (item.startTime) context.note('a build ended before it had a stage');
      else context.note('a build that has not started has no stages');
    },
  };
};
