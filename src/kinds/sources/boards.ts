import { path } from '../../azure-devops/path.ts';
import { emptyAnswers, pagesUnlessEmpty } from '../classify.ts';
import type { Board, ProjectTeamNode } from '../items.ts';
import { pageOf } from '../support/reading.ts';
import type { ReadContext, Source } from '../types.ts';
import { projectTeams, teamName } from './teams.ts';

/** A team's boards, each read singly as well: the list does not have their columns. */
export const boards: Source<Board, ProjectTeamNode> = {
  key: 'boards',
  under: projectTeams,
  async *read(team, context) {
    const list = context.devops.pages<Board>(
      {
        path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards`,
        what: `the boards of ${teamName(team)}`,
      },
      { style: 'single' },
    );
    for await (const page of pagesUnlessEmpty(list, emptyAnswers.boards, context)) {
      const whole = await Promise.all(page.items.map((board) => withColumns(board, team, context)));
      yield pageOf(whole.filter((board) => board !== undefined));
    }
  },
};

async function withColumns(
  board: Board,
  team: ProjectTeamNode,
  context: ReadContext,
): Promise<Board | undefined> {
  try {
    const single = await context.devops.get<Board>({
      path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards/${board.id}`,
      what: `board "${board.name}" of ${teamName(team)}`,
    });
    return { ...board, ...single };
  } catch (error) {
    context.incomplete(error);
    return undefined;
  }
}
