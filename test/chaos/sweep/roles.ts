import type { Service } from '../grammar/grammar.ts';
import type { Family, Fault } from '../grammar/types.ts';

/**
 * Roles of an answer. `needed`: a run with a fault in it cannot have succeeded. `part`: more of an item that its list
 * has named; the item is neither written nor deleted, and the rest is as it was. `aside`: for nothing in the catalog.
 */
export type Role = 'needed' | 'part' | 'aside';

/** Each reads more of an item, which exists whatever comes of it. */
export const partRoutes: readonly string[] = [
  'GET /_apis/projects/{project}',
  'GET /_apis/projects/{project}/teams/{team}/members',
  'GET /{project}/{team}/_apis/work/teamsettings/teamfieldvalues',
  'GET /{project}/_apis/build/definitions/{definition}',
  'GET /{project}/_apis/build/builds/{build}/changes',
  'GET /{project}/_apis/git/repositories/{repository}/commits/{commit}',
  'GET /{project}/_apis/git/repositories/{repository}/items',
  'GET /{project}/_apis/test/codecoverage',
  'GET /{project}/_apis/test/runs/{run}/results',
  'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}',
  'POST /_apis/graph/subjectlookup',
];

/** Read in the place of many lists: without it each of them is read. */
const wideRoutes: readonly string[] = [
  'GET /{project}/_apis/git/pullrequests',
  'GET /_apis/git/repositories',
  'GET /_apis/wiki/wikis',
  'POST /{project}/_apis/git/repositories/{repository}/blobs',
  'GET /_apis/management/enablement',
  'GET /{project}/_apis/management/enablement',
  'GET /_apis/release/releases',
];

/** Routes that a run can do without. For `resourceAreas` it takes the hosts that every organisation has. */
const isAside = (route: string) => /resourceAreas/.test(route) || wideRoutes.includes(route);

/**
 * Whether an answer with a fault in it is the end of a list all the same. Known items that come again, with nothing
 * behind them, end a list whose offsets are ahead of its items; lists by project have to agree before something goes.
 */
const isOver = (route: string, { family }: Fault) => route === 'GET /_apis/teams' && family === 'page again';

/** A write counts when Port names the entity; what it refuses may be written in another way. */
const unnamed: readonly Family[] = [
  'entities not named',
  'success with something else',
  'items null',
  'items stripped',
  'items of another type',
  'list of another type',
];

/** Nulls that the route documents for what is gone meanwhile. */
const nulls: Record<string, RegExp> = {
  'GET /{project}/_apis/wit/workitems': /^(an item|all items) null$/,
};

export const roleOf = (service: Service, route: string, fault: Fault): Role => {
  if (service === 'port') return isWrite(route) && unnamed.includes(fault.family) ? 'needed' : 'aside';
  if (isAside(route) || isOver(route, fault)) return 'aside';
  return partRoutes.includes(route) || nulls[route]?.test(fault.name) ? 'part' : 'needed';
};

const isWrite = (route: string) => route.endsWith('/entities/bulk');
