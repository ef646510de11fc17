import type { ItemPath, Step } from '../../../src/kinds/item-selection.ts';
import type { Item } from './items.ts';

const project = (id: string): Step => ({ list: 'projects', id });
const inProject = (id: string, list: string, own: string | number): Step[] => [
  project(id),
  { list, id: own },
];
const repository = ({ id, project: { id: of } }: Item): Step[] => inProject(of, 'repositories', id);
const inRepository = (of: Item, list: string, id: string | number): Step[] => [
  ...repository(of),
  { list, id },
];

/** The path to a raw item of each kind, as whoever hears of its change would know it. */
const steps: Record<string, (item: Item) => Step[]> = {
  project: ({ id }) => [project(id)],
  repository,
  branch: ({ __repository, refName }) => inRepository(__repository, 'branches', refName),
  'repository-policy': ({ __repository, id }) => inRepository(__repository, 'repository policies', id),
  'pull-request': ({ repository: of, pullRequestId }) => inRepository(of, 'pull requests', pullRequestId),
  file: ({ repo, file }) => inRepository(repo, 'files', file.path),
  folder: ({ __repository, path }) => inRepository(__repository, 'folders', path),
  'advanced-security-alert': ({ __projectId, __repositoryId, alertId }) => [
    ...inProject(__projectId, 'repositories', __repositoryId),
    { list: 'alerts', id: alertId },
  ],
  pipeline: ({ __projectId, id }) => inProject(__projectId, 'pipelines', id),
  'pipeline-run': ({ __project, __pipeline, id }) => [
    ...inProject(__project.id, 'pipelines', __pipeline.id),
    { list: 'pipeline runs', id },
  ],
  build: ({ __projectId, id }) => inProject(__projectId, 'builds', id),
  'pipeline-stage': ({ __build }) => inProject(__build.__projectId, 'builds', __build.id),
  environment: ({ project: { id: of }, id }) => inProject(of, 'environments', id),
  'pipeline-deployment': ({ __project, environmentId, id }) => [
    ...inProject(__project.id, 'environments', environmentId),
    { list: 'pipeline deployments', id },
  ],
  release: ({ projectReference, id }) => inProject(projectReference.id, 'releases', id),
  'release-definition': ({ __project, id }) => inProject(__project.id, 'release definitions', id),
  'release-deployment': ({ projectReference, id }) =>
    inProject(projectReference.id, 'release deployments', id),
  'test-run': ({ project: { id: of }, id }) => inProject(of, 'test runs', id),
  'work-item': ({ __projectId, id }) => inProject(__projectId, 'work items', id),
  'area-path': ({ __project, identifier }) => inProject(__project.id, 'areas', identifier),
  team: ({ id }) => [{ list: 'teams', id }],
  member: ({ __teamId, identity }) => [
    { list: 'teams', id: __teamId },
    { list: 'members', id: identity.id },
  ],
  iteration: ({ __project, __team, id }) => [
    ...inProject(__project.id, 'project teams', __team.id),
    { list: 'iterations', id },
  ],
  user: ({ id, descriptor }) => [
    { list: descriptor && !id ? 'graph users' : 'user entitlements', id: id ?? descriptor },
  ],
  group: ({ descriptor }) => [{ list: 'groups', id: descriptor }],
  'group-member': ({ __group, descriptor }) => [
    { list: 'groups', id: __group.descriptor },
    { list: 'group members', id: descriptor },
  ],
  wiki: ({ __project, __wiki, id }) => [
    ...inProject(__project.id, 'wikis', __wiki.id),
    { list: 'wiki pages', id },
  ],
};

/** Undefined for kinds whose items do not say where they hang: boards and columns of a project's teams. */
export function pathOf(kind: string, item: Item): ItemPath | undefined {
  const path = steps[kind]?.(item);
  if (!path) return undefined;
  const isAlone = kind !== 'pipeline-stage';
  return {
    organisation: item.__organizationName,
    steps: path.filter(({ id }) => id !== undefined),
    ...(isAlone && { alone: true as const }),
  };
}
