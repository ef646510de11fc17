import {
  ReleaseDefinitionExpands,
  ReleaseExpands,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js';
import { byToken } from '../official-client.ts';
import { everywhere, ids, ofAll, perProject, type Read, top } from './reading.ts';

export const releases: readonly Read[] = [
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
  ofAll({
    what: 'releases of the organisation, by token',
    api: (client) => client.getReleaseApi(),
    read: async (api, _, heard) =>
      ids(
        await byToken(
          heard,
          // biome-ignore format: the client's parameters go by their place
          (token) => api.getReleases(undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, top, token),
          Number,
        ),
      ),
    expected: (organisation) => ids(everywhere(organisation, ({ release }) => release.releases.items())),
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

export const environments: readonly Read[] = [
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
