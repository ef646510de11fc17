import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject } from '../../azure-devops/shape.ts';
import type { ProjectNode } from '../parents.ts';
import { projects } from '../sources/projects.ts';
import type { ReadContext } from '../types.ts';
import { type Asked, type Changed, type ChangeFeed, changesIn, inProject } from './feed.ts';

interface ListedDeployment {
  id: number;
  release: { id: number };
  releaseDefinition: { id: number };
}

/** Changed release deployments, with their releases and definitions, and new releases. */
export const deploymentChanges: ChangeFeed = {
  name: 'releases',
  cursor: 'build',
  kinds: ['release-deployment', 'release', 'release-definition'],
  source: (asked) => ({
    key: 'changed release deployments',
    under: projects,
    scope: 'Release (read)',
    async *read(project: ProjectNode, context) {
      yield* changesIn(deployments(project, asked.since, context), (deployment) =>
        pathsOf(project, deployment, asked),
      );
      if (asked.kinds.has('release'))
        yield* changesIn(created(project, asked.since, context), ({ id }) => [
          inProject(project, { list: 'releases', id }),
        ]);
    },
  }),
};

const deployments = ({ item }: ProjectNode, since: Date, { devops }: ReadContext) =>
  devops.pages<ListedDeployment>(
    {
      area: 'release',
      path: path`${item.id}/_apis/release/deployments`,
      query: { queryOrder: 'ascending', minModifiedTime: since.toISOString() },
      key: { id: aNumber },
      has: { release: anObject({ id: aNumber }), releaseDefinition: anObject({ id: aNumber }) },
      what: `the changed release deployments of project "${item.name}"`,
    },
    { style: 'token', size: 100 },
  );

const created = ({ item }: ProjectNode, since: Date, { devops }: ReadContext) =>
  devops.pages<{ id: number }>(
    {
      area: 'release',
      path: path`${item.id}/_apis/release/releases`,
      query: { queryOrder: 'ascending', minCreatedTime: since.toISOString() },
      key: { id: aNumber },
      what: `the new releases of project "${item.name}"`,
    },
    { style: 'token', size: 100 },
  );

function pathsOf(
  project: ProjectNode,
  { id, release, releaseDefinition }: ListedDeployment,
  { kinds }: Asked,
): Changed[] {
  const named = [
    ['release-deployment', 'release deployments', id],
    ['release', 'releases', release.id],
    ['release-definition', 'release definitions', releaseDefinition.id],
  ] as const;
  return named.flatMap(([kind, list, of]) => (kinds.has(kind) ? [inProject(project, { list, id: of })] : []));
}
