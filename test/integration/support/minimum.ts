import type { Organisation } from '../../emulators/azure-devops/index.ts';
import { changesOf } from '../../emulators/azure-devops/organisation/build-details.ts';
import { isEntitled } from '../../emulators/azure-devops/organisation/graph-json.ts';
import type { ProjectLists } from '../../emulators/azure-devops/organisation/project-lists.ts';
import type { Repository } from '../../emulators/azure-devops/organisation/repositories.ts';

/** Items of a page as the emulated service gives them: it cuts what is asked for. */
export interface PageSizes {
  graph: number;
  entitlements: number;
  most: number;
}

/** Options in the mapping of `twice` that change how many requests there are. */
export const asked = {
  /** A file of every repository that has files. */
  file: 'README.md',
  /** Forms that releases, and work items, are expanded in. */
  releaseForms: 2,
  workItemForms: 2,
  /** Days of the windows of closed pull requests, each with as many as 100. */
  pullRequestWindows: [7, 30],
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Requests for a list that ends with the page that has no token. An empty list has such a page, too. */
const pages = (items: number, size: number) => Math.max(1, Math.ceil(items / size));

/**
 * Requests for a list by positions. Each page after a full one begins with the last item of that one; the end is an
 * empty page, asked for behind the last item.
 */
const skips = (items: number, size: number) => {
  if (items < size) return items === 0 ? 1 : 2;
  const after = Math.ceil((items - size) / (size - 1));
  const isFull = items === size || (items - size) % (size - 1) === 0;
  return 1 + after + (isFull ? 1 : 0) + 1;
};

/** Requests for ids by query: one more after each that finds as many as it may. */
const queries = (ids: number, size: number) => Math.floor(ids / size) + 1;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Requests for pull requests. A project with several enabled repositories has its own list of each status and window.
 * A repository that none of these lists shows has its active ones read, which say whether it may be read. No list
 * here is so long that it is cut.
 */
function pullRequestLists(projects: readonly (readonly Repository[])[], now: number) {
  const of = ({ pullRequests }: Repository, window?: number) =>
    [...pullRequests.items()].filter(({ status, closedDate }) =>
      window === undefined
        ? status === 'active'
        : status !== 'active' && Date.parse(closedDate ?? '') >= now - window * DAY,
    );
  const requests = { ofProjects: 0, ofRepositories: 0 };
  for (const repositories of projects) {
    const enabled = repositories.filter(({ isDisabled }) => !isDisabled);
    if (enabled.length < 2) throw new RangeError('a project here has none, or several');
    requests.ofProjects += skips(repositories.flatMap((one) => of(one)).length, 400);
    for (const window of asked.pullRequestWindows)
      for (const wanted of ['abandoned', 'completed']) {
        const found = repositories
          .flatMap((one) => of(one, window))
          .filter(({ status }) => status === wanted);
        requests.ofProjects += skips(found.length, 400);
      }
    requests.ofRepositories += enabled.filter((one) =>
      asked.pullRequestWindows.some((window) => of(one).length + of(one, window).length === 0),
    ).length;
  }
  return requests;
}

/**
 * The least number of requests that read all kinds, by route, counted on the organisation itself: so many pages
 * of each list under each parent, and one for each item that is read singly. A route that is not here is held to the
 * pages that its lists had (pages.ts).
 */
export function minimum(organisation: Organisation, sizes: PageSizes): Record<string, number> {
  const { world, people } = organisation;
  const projects = [...organisation.projects.items()].filter(({ state }) => state === 'wellFormed');
  const lists = projects.map((project) => organisation.lists(project));
  const repositories = lists.flatMap((one) => [...one.repositories.items()]);
  const enabled = repositories.filter(({ isDisabled }) => !isDisabled);
  const secured = enabled.filter(({ advancedSecurity }) => /^(on|unscanned)$/.test(advancedSecurity));
  const pushed = repositories.filter(({ defaultBranch }) => defaultBranch !== undefined);
  const builds = lists.flatMap((one) => [...one.builds.items()]);
  const pipelines = lists.flatMap((one) => [...one.pipelines.items()]);
  const environments = lists.flatMap((one) => [...one.environments.items()]);
  const teams = lists.flatMap((one) => [...one.teams.items()]);
  const wikis = lists.flatMap((one) => [...one.wikis.items()]);
  const runs = lists.flatMap((one) => [...one.testRuns.items()]);
  const users = [...organisation.people.items()];
  const of = (size: number) => Math.min(size, sizes.most);

  const pullRequests = pullRequestLists(
    lists.map((one) => [...one.repositories.items()]).filter(({ length }) => length > 0),
    world.now,
  );
  /** Builds whose changes have no time: the commit that was built is asked for, where Azure Repos has it. */
  const withoutTimes = builds.filter(
    (build) =>
      build.pipeline.repository.type === 'TfsGit' &&
      !changesOf(world, people, build).some(({ timestamp }) => timestamp),
  );
  /** Lists of projects beside one for all: one that proves it, and each of which it has nothing. */
  const own = (list: (of: ProjectLists) => { size(): number }) =>
    1 + lists.filter((one) => list(one).size() === 0).length;
  const releases = sum(lists.map(({ release }) => release.releases.size()));
  /** Ids are found whether the item is still there or not. */
  const found = lists.map(({ workItems }) => workItems.size());

  return {
    'GET /_apis/resourceAreas': 1,
    'GET /_apis/projects': pages(projects.length, of(1000)),
    'GET /_apis/projects/{project}': projects.length,
    'GET /_apis/git/repositories': 1,
    'GET /{project}/_apis/git/repositories': own(({ repositories }) => repositories),
    'GET /{project}/_apis/git/repositories/{repository}/refs': sum(
      enabled.map(({ branches }) => pages(branches.size(), of(1000))),
    ),
    'GET /{project}/_apis/git/policy/configurations': enabled.length,
    'GET /{project}/_apis/git/pullrequests': pullRequests.ofProjects,
    'GET /{project}/_apis/git/repositories/{repository}/pullrequests': pullRequests.ofRepositories,
    // The root folder's entries; the file as an item of its own, and as one that is included, for which the default
    // branch of an empty repository is taken to be main.
    'GET /{project}/_apis/git/repositories/{repository}/items': 2 * pushed.length + repositories.length,
    // Both revisions of that answer.
    'GET /_apis/management/enablement': 2,
    // One where it is off proves what the list says of the others.
    'GET /{project}/_apis/alert/repositories/{repository}/alerts':
      1 + sum(secured.map(({ alerts }) => pages(alerts.size(), of(500)))),
    'GET /{project}/_apis/management/repositories/{repository}/enablement': 2,
    'GET /{project}/_apis/pipelines': sum(lists.map((one) => pages(one.pipelines.size(), of(1000)))),
    'GET /{project}/_apis/pipelines/{pipeline}/runs': pipelines.length,
    'GET /{project}/_apis/build/definitions': lists.filter((one) => one.pipelines.size() > 1).length,
    // The one that proves the lists; each that is gone, or the only pipeline of its project.
    'GET /{project}/_apis/build/definitions/{definition}':
      1 +
      pipelines.filter(({ definitionIsGone }) => definitionIsGone).length +
      lists.filter((one) => one.pipelines.size() === 1).length,
    'GET /{project}/_apis/build/builds': sum(lists.map((one) => pages(one.builds.size(), of(250)))),
    'GET /{project}/_apis/build/builds/{build}/timeline': builds.length,
    'GET /{project}/_apis/build/builds/{build}/changes': builds.length,
    'GET /{project}/_apis/git/repositories/{repository}/commits/{commit}': withoutTimes.length,
    'GET /{project}/_apis/distributedtask/environments': sum(
      lists.map((one) => pages(one.environments.size(), of(1000))),
    ),
    'GET /{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords': sum(
      environments.map(({ deployments }) => pages(deployments.size(), of(500))),
    ),
    'GET /_apis/release/releases': pages(releases, of(250)) + pages(releases, of(50)),
    'GET /{project}/_apis/release/releases': asked.releaseForms * own(({ release }) => release.releases),
    'GET /{project}/_apis/release/definitions': sum(
      lists.map(({ release }) => pages(release.definitions.size(), of(50))),
    ),
    'GET /{project}/_apis/release/deployments': sum(
      lists.map(({ release }) => pages(release.deployments.size(), of(100))),
    ),
    'GET /{project}/_apis/test/runs': sum(lists.map((one) => skips(one.testRuns.size(), 200))),
    'GET /{project}/_apis/test/runs/{run}/results': sum(
      runs.map(({ results }) => 1 + Math.max(0, Math.ceil((results - 1000) / 999))),
    ),
    'GET /{project}/_apis/test/codecoverage': new Set(runs.flatMap(({ build }) => build?.id ?? [])).size,
    'POST /{project}/_apis/wit/wiql': sum(found.map((ids) => queries(ids, 19_999))),
    'GET /{project}/_apis/wit/workitems': sum(found.map((ids) => asked.workItemForms * Math.ceil(ids / 200))),
    'GET /{project}/_apis/wit/classificationnodes/{group}': projects.length,
    'GET /_apis/teams': skips(teams.length, 500),
    // The empty page behind the teams of the one that proves the list for all.
    'GET /_apis/projects/{project}/teams': own((one) => one.teams) + 1,
    'GET /_apis/projects/{project}/teams/{team}/members': sum(
      teams.map(({ members }) => skips(members.size(), 500)),
    ),
    'GET /{project}/{team}/_apis/work/teamsettings/teamfieldvalues': teams.length,
    'GET /{project}/{team}/_apis/work/teamsettings/iterations': teams.length,
    'GET /{project}/{team}/_apis/work/boards': teams.length,
    'GET /{project}/{team}/_apis/work/boards/{board}': sum(teams.map(({ boards }) => boards.size())),
    'GET /_apis/userentitlements': pages(users.filter(isEntitled).length, sizes.entitlements),
    'GET /_apis/graph/users': pages(users.length, sizes.graph),
    'GET /_apis/graph/groups': pages(organisation.groups.size(), sizes.graph),
    'GET /_apis/graph/memberships/{subject}': users.length + organisation.groups.size(),
    'GET /_apis/wiki/wikis': 1,
    'GET /{project}/_apis/wiki/wikis': own((one) => one.wikis),
    'POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch': sum(
      wikis.map((one) => pages(one.pages.size(), 100)),
    ),
    'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}': sum(wikis.map((one) => one.pages.size())),
  };
}
