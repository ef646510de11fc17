import { BuildQueryOrder, BuildStatus } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import { timelineOf } from '../../../emulators/azure-devops/organisation/build-details.ts';
import { byToken } from '../official-client.ts';
import { ids, perProject, type Read, top, windowStart } from './reading.ts';

export const build: readonly Read[] = [
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
