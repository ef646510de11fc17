import type { WebApi } from 'azure-devops-node-api';
import type { ClientApiBase } from 'azure-devops-node-api/ClientApiBases.js';
import { BuildQueryOrder, BuildStatus } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import {
  PullRequestStatus,
  PullRequestTimeRangeType,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import {
  ReleaseDefinitionExpands,
  ReleaseExpands,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js';
import {
  WorkItemErrorPolicy,
  WorkItemExpand,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js';
import type { Organisation } from '../../emulators/azure-devops/index.ts';
import { timelineOf } from '../../emulators/azure-devops/organisation/build-details.ts';
import type { ProjectLists } from '../../emulators/azure-devops/organisation/organisation.ts';
import type { Project } from '../../emulators/azure-devops/organisation/project.ts';
import { bySkip, byToken, type Heard, listenTo } from './official-client.ts';

/** Something that the official client reads, and what the organisation has of it. */
export interface Read {
  what: string;
  read(client: WebApi, organisation: Organisation): Promise<{ items: string[]; unread: Set<string> }>;
  expected(organisation: Organisation): string[];
}

/** Items of a page: fewer than most lists have. */
const top = 4;
const days = 86_400_000;

const projectsOf = ({ projects }: Organisation): Project[] =>
  [...projects.items()].filter(({ state }) => state === 'wellFormed');

const everywhere = <T>(organisation: Organisation, list: (lists: ProjectLists) => Iterable<T>): T[] =>
  projectsOf(organisation).flatMap((project) => [...list(organisation.lists(project))]);

const text = (values: Iterable<string | number | undefined>): string[] => [...values].map(String);

const ids = (items: Iterable<{ id?: string | number }>): string[] => text([...items].map(({ id }) => id));

const enabled = (lists: ProjectLists) => [...lists.repositories.items()].filter((one) => !one.isDisabled);

interface Reading<A> {
  what: string;
  api(client: WebApi): Promise<A>;
  /** What is read for one project. */
  read(api: A, project: Project, lists: ProjectLists, heard: Heard): Promise<string[]>;
  expected(project: Project, lists: ProjectLists, organisation: Organisation): string[];
}

/** A read that goes from project to project. */
const perProject = <A extends ClientApiBase>({ what, api, read, expected }: Reading<A>): Read => ({
  what,
  async read(client, organisation) {
    const own = await api(client);
    const heard = listenTo(own);
    const items: string[] = [];
    for (const project of projectsOf(organisation))
      items.push(...(await read(own, project, organisation.lists(project), heard)));
    return { items, unread: heard.unread };
  },
  expected: (organisation) =>
    projectsOf(organisation).flatMap((project) =>
      expected(project, organisation.lists(project), organisation),
    ),
});

interface OrganisationReading<A> {
  what: string;
  api(client: WebApi): Promise<A>;
  read(api: A, organisation: Organisation, heard: Heard): Promise<string[]>;
  expected(organisation: Organisation): string[];
}

const ofAll = <A extends ClientApiBase>({ what, api, read, expected }: OrganisationReading<A>): Read => ({
  what,
  async read(client, organisation) {
    const own = await api(client);
    const heard = listenTo(own);
    return { items: await read(own, organisation, heard), unread: heard.unread };
  },
  expected,
});

const core: Read[] = [
  ofAll({
    what: 'projects, by token',
    api: (client) => client.getCoreApi(),
    read: async (api, _, heard) =>
      ids(await byToken(heard, (token) => api.getProjects('wellFormed', top, undefined, token), Number)),
    expected: (organisation) => ids(projectsOf(organisation)),
  }),
  ofAll({
    what: 'projects, by number',
    api: (client) => client.getCoreApi(),
    read: async (api) => ids(await bySkip(top, (size, skip) => api.getProjects('wellFormed', size, skip))),
    expected: (organisation) => ids(projectsOf(organisation)),
  }),
  ofAll({
    what: 'teams of the organisation, by number',
    api: (client) => client.getCoreApi(),
    read: async (api) => ids(await bySkip(top, (size, skip) => api.getAllTeams(false, size, skip))),
    expected: (organisation) => ids(everywhere(organisation, ({ teams }) => teams.items())),
  }),
  perProject({
    what: 'teams of a project and their members, by number',
    api: (client) => client.getCoreApi(),
    async read(api, project) {
      const teams = await bySkip(top, (size, skip) => api.getTeams(project.name, false, size, skip));
      const found = ids(teams);
      for (const { id = '' } of teams) {
        const members = await bySkip(3, (size, skip) =>
          api.getTeamMembersWithExtendedProperties(project.id, id, size, skip),
        );
        found.push(...members.map(({ identity }) => `${id} ${identity?.id}`));
      }
      return found;
    },
    expected: (_, { teams }) =>
      [...teams.items()].flatMap(({ id, members }) => [
        id,
        ...[...members.items()].map(({ identity }) => `${id} ${identity.id}`),
      ]),
  }),
];

const git: Read[] = [
  perProject({
    what: 'repositories of a project',
    api: (client) => client.getGitApi(),
    read: async (api, { name }) => ids(await api.getRepositories(name)),
    expected: (_, { repositories }) => ids(repositories.items()),
  }),
  ofAll({
    what: 'repositories of the organisation',
    api: (client) => client.getGitApi(),
    read: async (api) => ids(await api.getRepositories()),
    expected: (organisation) => ids(everywhere(organisation, ({ repositories }) => repositories.items())),
  }),
  perProject({
    what: 'branches, all of a repository at once',
    api: (client) => client.getGitApi(),
    async read(api, project, lists) {
      const found: string[] = [];
      for (const { id } of enabled(lists)) {
        const refs = await api.getRefs(id, project.name, 'heads/');
        found.push(...refs.map(({ name, objectId }) => `${id} ${name} ${objectId}`));
      }
      return found;
    },
    expected: (_, lists) =>
      enabled(lists).flatMap(({ id, branches }) =>
        [...branches.items()].map(({ name, objectId }) => `${id} ${name} ${objectId}`),
      ),
  }),
  perProject({
    what: 'pull requests in every state, by number',
    api: (client) => client.getGitApi(),
    async read(api, project, lists) {
      const found: string[] = [];
      for (const { id } of enabled(lists)) {
        const criteria = { status: PullRequestStatus.All };
        const all = await bySkip(top, (size, skip) =>
          api.getPullRequests(id, criteria, project.name, undefined, skip, size),
        );
        found.push(
          ...all.map(({ pullRequestId, status }) => `${pullRequestId} ${PullRequestStatus[status ?? 0]}`),
        );
      }
      return found.map((one) => one.toLowerCase());
    },
    expected: (_, lists) =>
      enabled(lists).flatMap(({ pullRequests }) =>
        [...pullRequests.items()].map(({ pullRequestId, status }) =>
          `${pullRequestId} ${status}`.toLowerCase(),
        ),
      ),
  }),
  perProject({
    what: 'pull requests that were completed in a window',
    api: (client) => client.getGitApi(),
    async read(api, project, lists) {
      const found: string[] = [];
      for (const { id } of enabled(lists)) {
        const criteria = {
          status: PullRequestStatus.Completed,
          queryTimeRangeType: PullRequestTimeRangeType.Closed,
          minTime: new Date(windowStart),
        };
        const all = await bySkip(top, (size, skip) =>
          api.getPullRequests(id, criteria, project.id, undefined, skip, size),
        );
        found.push(...text(all.map(({ pullRequestId }) => pullRequestId)));
      }
      return found;
    },
    expected: (_, lists) =>
      enabled(lists).flatMap(({ pullRequests }) =>
        text(
          [...pullRequests.items()]
            .filter(
              ({ status, closedDate = '' }) =>
                status === 'completed' && Date.parse(closedDate) >= windowStart,
            )
            .map(({ pullRequestId }) => pullRequestId),
        ),
      ),
  }),
];

/** Whole seconds, which is what the client's dates in a query have. */
const windowStart = Date.UTC(2025, 10, 15);

const build: Read[] = [
  perProject({
    what: 'builds, by token',
    api: (client) => client.getBuildApi(),
    read: async (api, { name }, _, heard) =>
      ids(
        await byToken(
          heard,
          // biome-ignore format: the client's parameters go by their place
          (token) => api.getBuilds(name, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, top, token),
          String,
        ),
      ),
    expected: (_, { builds }) => ids(builds.items()),
  }),
  perProject({
    what: 'completed builds that were queued in a window, by token',
    api: (client) => client.getBuildApi(),
    async read(api, { id }, _, heard) {
      const builds = await byToken(
        heard,
        // biome-ignore format: the client's parameters go by their place
        (token) => api.getBuilds(id, undefined, undefined, undefined, new Date(windowStart), undefined, undefined, undefined, BuildStatus.Completed, undefined, undefined, undefined, top, token, undefined, undefined, BuildQueryOrder.QueueTimeAscending),
        String,
      );
      return builds.map((one) => `${one.id} ${one.queueTime?.getTime()}`);
    },
    expected: (_, { builds }) =>
      [...builds.items()]
        .filter(({ status, queued }) => status === 'completed' && queued >= windowStart)
        .map(({ id, queued }) => `${id} ${queued}`),
  }),
  perProject({
    what: 'timelines, and nothing of a build that has not started',
    api: (client) => client.getBuildApi(),
    async read(api, { name }, { builds }) {
      const found: string[] = [];
      for (const { id } of [...builds.items()].slice(-5)) {
        const timeline = await api.getBuildTimeline(name, id);
        found.push(...(timeline ? ids(timeline.records ?? []) : [`${id} null`]));
      }
      return found;
    },
    expected: (_, { builds }, { world }) =>
      [...builds.items()].slice(-5).flatMap((one) => {
        const timeline = timelineOf(world, one);
        return timeline ? ids(timeline.records ?? []) : [`${one.id} null`];
      }),
  }),
  perProject({
    what: 'definitions, by token, and each by itself',
    api: (client) => client.getBuildApi(),
    async read(api, { name }, _, heard) {
      const definitions = await byToken(
        heard,
        // biome-ignore format: the client's parameters go by their place
        (token) => api.getDefinitions(name, undefined, undefined, undefined, undefined, 3, token),
        String,
      );
      const found: string[] = [];
      for (const { id = 0 } of definitions) {
        const one = await api.getDefinition(name, id);
        found.push(`${one.id} ${one.name} ${one.repository?.type}`);
      }
      return found;
    },
    expected: (_, { pipelines }) =>
      [...pipelines.items()]
        .filter(({ definitionIsGone }) => !definitionIsGone)
        .map(({ id, name, repository }) => `${id} ${name} ${repository.type}`),
  }),
];

/** Single quotes are doubled. */
const quoted = (name: string) => `'${name.replaceAll("'", "''")}'`;

const work: Read[] = [
  perProject({
    what: 'ids of work items, by WIQL in a project',
    api: (client) => client.getWorkItemTrackingApi(),
    async read(api, { name }) {
      const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = ${quoted(name)}`;
      const { workItems = [] } = await api.queryByWiql({ query }, { project: name });
      return ids(workItems);
    },
    expected: (_, { workItems }) => ids(workItems.items()),
  }),
  ofAll({
    what: 'ids of work items, by WIQL in the organisation and in pages of ids',
    api: (client) => client.getWorkItemTrackingApi(),
    async read(api) {
      const found: string[] = [];
      for (;;) {
        const query = `SELECT [System.Id] FROM WorkItems WHERE [System.Id] > ${found.at(-1) ?? 0} ORDER BY [System.Id]`;
        const { workItems = [] } = await api.queryByWiql({ query }, undefined, false, 150);
        if (workItems.length === 0) return found;
        found.push(...ids(workItems));
      }
    },
    expected: (organisation) => ids(everywhere(organisation, ({ workItems }) => workItems.items())),
  }),
  ofAll({
    what: 'work items of all projects, 200 at a time',
    api: (client) => client.getWorkItemTrackingApi(),
    async read(api, organisation) {
      const asked = everywhere(organisation, ({ workItems }) => workItems.items()).map(({ id }) => id);
      const found: string[] = [];
      for (let at = 0; at < asked.length; at += 200) {
        const some = asked.slice(at, at + 200);
        // biome-ignore format: the client's parameters go by their place
        const items = await api.getWorkItems(some, undefined, undefined, WorkItemExpand.All, WorkItemErrorPolicy.Omit);
        found.push(
          ...items.map((one) => (one === null ? 'null' : `${one.id} ${one.fields?.['System.State']}`)),
        );
      }
      return found;
    },
    expected: (organisation) =>
      everywhere(organisation, ({ workItems }) => workItems.items()).map(({ id, state, vanishes }) =>
        vanishes ? 'null' : `${id} ${state}`,
      ),
  }),
  perProject({
    what: 'work items of a project with the fields that are wanted',
    api: (client) => client.getWorkItemTrackingApi(),
    async read(api, { name }, { workItems }) {
      const some = [...workItems.items()].filter(({ vanishes }) => !vanishes).map(({ id }) => id);
      // biome-ignore format: the client's parameters go by their place
      const items = await api.getWorkItems(some, ['System.State'], undefined, undefined, undefined, name);
      return items.map(({ id, fields }) => `${id} ${JSON.stringify(fields)}`);
    },
    expected: (_, { workItems }) =>
      [...workItems.items()]
        .filter(({ vanishes }) => !vanishes)
        .map(({ id, state }) => `${id} ${JSON.stringify({ 'System.State': state })}`),
  }),
  perProject({
    what: 'boards, each with its columns',
    api: (client) => client.getWorkApi(),
    async read(api, project, { teams }) {
      const found: string[] = [];
      for (const team of teams.items()) {
        if (!team.hasIterations) continue;
        const context = { project: project.name, team: team.name };
        for (const { id = '' } of await api.getBoards(context)) {
          const { columns = [] } = await api.getBoard(context, id);
          found.push(...columns.map((column) => `${id} ${column.name}`));
        }
      }
      return found;
    },
    expected: (_, { teams }) =>
      [...teams.items()]
        .filter(({ hasIterations }) => hasIterations)
        .flatMap(({ boards }) => [...boards.items()])
        .flatMap(({ id, columns }) => columns.map(({ name }) => `${id} ${name}`)),
  }),
  perProject({
    what: 'iterations of the teams, and the current one alone',
    api: (client) => client.getWorkApi(),
    async read(api, project, { teams }) {
      const found: string[] = [];
      for (const team of teams.items()) {
        const context = { project: project.id, team: team.id };
        found.push(...ids(await api.getTeamIterations(context)));
        const now = await api.getTeamIterations(context, 'current');
        found.push(...now.map(({ id, attributes }) => `${id} now ${attributes?.timeFrame}`));
      }
      return found;
    },
    expected: (_, { teams }) =>
      [...teams.items()].flatMap(({ iterations }) => [
        ...ids(iterations.items()),
        ...[...iterations.items()]
          .filter(({ attributes }) => attributes.timeFrame === 'current')
          .map(({ id }) => `${id} now 1`),
      ]),
  }),
];

const tests: Read[] = [
  perProject({
    what: 'test runs, by number',
    api: (client) => client.getTestApi(),
    read: async (api, { name }) =>
      ids(
        await bySkip(top, (size, skip) =>
          // biome-ignore format: the client's parameters go by their place
          api.getTestRuns(name, undefined, undefined, undefined, undefined, true, undefined, skip, size),
        ),
      ),
    expected: (_, { testRuns }) => ids(testRuns.items()),
  }),
  perProject({
    what: 'test runs that were updated in a window, by token',
    api: (client) => client.getTestApi(),
    async read(api, { name }, { testRuns }, heard) {
      const found: string[] = [];
      const oldest = Math.min(...[...testRuns.items()].map(({ updated }) => updated));
      const newest = Math.max(...[...testRuns.items()].map(({ updated }) => updated));
      for (let from = oldest - (oldest % 1000); from <= newest; from += 7 * days) {
        const [least, most] = [new Date(from), new Date(from + 7 * days - 1000)];
        const runs = await byToken(
          heard,
          // biome-ignore format: the client's parameters go by their place
          (token) => api.queryTestRuns(name, least, most, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 1, token),
          String,
        );
        found.push(...ids(runs));
      }
      return found;
    },
    expected: (_, { testRuns }) => ids(testRuns.items()),
  }),
  perProject({
    what: 'results of test runs, by number',
    api: (client) => client.getTestApi(),
    async read(api, { name }, { testRuns }) {
      const found: string[] = [];
      for (const { id } of [...testRuns.items()].slice(0, 2)) {
        const results = await bySkip(50, (size, skip) => api.getTestResults(name, id, undefined, skip, size));
        found.push(...results.map((one) => `${id} ${one.testRun?.id}`));
      }
      return found;
    },
    expected: (_, { testRuns }) =>
      [...testRuns.items()].slice(0, 2).flatMap(({ id, results }) => Array(results).fill(`${id} ${id}`)),
  }),
];

const releases: Read[] = [
  perProject({
    what: 'releases with their stages, by token',
    api: (client) => client.getReleaseApi(),
    async read(api, { name }, _, heard) {
      const all = await byToken(
        heard,
        // biome-ignore format: the client's parameters go by their place
        (token) => api.getReleases(name, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, top, token, ReleaseExpands.Environments | ReleaseExpands.Artifacts),
        Number,
      );
      return all.map(
        ({ id, environments, artifacts }) => `${id} ${environments?.length} ${artifacts?.length}`,
      );
    },
    expected: (_, { release }) =>
      [...release.releases.items()].map(({ id, definition }) => `${id} ${definition.environments.length} 1`),
  }),
  perProject({
    what: 'release definitions, by token',
    api: (client) => client.getReleaseApi(),
    async read(api, { name }, _, heard) {
      const all = await byToken(
        heard,
        // biome-ignore format: the client's parameters go by their place
        (token) => api.getReleaseDefinitions(name, undefined, ReleaseDefinitionExpands.Environments, undefined, undefined, 1, token),
        String,
      );
      return all.map(({ id, environments }) => `${id} ${environments?.length}`);
    },
    expected: (_, { release }) =>
      [...release.definitions.items()].map(({ id, environments }) => `${id} ${environments.length}`),
  }),
  perProject({
    what: 'deployments of releases, by token',
    api: (client) => client.getReleaseApi(),
    read: async (api, { name }, _, heard) =>
      ids(
        await byToken(
          heard,
          // biome-ignore format: the client's parameters go by their place
          (token) => api.getDeployments(name, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, top, token),
          Number,
        ),
      ),
    expected: (_, { release }) => ids(release.deployments.items()),
  }),
];

const environments: Read[] = [
  perProject({
    what: 'environments and their deployments, by token',
    api: (client) => client.getTaskAgentApi(),
    async read(api, { name }, _, heard) {
      const all = await byToken(heard, (token) => api.getEnvironments(name, undefined, token, 2), String);
      const found = ids(all);
      for (const { id = 0 } of all) {
        const records = await byToken(
          heard,
          (token) => api.getEnvironmentDeploymentExecutionRecords(name, id, token, top),
          String,
        );
        found.push(...records.map((one) => `${id} ${one.id}`));
      }
      return found;
    },
    expected: (_, lists) =>
      [...lists.environments.items()].flatMap(({ id, deployments }) => [
        String(id),
        ...[...deployments.items()].map((one) => `${id} ${one.id}`),
      ]),
  }),
];

/** Everything that a catalog is made of and the client has a method for. */
export const reads: readonly Read[] = [
  ...core,
  ...git,
  ...build,
  ...work,
  ...tests,
  ...releases,
  ...environments,
];
