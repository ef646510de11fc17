import type { ProjectTeamNode } from './parents.ts';
import { iterationsOf } from './sources/iterations.ts';
import { projectTeams } from './sources/teams.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const iterations: Source<RawItem, ProjectTeamNode> = {
  key: 'iterations',
  under: projectTeams,
  async *read(team, context) {
    yield pageOf(await iterationsOf(team, context));
  },
};

export const iteration = defineKind<unknown, Node<RawItem, ProjectTeamNode>>({
  name: 'iteration',
  summary: 'An iteration (sprint) that a team has selected, once per team.',
  scope: 'Work Items (read)',
  options: {},
  docs: {
    requests: 'the teams as for `board`, shared with it, and one per team',
    fields: { __project: 'The project.', __team: 'The team.' },
  },
  source: () => iterations,
  under: { projects: ['__project.id'], 'project teams': ['__team.id'] },
  id: 'id',
  onlyUnder: ['projects'],
  items: async (nodes) =>
    nodes.map(({ item, parent }) => ({ ...item, __project: parent.parent.item, __team: parent.item })),
});
