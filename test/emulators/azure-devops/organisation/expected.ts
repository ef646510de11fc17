import { stageCount } from './build-details.ts';
import { days } from './derive.ts';
import { countFiles, countFolders } from './expected-files.ts';
import { isEntitled } from './graph-json.ts';
import type { Organisation, ProjectLists } from './organisation.ts';
import { policyApplies } from './policies.ts';
import type { Project } from './project.ts';
import type { PullRequestItem } from './pull-requests.ts';
import type { Repository } from './repositories.ts';
import type { Shelf } from './shelf.ts';

/** Options of the kinds that change how many raw items there are; their defaults are the kinds' own. */
export interface ExpectedOptions {
  /** pull-request: 7 and 100. */
  minTimeInDays?: number;
  maxResults?: number;
  /** user */
  source?: 'entitlements' | 'graph';
  subjectTypes?: readonly string[];
  /** work-item: instead of a WIQL condition. */
  where?: (item: { type: { name: string }; state: string; changed: number; title: string }) => boolean;
  /** area-path: levels below the root. */
  depth?: number;
  /** file: literal paths and globs without leading slash. */
  paths?: readonly string[];
  /** file, folder: names of repositories. */
  repositories?: readonly string[];
  /** folder: patterns; `*` within a segment. */
  folders?: readonly string[];
  /** wiki */
  wikiType?: 'projectWiki' | 'codeWiki' | 'both';
  /** All kinds: leaves projects out. */
  excludedTags?: readonly string[];
  /** What now is for the windows; the organisation's when absent. */
  now?: number;
}

interface Scope {
  organisation: Organisation;
  projects: Project[];
  lists: ProjectLists[];
  options: ExpectedOptions;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, one) => total + one, 0);

const sizes = (shelves: Iterable<Shelf<unknown>>) => sum([...shelves].map((shelf) => shelf.size()));

const enabled = ({ lists }: Scope): Repository[] =>
  lists.flatMap(({ repositories }) => [...repositories.items()]).filter(({ isDisabled }) => !isDisabled);

const teams = ({ lists }: Scope) => lists.flatMap((one) => [...one.teams.items()]);
const pipelines = ({ lists }: Scope) => lists.flatMap((one) => [...one.pipelines.items()]);
const environments = ({ lists }: Scope) => lists.flatMap((one) => [...one.environments.items()]);

const policies = (scope: Scope) =>
  sum(
    scope.lists.map(({ repositories, policies: shared }) => {
      const all = [
        ...shared.items(),
        ...[...repositories.items()].flatMap((one) => [...one.policies.items()]),
      ];
      return sum(
        [...repositories.items()].map(({ id, isDisabled, defaultBranch }) =>
          isDisabled ? 0 : all.filter((policy) => policyApplies(policy, id, defaultBranch)).length,
        ),
      );
    }),
  );

const pullRequests = ({ organisation, options, ...scope }: Scope) => {
  const { minTimeInDays = 7, maxResults = 100, now = organisation.world.now } = options;
  const since = now - minTimeInDays * days;
  const recent = (items: PullRequestItem[], status: string) =>
    items.filter((item) => item.status === status && Date.parse(item.closedDate ?? '') >= since).length;
  return sum(
    enabled({ organisation, options, ...scope }).map((repository) => {
      const items = [...repository.pullRequests.items()];
      return (
        items.filter(({ status }) => status === 'active').length +
        Math.min(maxResults, recent(items, 'abandoned')) +
        Math.min(maxResults, recent(items, 'completed'))
      );
    }),
  );
};

const runs = (scope: Scope) => {
  const known = new Set(pipelines(scope));
  return sum(
    scope.lists.map(({ builds }) => [...builds.items()].filter((one) => known.has(one.pipeline)).length),
  );
};

const stages = ({ organisation, lists }: Scope) =>
  sum(lists.map(({ builds }) => sum([...builds.items()].map((one) => stageCount(organisation.world, one)))));

const workItems = ({ lists, options: { where } }: Scope) =>
  sum(
    lists.map(({ workItems: shelf }) => {
      let count = 0;
      for (const item of shelf.items()) if (!item.vanishes && (where?.(item) ?? true)) count++;
      return count;
    }),
  );

