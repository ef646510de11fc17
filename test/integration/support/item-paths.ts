import * as z from 'zod/mini';
import { type ItemPath, nameOfList, type Step } from '../../../src/kinds/item-selection.ts';
import { kinds } from '../../../src/kinds/registry.ts';
import type { KindDefinition } from '../../../src/kinds/types.ts';
import type { Item } from './whole-items.ts';

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

const boardsOf = ({ id }: Item): Step[] => [project(id), { list: 'project teams' }, { list: 'boards' }];

/** Paths by kind, for kinds whose path does not follow from their parents and from their items' words about these. */
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
  'pipeline-stage': ({ __build }) => inProject(__build.__projectId, 'builds', __build.id),
  environment: ({ project: { id: of }, id }) => inProject(of, 'environments', id),
  'pipeline-deployment': ({ __project, environmentId, id }) => [
    ...inProject(__project.id, 'environments', environmentId),
    { list: 'pipeline deployments', id },
  ],
  team: ({ id }) => [{ list: 'teams', id }],
  member: ({ __teamId, identity }) => [
    { list: 'teams', id: __teamId },
    { list: 'members', id: identity.id },
  ],
  user: ({ id, descriptor }) => [
    { list: descriptor && !id ? 'graph users' : 'user entitlements', id: id ?? descriptor },
  ],
  group: ({ descriptor }) => [{ list: 'groups', id: descriptor }],
  // Boards and columns are chosen with all of their project's teams: a board does not say of which team it is.
  board: ({ __project }) => boardsOf(__project),
  column: ({ __board }) => boardsOf(__board.__project),
};

/** The path to a raw item, as whoever hears of its change would know it. */
export function pathOf(kind: string, item: Item): ItemPath {
  const path = steps[kind]?.(item) ?? pathByParents(kind, item);
  const isAlone = kind !== 'pipeline-stage' && kind !== 'column' && kind !== 'board';
  return { organisation: item.__organizationName, steps: path, ...(isAlone && { alone: true as const }) };
}

/** Path by the kind's lists, and the ids of their items that it has. */
function pathByParents(name: string, item: Item): Step[] {
  const kind = kinds.get(name);
  if (!kind) throw new RangeError(`no kind ${name}`);
  const found: Step[] = [];
  let isOwn = true;
  for (let source = [kind.source(plainOptions(kind))].flat()[0]; source; source = source.under) {
    const list = nameOfList(source);
    if (list === found[0]?.list) continue;
    const [path = 'id'] = isOwn ? (kind.ids ?? [kind.id ?? 'id']) : (kind.under?.[list] ?? []);
    found.unshift({ list, id: at(item, path) as string | number });
    isOwn = false;
  }
  return found;
}

const plainOptions = ({ options }: KindDefinition) => z.parse(z.object(options), {});

const at = (item: Item, path: string): unknown =>
  path.split('.').reduce<unknown>((of, name) => (of as Item | undefined)?.[name], item);
