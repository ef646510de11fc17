import { withProject } from './board.ts';
import type { BoardNode } from './parents.ts';
import { boards } from './sources/boards.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

const columns: Source<RawItem, BoardNode> = {
  key: 'columns',
  under: boards,
  async *read(board) {
    if (board.partial) throw board.partial.error;
    yield pageOf(
      board.item.columns.flatMap((column) =>
        Object.entries(column.stateMappings ?? {}).map(([type, state]) => ({
          ...column,
          __stateType: type,
          __stateName: state,
        })),
      ),
    );
  },
};

export const column = defineKind<unknown, Node<RawItem, BoardNode>>({
  name: 'column',
  summary: 'A column of a board, once per work item type that it maps to a state.',
  scope: 'Work Items (read)',
  options: {},
  docs: {
    requests: 'none beyond those of `board`, shared with it',
    fields: {
      __board: 'The board, with its `__project`.',
      __stateType: 'The work item type.',
      __stateName: 'The state that a work item of this type has in this column.',
    },
  },
  source: () => columns,
  under: { projects: ['__board.__project.id'] },
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __board: withProject(parent) })),
});
