import type { RawItem } from '../../../../src/kinds/types.ts';
import {
  BOARD,
  BUILD,
  COLUMNS,
  DISABLED,
  EMPTY,
  ENVIRONMENT,
  GROUP,
  OTHER,
  PIPELINE,
  PROJECT,
  TEAM,
  USER,
  WEB,
} from './organisation.ts';

const board = { ...BOARD, columns: COLUMNS, revision: 4, __project: PROJECT };
const build = { ...BUILD, __projectId: 'p1', __project: PROJECT };

/**
 * Items that kinds give of the small organisation, options in brackets. A new kind need not be here: all are read
 * from the emulated organisation, which says itself what they give (emulated.test.ts).
 */
export const expected: Record<
  string,
  { kind: string; selector?: Record<string, unknown>; items: RawItem[] }
> = {
  project: { kind: 'project', items: [PROJECT, OTHER] },
  'project (defaultTeam)': {
    kind: 'project',
    selector: { defaultTeam: 'true' },
    items: [
      { ...PROJECT, defaultTeam: { id: 't1' } },
      { ...OTHER, defaultTeam: { id: 't2' } },
    ],
  },
  repository: { kind: 'repository', items: [WEB, DISABLED, EMPTY] },
  branch: {
    kind: 'branch',
    items: [
      { name: 'feature/ä b', refName: 'refs/heads/feature/ä b', objectId: '1', __repository: WEB },
      { name: 'main', refName: 'refs/heads/main', objectId: '2', __repository: WEB },
    ],
  },
  'repository-policy': {
    kind: 'repository-policy',
    items: [WEB, EMPTY].map((__repository) => ({
      id: 1,
      type: { displayName: 'Work item linking' },
      __repository,
    })),
  },
  'pull-request': {
    kind: 'pull-request',
    items: ['active', 'abandoned', 'completed'].map((status) => ({ pullRequestId: 1, status })),
  },
  pipeline: { kind: 'pipeline', items: [{ ...PIPELINE, __projectId: 'p1' }] },
  'pipeline (includeRepo)': {
    kind: 'pipeline',
    selector: { includeRepo: true },
    items: [
      {
        ...PIPELINE,
        __projectId: 'p1',
        __repository: { id: 'r1', type: 'TfsGit', project: { id: 'p1' } },
      },
    ],
  },
  'pipeline-run': {
    kind: 'pipeline-run',
    items: [{ id: 70, createdDate: '2024-06-14T10:00:00Z', __project: PROJECT, __pipeline: PIPELINE }],
  },
  build: { kind: 'build', items: [build] },
  'build (enrichWithFirstCommit)': {
    kind: 'build',
    selector: { enrichWithFirstCommit: true },
    items: [
      {
        ...build,
        __firstCommit: {
          commitId: 'c0ffee',
          committer: { date: '2024-06-01T00:00:00Z' },
          __sha: 'c0ffee',
          __timestamp: '2024-06-01T00:00:00Z',
          __commitCount: 1,
        },
      },
    ],
  },
  'pipeline-stage': {
    kind: 'pipeline-stage',
    items: [{ id: 's1', type: 'Stage', name: 'Build', __project: PROJECT, __build: build }],
  },
  environment: { kind: 'environment', items: [ENVIRONMENT] },
  'pipeline-deployment': {
    kind: 'pipeline-deployment',
    items: [{ id: 51, result: 'succeeded', __project: ENVIRONMENT.project }],
  },
  release: { kind: 'release', items: [{ id: 9, name: 'Release-9', projectReference: null }] },
  'release-definition': {
    kind: 'release-definition',
    items: [{ id: 8, name: 'classic', __project: PROJECT }],
  },
  'release-deployment': { kind: 'release-deployment', items: [{ id: 10, deploymentStatus: 'succeeded' }] },
  'test-run': {
    kind: 'test-run',
    items: [
      {
        id: 3,
        build: { id: '70' },
        __testResults: [{ id: 100000, outcome: 'Passed' }],
        __codeCoverage: {},
      },
      { id: 4, __testResults: [], __codeCoverage: {} },
    ],
  },
  'test-run (codeCoverage, no results)': {
    kind: 'test-run',
    selector: { includeResults: 'false', codeCoverage: { flags: 7 } },
    items: [
      {
        id: 3,
        build: { id: '70' },
        __testResults: [],
        __codeCoverage: { value: [{ configuration: { id: 1 } }], count: 1 },
      },
      { id: 4, __testResults: [], __codeCoverage: {} },
    ],
  },
  'work-item': {
    kind: 'work-item',
    items: [{ id: 1, fields: { 'System.Title': 'One' }, __projectId: 'p1', __project: PROJECT }],
  },
  team: { kind: 'team', items: [TEAM] },
  'team (members and area paths)': {
    kind: 'team',
    selector: { includeMembers: true, includeAreaPaths: true },
    items: [
      {
        ...TEAM,
        __members: [{ identity: { id: 'i1' }, isTeamAdmin: true }],
        __areaPaths: { field: {}, defaultValue: 'P', values: [] },
      },
    ],
  },
  member: { kind: 'member', items: [{ identity: { id: 'i1' }, isTeamAdmin: true, __teamId: 't1' }] },
  user: { kind: 'user', items: [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }] },
  'user (graph)': { kind: 'user', selector: { source: 'graph' }, items: [USER] },
  'user (graph, memberships)': {
    kind: 'user',
    selector: { source: 'graph', includeGroupMemberships: true },
    items: [{ ...USER, __groups: [GROUP], __projects: [PROJECT.name] }],
  },
  group: { kind: 'group', items: [GROUP] },
  'group-member': { kind: 'group-member', items: [{ ...USER, __group: GROUP }] },
  board: { kind: 'board', items: [board] },
  column: {
    kind: 'column',
    items: [
      { ...COLUMNS[0], __stateType: 'Bug', __stateName: 'New', __board: board },
      { ...COLUMNS[0], __stateType: 'Story', __stateName: 'To do', __board: board },
    ],
  },
  iteration: {
    kind: 'iteration',
    items: [{ id: 'i1', name: 'Sprint 1', __project: PROJECT, __team: TEAM }],
  },
  'area-path': {
    kind: 'area-path',
    items: [
      {
        identifier: 'a0',
        name: PROJECT.name,
        structureType: 'area',
        path: '\\P\\Area',
        __project: PROJECT,
        __parentIdentifier: null,
        __normalizedPath: 'P',
      },
      {
        identifier: 'a1',
        name: 'A',
        structureType: 'area',
        path: '\\P\\Area\\A',
        __project: PROJECT,
        __parentIdentifier: 'a0',
        __normalizedPath: 'P\\A',
      },
      {
        identifier: 'z',
        structureType: 'area',
        path: '\\Empty\\Area',
        __project: OTHER,
        __parentIdentifier: null,
        __normalizedPath: 'Empty',
      },
    ],
  },
  'advanced-security-alert': {
    kind: 'advanced-security-alert',
    items: [{ alertId: 1, severity: 'high', __repositoryId: 'r1', __projectId: 'p1' }],
  },
  wiki: {
    kind: 'wiki',
    items: [
      {
        id: 1,
        path: '/Home',
        __wiki: { id: 'w1', name: 'Docs', type: 'projectWiki', __project: PROJECT },
        __project: PROJECT,
      },
    ],
  },
  'wiki (includeContent)': {
    kind: 'wiki',
    selector: { includeContent: true },
    items: [
      {
        id: 1,
        path: '/Home',
        content: '# Home',
        gitItemPath: '/Home.md',
        __wiki: { id: 'w1', name: 'Docs', type: 'projectWiki', __project: PROJECT },
        __project: PROJECT,
      },
    ],
  },
};
