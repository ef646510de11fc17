import type { BoardNode } from './parents.ts';
import { boards } from './sources/boards.ts';
import { defineKind, type RawItem } from './types.ts';

export const board = defineKind<unknown, BoardNode>({
  name: 'board',
  summary: 'A board of a team, with its columns and rows.',
  scope: 'Work Items (read)',
  options: {},
  docs: {
    requests:
      'one per 500 teams of a project and one more, or as many for all of them together and two more, and those of each project before something is deleted; one per team, one per board',
    fields: { __project: 'The project.' },
  },
  source: () => boards,
  under: { projects: ['__project.id'] },
  id: 'id',
  onlyUnder: ['projects'],
  items: async (nodes) => nodes.map(withProject),
});

/** A board with its project, as a raw item and inside its columns. */
export const withProject = ({ item, parent }: BoardNode): RawItem => ({
  ...item,
  __project: parent.parent.item,
});
