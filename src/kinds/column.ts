import { Page } from '../azure-devops/types.ts';
import { nextTurn } from '../lib/async/next-turn.ts';
import { chunks } from '../lib/collections/chunks.ts';
import { getOrCreate } from '../lib/collections/get-or-create.ts';
import { withProject } from './board.ts';
import type { BoardColumn, BoardNode } from './parents.ts';
import { boards } from './sources/boards.ts';
import { pageOf } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

/** Items of a page: more than all columns of a real board have together. */
const AT_A_TIME = 1000;

const columns: Source<RawItem, BoardNode> = {
  key: 'columns',
  under: boards,
  async *read(board) {
    if (board.partial) throw board.partial.error;
    const { columns } = board.item;
    // Each of a column's items has all of its mappings, which are in memory once.
    const { bytes } = pageOf(columns);
    for (const items of chunks(statesOf(columns), AT_A_TIME)) {
      yield new Page(items, bytes);
      await nextTurn();
    }
  },
};

function* statesOf(columns: readonly BoardColumn[]): Generator<RawItem> {
  for (const column of columns) {
    const states = column.stateMappings ?? {};
    for (const type of Object.keys(states)) yield { ...column, __stateType: type, __stateName: states[type] };
  }
}

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
  async items(nodes) {
    const boards = new Map<BoardNode, RawItem>();
    return nodes.map(({ item, parent }) => ({
      ...item,
      __board: getOrCreate(boards, parent, () => withProject(parent)),
    }));
  },
});
