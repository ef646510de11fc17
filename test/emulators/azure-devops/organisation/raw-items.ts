import { areaTree } from './areas.ts';
import { timelineOf } from './build-details.ts';
import { buildItem, runItem } from './builds.ts';
import { releaseDeploymentItem } from './deployment-json.ts';
import { days } from './derive.ts';
import { environmentItem } from './environments.ts';
import { entitlement, groupSubject, isEntitled, userSubject } from './graph-json.ts';
import type { Group } from './groups.ts';
import { pipelineItem } from './pipelines.ts';
import { policyApplies } from './policies.ts';
import type { PullRequestItem } from './pull-requests.ts';
import {
  type MakeItem,
  type ProjectScope,
  perProject,
  perRepository,
  perTeam,
  type Scope,
} from './raw-item-scope.ts';
import { releaseDefinitionItem, releaseItem } from './release-json.ts';
import { type Repository, repositoryItem } from './repositories.ts';
import { type Team, teamItem } from './teams.ts';
import { testResultItem, testRunItem } from './test-json.ts';
import { wikiItem } from './wikis.ts';
import { workItemJson } from './work-item-json.ts';

const nothing = () => ({});

const policies = (repository: Repository, { projects }: Scope) => {
  const lists = projects.find(({ project }) => project === repository.project)?.lists;
  const ofRepositories = [...(lists?.repositories.items() ?? [])].flatMap((one) => [...one.policies.items()]);
  return [...ofRepositories, ...(lists?.policies.items() ?? [])].filter((policy) =>
    policyApplies(policy, repository.id, repository.defaultBranch),
  );
};

function* pullRequests({ pullRequests: shelf }: Repository, { world, options }: Scope) {
  const { minTimeInDays = 7, maxResults = 100, now = world.now } = options;
  const items = [...shelf.items()];
  yield* items.filter(({ status }) => status === 'active');
  const isRecent = ({ closedDate }: PullRequestItem) =>
    Date.parse(closedDate ?? '') >= now - minTimeInDays * days;
  for (const closed of ['abandoned', 'completed'])
    yield* items
      .filter((item) => item.status === closed && isRecent(item))
      .reverse()
      .slice(0, maxResults);
}

const runs = ({ projects, world }: Scope): MakeItem[] => {
  const known = new Set(projects.flatMap(({ lists }) => [...lists.pipelines.items()]));
  return projects.flatMap(({ lists, reference }) =>
    [...lists.builds.items()]
      .filter(({ pipeline }) => known.has(pipeline))
      .map((build) => () => ({
        ...runItem(world, build),
        __project: reference,
        __pipeline: pipelineItem(world, build.pipeline),
      })),
  );
};

const builds = perProject(
  ({ builds }) => builds,
  (build, world, { people }) => buildItem(world, people, build),
  ({ reference }) => ({ __projectId: reference.id, __project: reference }),
);

const stages = ({ projects, world, organisation: { people } }: Scope): MakeItem[] =>
  projects.flatMap(({ lists, reference }) =>
    [...lists.builds.items()].flatMap((build) =>
      (timelineOf(world, build)?.records ?? [])
        .filter(({ type }) => type === 'Stage')
        .map((record) => () => ({
          ...record,
          __project: reference,
          __build: {
            ...buildItem(world, people, build),
            __projectId: reference.id,
            __project: reference,
          },
        })),
    ),
  );

const deployments = ({ projects }: Scope): MakeItem[] =>
  projects.flatMap(({ lists }) =>
    [...lists.environments.items()].flatMap(({ deployments: shelf, project }) =>
      [...shelf.items()].map((record) => () => ({ ...record, __project: project })),
    ),
  );

const workItems = ({ projects, world, organisation: { people }, options }: Scope): MakeItem[] =>
  projects.flatMap(({ lists, reference }) =>
    [...lists.workItems.items()]
      .filter((item) => !item.vanishes && (options.where?.(item) ?? true))
      .map((item) => () => ({
        ...workItemJson(world, people, item, lists.areas.at(item.area), 'all'),
        __projectId: reference.id,
        __project: reference,
      })),
  );

const boards = (project: ProjectScope, team: Team) =>
  [...team.boards.items()].map((board) => ({ ...board, __project: project.reference }));

const columns = perTeam((team, project) =>
  boards(project, team).flatMap((board) =>
    board.columns.flatMap((column) =>
      Object.entries(column.stateMappings).map(([__stateType, __stateName]) => () => ({
        ...column,
        __stateType,
        __stateName,
        __board: board,
      })),
    ),
  ),
);

/** The nodes of a tree, each before its children, `depth` levels below the root. */
const areas = ({ projects, world, options: { depth = 0 } }: Scope): MakeItem[] =>
  projects.flatMap(({ project, lists, reference }) => {
    type Tree = NonNullable<ReturnType<typeof areaTree>>;
    const flat = ({ children = [], ...node }: Tree, parent: string | null): MakeItem[] => [
      () => ({
        ...node,
        __project: reference,
        __parentIdentifier: parent,
        __normalizedPath: node.path.slice(1).replace(/^([^\\]+)\\Area/, '$1'),
      }),
      ...children.flatMap((child) => flat(child as Tree, node.identifier)),
    ];
    const tree = areaTree(world, project, lists.areas, depth);
    return tree ? flat(tree, null) : [];
  });

