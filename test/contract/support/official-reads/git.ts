import {
  PullRequestStatus,
  PullRequestTimeRangeType,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { bySkip } from '../official-client.ts';
import { enabled, everywhere, ids, ofAll, perProject, type Read, text, top, windowStart } from './reading.ts';

export const git: readonly Read[] = [
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
    what: 'active pull requests of a project, those of disabled repositories too',
    api: (client) => client.getGitApi(),
    async read(api, { id }) {
      const criteria = { status: PullRequestStatus.Active };
      const all = await bySkip(top, (size, skip) =>
        api.getPullRequestsByProject(id, criteria, undefined, skip, size),
      );
      return text(all.map(({ pullRequestId }) => pullRequestId));
    },
    expected: (_, { repositories }) =>
      [...repositories.items()].flatMap(({ pullRequests }) =>
        text(
          [...pullRequests.items()]
            .filter(({ status }) => status === 'active')
            .map(({ pullRequestId }) => pullRequestId),
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
