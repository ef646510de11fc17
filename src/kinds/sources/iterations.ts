import { path } from '../../azure-devops/path.ts';
import { aText } from '../../azure-devops/shape.ts';
import type { ProjectTeamNode } from '../parents.ts';
import { collect } from '../support/pages.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { teamName } from './teams.ts';

/** The iterations that a team has selected, read once for all callers. */
export const iterationsOf = (team: ProjectTeamNode, context: ReadContext): Promise<RawItem[]> =>
  context.once(team, 'iterations', () =>
    collect(
      context.devops.pages<RawItem>(
        {
          path: path`${team.parent.item.id}/${team.item.id}/_apis/work/teamsettings/iterations`,
          key: { id: aText },
          parentsInUrl: true,
          what: `the iterations of ${teamName(team)}`,
        },
        { style: 'single' },
      ),
    ),
  );
