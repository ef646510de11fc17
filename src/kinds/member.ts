import type { TeamNode } from './parents.ts';
import { membersOf, teams } from './sources/teams.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const members: Source<RawItem, TeamNode> = {
  key: 'members',
  under: teams,
  ids: { id: ({ identity }) => (identity as { id?: unknown } | undefined)?.id },
  async *read(team, context) {
    yield pageOf(await membersOf(team, context));
  },
};

export const member = defineKind<unknown, Node<RawItem, TeamNode>>({
  name: 'member',
  summary: 'A member of a team, once per team: `{identity, isTeamAdmin}`.',
  scope: 'Project and Team (read)',
  options: {},
  docs: {
    requests:
      'one per 500 teams and one more; before something is deleted, those of each project; two per team with members, shared with `team`',
    fields: { __teamId: "The team's id." },
  },
  source: () => members,
  under: { teams: ['__teamId'] },
  ids: ['identity.id'],
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __teamId: parent.item.id })),
});
