import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, orNone } from '../../azure-devops/shape.ts';
import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { type Asked, type Changed, type ChangeFeed, changesIn, inProject } from './feed.ts';

interface ListedBuild extends RawItem {
  id: number;
  status?: string;
  /** The specification does not promise it. */
  definition?: { id: number } | null;
}

/**
 * Builds that finished since, and all builds that have not finished. A list by the time of queueing would miss a build
 * that is queued before the cursor and finishes after it. A running build counts as changed, as its stages may be. Its
 * run, and a waiting build, have changed if the listed build has: a run has the build's state, name and times.
 */
export const buildChanges: ChangeFeed = {
  name: 'builds',
  cursor: 'build',
  kinds: ['build', 'pipeline-stage', 'pipeline-run'],
  stands: true,
  source: (asked) => ({
    key: 'changed builds',
    under: projects,
    scope: 'Build (read)',
    async *read(project: ProjectNode, context) {
      for (const query of [finished(asked.since), UNFINISHED])
        yield* changesIn(builds(project, query, context), (build) => {
          const paths = pathsOf(project, build, asked);
          if (query !== UNFINISHED) return paths;
          const isWaiting = WAITING.includes(build.status ?? '');
          const standing = JSON.stringify(build);
          return paths.map((path) => (isWaiting || isRun(path) ? { ...path, standing } : path));
        });
    },
  }),
};

const WAITING = ['notStarted', 'postponed'];

const finished = (since: Date) => ({
  queryOrder: 'finishTimeAscending',
  minTime: since.toISOString(),
  statusFilter: 'completed',
});
const UNFINISHED = {
  queryOrder: 'queueTimeAscending',
  statusFilter: 'inProgress,cancelling,postponed,notStarted',
};

const builds = ({ item }: ProjectNode, query: Record<string, string>, { devops }: ReadContext) =>
  devops.pages<ListedBuild>(
    {
      path: path`${item.id}/_apis/build/builds`,
      query,
      key: { id: aNumber },
      has: { definition: orNone(anObject({ id: aNumber })) },
      what: `the changed builds of project "${item.name}"`,
    },
    { style: 'token', size: 250 },
  );

/**
 * The paths of a build. A pipeline's run has the id of its build, a pipeline that of its definition. Where the build does
 * not name that, the run is looked for in each pipeline of the project.
 */
const pathsOf = (project: ProjectNode, { id, definition }: ListedBuild, { kinds }: Asked): Changed[] => [
  ...(kinds.has('build') || kinds.has('pipeline-stage') ? [inProject(project, { list: 'builds', id })] : []),
  ...(kinds.has('pipeline-run')
    ? [
        inProject(
          project,
          { list: 'pipelines', ...(definition && { id: definition.id }) },
          { list: RUNS, id },
        ),
      ]
    : []),
];

const RUNS = 'pipeline runs';

const isRun = ({ steps }: Changed): boolean => steps.at(-1)?.list === RUNS;
