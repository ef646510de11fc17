import { failing, type Routes } from './fake.ts';

/**
 * A small organisation, by route, for tests of single answers: they change what they are about. A new kind need not be
 * here; the emulated organisation has all of them.
 */
export const PROJECT = { id: 'p1', name: "Bob's 100% project", state: 'wellFormed', revision: 3 };
export const OTHER = { id: 'p2', name: 'Empty', state: 'wellFormed', revision: 1 };
export const WEB = {
  id: 'r1',
  name: 'web',
  defaultBranch: 'refs/heads/main',
  isDisabled: false,
  project: { id: 'p1', name: PROJECT.name, state: 'wellFormed' },
};
export const DISABLED = { ...WEB, id: 'r2', name: 'old', isDisabled: true };
export const EMPTY = { id: 'r3', name: 'new', isDisabled: false, project: WEB.project };
export const TEAM = { id: 't1', name: 'Team', projectId: 'p1', projectName: PROJECT.name };
/** The default team of the project that has nothing else. */
const OTHER_TEAM = { id: 't2', name: 'Empty Team', projectId: 'p2', projectName: OTHER.name };
export const PIPELINE = { id: 7, name: 'ci', folder: '\\' };
export const BUILD = {
  id: 70,
  status: 'completed',
  sourceVersion: 'c0ffee',
  repository: { id: 'r1', type: 'TfsGit' },
  queueTime: '2024-06-14T10:00:00Z',
};
export const ENVIRONMENT = { id: 5, name: 'production', project: { id: 'p1', name: PROJECT.name } };
export const BOARD = { id: 'b1', name: 'Stories', url: 'https://board' };
export const COLUMNS = [
  { id: 'c1', name: 'New', stateMappings: { Bug: 'New', Story: 'To do' } },
  { id: 'c2', name: 'Parked' },
];
export const GROUP = { descriptor: 'g1', principalName: "[Bob's 100% project]\\Readers" };
export const USER = { descriptor: 'u1', displayName: 'Ada' };

const git = '/p1/_apis/git/repositories';

