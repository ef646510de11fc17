import { path } from '../../azure-devops/path.ts';
import { emptyAnswers, isEmptyAnswer } from '../classify.ts';
import type { Board, ProjectTeamNode } from '../items.ts';
import { collect, pageOf } from '../support/reading.ts';
import type { ReadContext, Source } from '../types.ts';
import { iterationsOf } from './iterations.ts';
import { projectTeams, teamName } from './teams.ts';

/** A team's boards, each read singly as well: the list does not have their columns. */
export const boards: Source<Board, ProjectTeamNode> = {
  key: 'boards',
  under: projectTeams,
  scope: 'Work Items (read)',
  async *read(team, context) {
    const list = await boardList(team, context);
    const whole = await Promise.all(list.map((board) => withColumns(board, team, context)));
    yield pageOf(whole.filter((board) => board !== undefined));
  },
};

/** The service fails for a team without an iteration: then there are none. Any other failure is one. */
async function boardList(team: ProjectTeamNode, context: ReadContext): Promise<Board[]> {
  try {
    return await collect(
      context.devops.pages<Board>(
        {
          path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards`,
          final: [500],
          what: `the boards of ${teamName(team)}`,
        },
        { style: 'single' },
      ),
    );
  } catch (error) {
    if (!isEmptyAnswer(error, emptyAnswers.boards)) throw error;
    if ((await iterationsOf(team, context)).length > 0) throw error;
    context.note(emptyAnswers.boards.reason);
    return [];
  }
}

async function withColumns(
  board: Board,
  team: ProjectTeamNode,
  context: ReadContext,
): Promise<Board | undefined> {
  try {
    const single = await context.devops.get<Board>({
      path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards/${board.id}`,
      needs: ['id', 'columns'],
      what: `board "${board.name}" of ${teamName(team)}`,
    });
    return { ...board, ...single };
  } catch (error) {
    context.incomplete(error);
    return undefined;
  }
}