const users = ({ organisation, world, options: { source, subjectTypes } }: Scope): MakeItem[] => {
  const people = [...organisation.people.items()];
  if (source === 'graph')
    return people
      .filter((person) => subjectTypes?.includes(person.subjectType) ?? true)
      .map((person) => () => userSubject(world, person));
  return people.filter(isEntitled).map((person) => () => entitlement(world, person, []));
};

/** Without the groups of projects that exist and are left out. */
const groupsOf = ({ organisation, projects }: Scope): Group[] => {
  const read = new Set(projects.map(({ project }) => project.id));
  const leftOut = [...organisation.projects.items()].filter(
    ({ id, state }) => state === 'wellFormed' && !read.has(id),
  );
  return [...organisation.groups.items()].filter(
    ({ domain }) => !leftOut.some(({ id }) => domain.endsWith(`/TeamProject/${id}`)),
  );
};

const groupMembers = (scope: Scope): MakeItem[] => {
  const {
    world,
    organisation: { groups, people },
  } = scope;
  return groupsOf(scope).flatMap((group) =>
    [...group.members.items()].map(({ type, slot }) => () => {
      const [person, inner] = type === 'user' ? [people.at(slot)] : [undefined, groups.at(slot)];
      const subject = person ? userSubject(world, person) : inner && groupSubject(world, inner);
      return { ...subject, __group: groupSubject(world, group) };
    }),
  );
};

const wikiPages = ({ projects, world, options: { wikiType = 'both' } }: Scope): MakeItem[] =>
  projects.flatMap(({ lists, reference: __project }) =>
    [...lists.wikis.items()]
      .filter(({ type }) => wikiType === 'both' || type === wikiType)
      .flatMap((wiki) =>
        [...wiki.pages.items()].map(({ id, path }) => () => ({
          ...{ id, path, __project },
          __wiki: { ...wikiItem(world, wiki), __project },
        })),
      ),
  );

/**
 * The raw items of each kind by its default options, said once: as the service shows them, with the fields that the
 * kind adds. A new kind is a line here. Of `file` and `folder` the items depend on what is asked for: they are counted
 * (expected-files.ts), and have tests of their own.
 */
export const rawItems: Record<string, (scope: Scope) => MakeItem[]> = {
  project: ({ projects }) =>
    projects.map(
      ({ reference }) =>
        () =>
          reference,
    ),
  repository: perProject(
    ({ repositories }) => repositories,
    (one, world) => repositoryItem(world, one),
    nothing,
  ),
  branch: perRepository(
    ({ branches }) => branches.items(),
    ({ name, objectId }, repository, world) => ({
      name: name.replace('refs/heads/', ''),
      refName: name,
      objectId,
      __repository: repositoryItem(world, repository),
    }),
  ),
  'repository-policy': perRepository(policies, (policy, repository, world) => ({
    ...policy,
    __repository: repositoryItem(world, repository),
  })),
  'pull-request': perRepository(pullRequests, (item) => item),
  'advanced-security-alert': perRepository(
    ({ advancedSecurity, alerts }) => (advancedSecurity === 'on' ? alerts.items() : []),
    (alert, { id, project }) => ({ ...alert, __repositoryId: id, __projectId: project.id }),
  ),
  pipeline: perProject(
    ({ pipelines }) => pipelines,
    (pipeline, world) => pipelineItem(world, pipeline),
    ({ reference }) => ({ __projectId: reference.id }),
  ),
  'pipeline-run': runs,
  build: builds,
  'pipeline-stage': stages,
  environment: perProject(({ environments }) => environments, environmentItem, nothing),
  'pipeline-deployment': deployments,
  release: perProject(
    ({ release }) => release.releases,
    (release, world, { people }) => releaseItem(world, people, release, new Set()),
    nothing,
  ),
  'release-definition': perProject(
    ({ release }) => release.definitions,
    (definition, world, { people }) =>
      releaseDefinitionItem(world, people, definition, new Set(['environments'])),
  ),
  'release-deployment': perProject(
    ({ release }) => release.deployments,
    (deployment, world, { people }) => releaseDeploymentItem(world, people, deployment),
    nothing,
  ),
  'test-run': perProject(
    ({ testRuns }) => testRuns,
    (run, world, { people }) => ({
      ...testRunItem(world, people, run, true),
      __testResults: Array.from({ length: run.results }, (_, n) => testResultItem(world, people, run, n)),
      __codeCoverage: {},
    }),
    nothing,
  ),
  'work-item': workItems,
  'area-path': areas,
  team: perProject(
    ({ teams }) => teams,
    (team, world) => teamItem(world, team),
    nothing,
  ),
  member: perTeam((team) => [...team.members.items()].map((one) => () => ({ ...one, __teamId: team.id }))),
  board: perTeam((team, project) => boards(project, team).map((board) => () => board)),
  column: columns,
  iteration: perTeam((team, { reference }, world) =>
    [...team.iterations.items()].map((one) => () => ({
      ...(one as object),
      __project: reference,
      __team: teamItem(world, team),
    })),
  ),
  user: users,
  group: (scope) => groupsOf(scope).map((one) => () => groupSubject(scope.world, one)),
  'group-member': groupMembers,
  wiki: wikiPages,
};