export const organisation = (): Routes => ({
  '/_apis/projects': [PROJECT, OTHER],
  '/_apis/projects/p1': { ...PROJECT, defaultTeam: { id: 't1' } },
  '/_apis/projects/p2': { ...OTHER, defaultTeam: { id: 't2' } },
  '/p1/_apis/git/repositories': [WEB, DISABLED, EMPTY],
  '/p2/_apis/git/repositories': [],
  [`${git}/r1/refs`]: [
    { name: 'refs/heads/feature/ä b', objectId: '1', creator: {} },
    { name: 'refs/heads/main', objectId: '2', creator: {} },
  ],
  [`${git}/r3/refs`]: [],
  '/p1/_apis/git/policy/configurations': [{ id: 1, type: { displayName: 'Work item linking' } }],
  '/_apis/management/enablement': failing(404),
  // Lists for a whole project have tests of their own.
  '/p1/_apis/git/pullrequests': failing(404),
  [`${git}/r1/pullrequests`]: (query: Record<string, string>) => [
    { pullRequestId: 1, status: query['searchCriteria.status'] },
  ],
  [`${git}/r3/pullrequests`]: [],
  [`${git}/r1/commits/c0ffee`]: { commitId: 'c0ffee', committer: { date: '2024-06-01T00:00:00Z' } },
  '/p1/_apis/pipelines': [PIPELINE],
  '/p2/_apis/pipelines': [],
  '/p1/_apis/build/definitions': failing(404),
  '/p1/_apis/build/definitions/7': {
    id: 7,
    repository: { id: 'r1', type: 'TfsGit' },
    project: { id: 'p1' },
    process: {},
  },
  '/p1/_apis/pipelines/7/runs': [{ id: 70, createdDate: '2024-06-14T10:00:00Z' }],
  '/p1/_apis/build/builds': [BUILD],
  '/p2/_apis/build/builds': [],
  '/p1/_apis/build/builds/70/changes': [],
  '/p1/_apis/build/builds/70/timeline': {
    records: [
      { id: 's1', type: 'Stage', name: 'Build' },
      { id: 'j1', type: 'Job' },
    ],
  },
  '/p1/_apis/distributedtask/environments': [ENVIRONMENT],
  '/p2/_apis/distributedtask/environments': [],
  '/p1/_apis/distributedtask/environments/5/environmentdeploymentrecords': [{ id: 51, result: 'succeeded' }],
  '/p1/_apis/release/releases': [{ id: 9, name: 'Release-9', projectReference: null }],
  '/p2/_apis/release/releases': [],
  '/p1/_apis/release/definitions': [{ id: 8, name: 'classic' }],
  '/p2/_apis/release/definitions': [],
  '/p1/_apis/release/deployments': [{ id: 10, deploymentStatus: 'succeeded' }],
  '/p2/_apis/release/deployments': [],
  '/p1/_apis/test/runs': [{ id: 3, build: { id: '70' } }, { id: 4 }],
  '/p2/_apis/test/runs': [],
  '/p1/_apis/test/runs/3/results': [{ id: 100000, outcome: 'Passed' }],
  '/p1/_apis/test/runs/4/results': [],
  '/p1/_apis/test/codecoverage': { value: [{ configuration: { id: 1 } }], count: 1 },
  '/p1/_apis/wit/wiql': { workItems: [{ id: 1 }] },
  '/p2/_apis/wit/wiql': { workItems: [] },
  '/p1/_apis/wit/workitems': [{ id: 1, fields: { 'System.Title': 'One' } }],
  '/p1/_apis/wit/classificationnodes/Areas': {
    identifier: 'a0',
    name: PROJECT.name,
    structureType: 'area',
    path: '\\P\\Area',
    children: [{ identifier: 'a1', name: 'A', structureType: 'area', path: '\\P\\Area\\A' }],
  },
  '/p2/_apis/wit/classificationnodes/Areas': {
    identifier: 'z',
    structureType: 'area',
    path: '\\Empty\\Area',
  },
  '/_apis/teams': [TEAM],
  '/_apis/projects/p1/teams': [TEAM],
  '/_apis/projects/p2/teams': [OTHER_TEAM],
  '/p2/t2/_apis/work/boards': [],
  '/p2/t2/_apis/work/teamsettings/iterations': [],
  '/_apis/projects/p1/teams/t1/members': [{ identity: { id: 'i1' }, isTeamAdmin: true }],
  '/p1/t1/_apis/work/teamsettings/teamfieldvalues': { field: {}, defaultValue: 'P', values: [] },
  '/p1/t1/_apis/work/boards': [BOARD],
  '/p1/t1/_apis/work/boards/b1': { ...BOARD, columns: COLUMNS, revision: 4 },
  '/p1/t1/_apis/work/teamsettings/iterations': [{ id: 'i1', name: 'Sprint 1' }],
  '/_apis/userentitlements': { items: [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }] },
  '/_apis/graph/users': [USER],
  '/_apis/graph/groups': [GROUP],
  '/_apis/graph/memberships/u1': { value: [{ containerDescriptor: 'g1', memberDescriptor: 'u1' }] },
  '/_apis/graph/memberships/g1': { value: [{ containerDescriptor: 'g1', memberDescriptor: 'u1' }] },
  '/_apis/graph/subjectlookup': { value: { u1: USER, g1: GROUP } },
  '/p1/_apis/alert/repositories/r1/alerts': [{ alertId: 1, severity: 'high' }],
  '/p1/_apis/alert/repositories/r3/alerts': failing(400, 'AdvSecNotEnabledException'),
  '/p1/_apis/management/repositories/r3/enablement': { repositoryId: 'r3', advSecEnabled: null },
  '/p1/_apis/wiki/wikis': [{ id: 'w1', name: 'Docs', type: 'projectWiki' }],
  '/p2/_apis/wiki/wikis': [],
  '/p1/_apis/wiki/wikis/w1/pagesbatch': [{ id: 1, path: '/Home' }],
  '/p1/_apis/wiki/wikis/w1/pages/1': { id: 1, path: '/Home', content: '# Home', gitItemPath: '/Home.md' },
});
