import { path } from '../../azure-devops/path.ts';
import {
  aFilledListOf,
  aListOfDistinct,
  aMapOf,
  anObject,
  aText,
  type Check,
  orNone,
} from '../../azure-devops/shape.ts';
import { emptyAnswers, pagesUnless } from '../empty-answers.ts';
import type { Board, ProjectTeamNode } from '../parents.ts';
import { collect, orPartial, pageOf } from '../support/pages.ts';
import type { PartialItem, ReadContext, Source } from '../types.ts';
import { iterationsOf } from './iterations.ts';
import { projectTeams, teamName } from './teams.ts';

/** A team's boards. Each is read singly as well, since the list does not have the columns. */
export const boards: Source<Board, ProjectTeamNode> = {
  key: 'boards',
  under: projectTeams,
  scope: 'Work Items (read)',
  async *read(team, context) {
    const list = await boardList(team, context);
    yield pageOf(await Promise.all(list.map((board) => withColumns(board, team, context))));
  },
};

/** The list of a team's boards: empty for a team without an iteration, for which the service fails. */
const boardList = (team: ProjectTeamNode, context: ReadContext): Promise<Board[]> =>
  collect(
    pagesUnless(
      context.devops.pages<Board>(
        {
          path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards`,
          final: [500],
          key: { id: aText },
          parentsInUrl: true,
          what: `the boards of ${teamName(team)}`,
        },
        { style: 'single' },
      ),
      emptyAnswers.boards,
      async () => (await iterationsOf(team, context)).length === 0,
      context,
    ),
  );

const COLUMN = { id: aText, name: aText, stateMappings: orNone(aMapOf(orNone(aText))) };
/** A board has its first and its last column for good. Where columns tell their types, both are told. */
const COLUMNS: Check = (value, place) =>
  aFilledListOf(anObject())(value, place) ??
  aListOfDistinct('id', COLUMN)(value, place) ??
  endsOf(value as { columnType?: unknown }[], place);

const endsOf = (columns: readonly { columnType?: unknown }[], place: string): string | undefined => {
  const types = columns.flatMap(({ columnType }) => columnType ?? []);
  const isWhole = types.length === 0 || ['incoming', 'outgoing'].every((type) => types.includes(type));
  return isWhole ? undefined : `has not the first or the last one of ${place}`;
};

const withColumns = (
  board: Board,
  team: ProjectTeamNode,
  context: ReadContext,
): Promise<Board | PartialItem<Board>> =>
  orPartial(board, async () => ({
    ...board,
    ...(await context.devops.get<Board>({
      path: path`${team.parent.item.id}/${team.item.id}/_apis/work/boards/${board.id}`,
      needs: { id: aText, columns: COLUMNS },
      parentsInUrl: true,
      what: `board "${board.name}" of ${teamName(team)}`,
    })),
  }));