const columns = (scope: Scope) =>
  sum(
    teams(scope)
      .flatMap((team) => [...team.boards.items()])
      .flatMap((board) => board.columns.map(({ stateMappings }) => Object.keys(stateMappings).length)),
  );

const users = ({ organisation, options: { source = 'entitlements', subjectTypes } }: Scope) =>
  [...organisation.people.items()].filter((person) =>
    source === 'entitlements' ? isEntitled(person) : (subjectTypes?.includes(person.subjectType) ?? true),
  ).length;

const areas = ({ lists, options: { depth = 0 } }: Scope) =>
  sum(lists.map((one) => [...one.areas.items()].filter(({ trail }) => trail.length <= depth).length));

const chosen = (scope: Scope) => {
  const { repositories } = scope.options;
  return enabled(scope).filter(({ name }) => repositories?.includes(name) ?? true);
};

const wikiPages = ({ lists, options: { wikiType = 'both' } }: Scope) =>
  sizes(
    lists
      .flatMap(({ wikis }) => [...wikis.items()])
      .filter(({ type }) => wikiType === 'both' || type === wikiType)
      .map(({ pages }) => pages),
  );

const counters: Record<string, (scope: Scope) => number> = {
  project: ({ projects }) => projects.length,
  repository: ({ lists }) => sizes(lists.map(({ repositories }) => repositories)),
  branch: (scope) => sizes(enabled(scope).map(({ branches }) => branches)),
  'repository-policy': policies,
  'pull-request': pullRequests,
  pipeline: (scope) => pipelines(scope).length,
  'pipeline-run': runs,
  build: ({ lists }) => sizes(lists.map(({ builds }) => builds)),
  'pipeline-stage': stages,
  environment: (scope) => environments(scope).length,
  'pipeline-deployment': (scope) => sizes(environments(scope).map(({ deployments }) => deployments)),
  release: ({ lists }) => sizes(lists.map(({ release }) => release.releases)),
  'release-definition': ({ lists }) => sizes(lists.map(({ release }) => release.definitions)),
  'release-deployment': ({ lists }) => sizes(lists.map(({ release }) => release.deployments)),
  'test-run': ({ lists }) => sizes(lists.map(({ testRuns }) => testRuns)),
  'work-item': workItems,
  team: (scope) => teams(scope).length,
  member: (scope) => sizes(teams(scope).map(({ members }) => members)),
  user: users,
  group: ({ organisation }) => organisation.groups.size(),
  'group-member': ({ organisation }) => sizes([...organisation.groups.items()].map(({ members }) => members)),
  board: (scope) => sizes(teams(scope).map(({ boards }) => boards)),
  column: columns,
  iteration: (scope) => sizes(teams(scope).map(({ iterations }) => iterations)),
  'area-path': areas,
  file: (scope) => countFiles(chosen(scope), scope.options.paths ?? []),
  folder: (scope) => countFolders(chosen(scope), scope.options.folders ?? []),
  'advanced-security-alert': (scope) =>
    sizes(
      enabled(scope)
        .filter(({ advancedSecurity }) => advancedSecurity === 'on')
        .map(({ alerts }) => alerts),
    ),
  wiki: wikiPages,
};

/** All 29, in the order of the documentation. */
export const kindNames: readonly string[] = Object.keys(counters);

/**
 * How many raw items a kind has, counted on the organisation itself and not through the service. The item that
 * vanishes between query and read does not count.
 */
export const expectedItems = (
  organisation: Organisation,
  kind: string,
  options: ExpectedOptions = {},
): number => {
  const counter = counters[kind];
  if (!counter) throw new RangeError(`There is no kind "${kind}".`);
  const projects = [...organisation.projects.items()].filter(
    ({ state, tags }) => state === 'wellFormed' && !tags.some((tag) => options.excludedTags?.includes(tag)),
  );
  const lists = projects.map((project) => organisation.lists(project));
  return counter({ organisation, projects, lists, options });
};
