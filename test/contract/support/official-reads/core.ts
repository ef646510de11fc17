import { bySkip, byToken } from '../official-client.ts';
import { everywhere, ids, ofAll, perProject, projectsOf, type Read, top } from './reading.ts';

export const core: readonly Read[] = [
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
