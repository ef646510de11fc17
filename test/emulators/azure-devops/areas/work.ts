import { refuse } from '../evidence/answer.ts';
import type { Team } from '../organisation/teams.ts';
import { endpoint, itemResponse, listResponse } from '../service/endpoint.ts';

/** Boards of a team. The service fails where the team has no iteration, without which it cannot make them. */
const boardsOf = (team: Team) => {
  if (team.hasIterations) return team.boards;
  throw refuse('boardsWithoutIteration');
};

const boards = endpoint({
  route: 'GET /{project}/{team}/_apis/work/boards',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  answer: (call) =>
    listResponse([...boardsOf(call.team()).items()].map(({ id, url, name }) => ({ id, url, name }))),
});

const board = endpoint({
  route: 'GET /{project}/{team}/_apis/work/boards/{board}',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  answer(call) {
    const wanted = call.parameter('board').toLowerCase();
    for (const one of boardsOf(call.team()).items())
      if (one.id === wanted || one.name.toLowerCase() === wanted) return itemResponse(one);
    throw refuse('noBoard', wanted);
  },
});

const iterations = endpoint({
  route: 'GET /{project}/{team}/_apis/work/teamsettings/iterations',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  query: ['$timeframe'],
  answer(call) {
    const frame = call.query.oneOf('$timeframe', ['past', 'current', 'future']);
    const all = [...call.team().iterations.items()];
    return listResponse(
      all.filter(({ attributes }) => frame === undefined || attributes.timeFrame === frame),
    );
  },
});

const teamFieldValues = endpoint({
  route: 'GET /{project}/{team}/_apis/work/teamsettings/teamfieldvalues',
  area: 'core',
  version: '7.1',
  scope: 'vso.work',
  answer(call) {
    const team = call.team();
    const { core } = call.organisation.world.links;
    if (!team.hasAreas) throw refuse('noTeamFields', team.name);
    const areas = [...call.lists().areas.items()].filter(({ slot }) => slot === 0 || slot === team.slot + 1);
    const values = areas.map(({ slot, trail }) => ({
      value: [team.project.name, ...trail].join('\\'),
      includeChildren: slot !== 0,
    }));
    const url = `${core}/${team.project.id}/${team.id}/_apis/work/teamsettings/teamfieldvalues`;
    return itemResponse({
      field: { referenceName: 'System.AreaPath', url: `${core}/_apis/wit/fields/System.AreaPath` },
      defaultValue: values.at(-1)?.value ?? team.project.name,
      values,
      url,
      _links: { self: { href: url }, project: { href: `${core}/_apis/projects/${team.project.id}` } },
    });
  },
});

export const workEndpoints = [boards, board, iterations, teamFieldValues];
