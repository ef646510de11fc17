import {
  WorkItemErrorPolicy,
  WorkItemExpand,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js';
import { everywhere, ids, ofAll, perProject, type Read } from './reading.ts';

/** Single quotes are doubled. */
const quoted = (name: string) => `'${name.replaceAll("'", "''")}'`;

export const work: readonly Read[] = [
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
