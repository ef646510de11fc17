import { path } from '../azure-devops/path.ts';
import { aListOf, anObject, aText } from '../azure-devops/shape.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import type { TeamNode } from './parents.ts';
import { membersOf, teamName, teams } from './sources/teams.ts';
import { flag, type OptionsOf } from './support/options.ts';
import { eachItem } from './support/pages.ts';
import { defineKind, type RawItem, type ReadContext } from './types.ts';

const options = { includeMembers: flag(false), includeAreaPaths: flag(false) };

export const team = defineKind<OptionsOf<typeof options>, TeamNode>({
  name: 'team',
  summary: 'A team of any project.',
  scope: 'Project and Team (read)',
  options,
  docs: {
    scope: 'with `includeAreaPaths` also Work Items (read)',
    requests:
      'one per 500 teams and one more; before something is deleted, those of each project; with `includeMembers` two per team with members, shared with `member`; with `includeAreaPaths` one more per team',
    fields: {
      __members: '`[{identity, isTeamAdmin}]`, with `includeMembers`.',
      __areaPaths: '`{field, defaultValue, values}`, null where the team has none, with `includeAreaPaths`.',
    },
    options: {
      includeMembers: 'Adds the members of each team.',
      includeAreaPaths: 'Adds the area paths of each team.',
    },
  },
  isShort: ({ includeMembers, includeAreaPaths }) => !includeMembers && !includeAreaPaths,
  source: () => teams,
  under: { projects: ['projectId'] },
  id: 'id',
  onlyUnder: ['projects'],
  items: (nodes, { includeMembers, includeAreaPaths }, context) =>
    eachItem(
      nodes,
      ({ item }) => ({ ...item }),
      async (node) => {
        const [members, areaPaths] = await Promise.all([
          includeMembers ? membersOf(node, context) : undefined,
          includeAreaPaths ? areaPathsOf(node, context) : undefined,
        ]);
        return {
          ...(includeMembers && { __members: members }),
          ...(includeAreaPaths && { __areaPaths: areaPaths }),
        };
      },
    ),
});

const areaPathsOf = (team: TeamNode, context: ReadContext): Promise<RawItem | null> =>
  context.once(team, 'area paths', async () => {
    const answer = context.devops.get<RawItem | undefined>({
      path: path`${team.item.projectId}/${team.item.id}/_apis/work/teamsettings/teamfieldvalues`,
      needs: { values: aListOf(anObject({ value: aText })) },
      parentsInUrl: true,
      what: `the area paths of ${teamName(team)}`,
    });
    return (await unlessEmpty(answer, emptyAnswers.areaPaths, context)) ?? null;
  });
