import { releaseDeploymentItem } from './deployment-json.ts';
import { days } from './derive.ts';
import { environmentItem } from './environments.ts';
import { groupSubject } from './graph-json.ts';
import { pipelineItem } from './pipelines.ts';
import { policyApplies } from './policies.ts';
import type { PullRequestItem } from './pull-requests.ts';
import { type MakeItem, perProject, perRepository, perTeam, type Scope } from './raw-item-scope.ts';
import { groupMembers, groupsOf, users } from './raw-people.ts';
import { builds, deployments, runs, stages } from './raw-runs.ts';
import { areas, boards, columns, workItems } from './raw-work.ts';
import { releaseDefinitionItem, releaseItem } from './release-json.ts';
import { type Repository, repositoryItem } from './repositories.ts';
import { teamItem } from './teams.ts';
import { testResultItem, testRunItem } from './test-json.ts';
import { wikiItem } from './wikis.ts';

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
    ({ advancedSecurity, alerts }) => (/^(on|secrets)$/.test(advancedSecurity) ? alerts.items() : []),
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
