import type { Wanted } from '../../integration/support/resources.ts';
import { plain } from '../../integration/support/resources.ts';

/** Every option of every kind at least once; those that exclude each other on resources of their own. */
export const everyOption: readonly Wanted[] = [
  ...plain,
  { kind: 'project', options: { defaultTeam: true } },
  { kind: 'repository', options: { includedFiles: ['README.md', 'docs/no such file.md'] } },
  { kind: 'pull-request', options: { minTimeInDays: 90, maxResults: 3 } },
  {
    kind: 'file',
    options: {
      files: { path: ['README.md', 'nowhere.md', 'odd/*', 'src/**/*.{yml,yaml,json}'] },
      includedFiles: ['CODEOWNERS'],
    },
  },
  { kind: 'folder', options: { folders: [{ path: '*/*' }], includedFiles: ['README.md'] } },
  { kind: 'folder', options: { folders: [{ path: 'src', repos: [] }], project_name: 'Search 100%' } },
  { kind: 'pipeline', options: { includeRepo: true } },
  { kind: 'pipeline-run', options: { minTimeInDays: 30, maxResults: 5 } },
  { kind: 'build', options: { enrichWithFirstCommit: true } },
  { kind: 'build', options: { minTimeInDays: 30, maxResults: 5 } },
  { kind: 'pipeline-stage', options: { minTimeInDays: 3, maxResults: 2 } },
  ...['environments', 'artifacts', 'approvals', 'manualInterventions', 'variables', 'tags'].map((expand) => ({
    kind: 'release',
    options: { expand },
  })),
  {
    kind: 'release',
    options: {
      statusFilter: 'active',
      tagFilter: ['hotfix', 'q3'],
      sourceBranchFilter: 'refs/heads/main',
      minCreatedTime: '2020-01-01T00:00:00Z',
      maxCreatedTime: '2040-01-01T00:00:00Z',
      maxResults: 7,
    },
  },
  { kind: 'release', options: { minTimeInDays: 30 } },
  ...['none', 'artifacts', 'triggers', 'variables', 'tags', 'lastRelease'].map((expand) => ({
    kind: 'release-definition',
    options: { expand },
  })),
  { kind: 'release-definition', options: { tagFilter: ['classic', 'web'] } },
  { kind: 'release-deployment', options: { minTimeInDays: 30, maxResults: 5 } },
  { kind: 'test-run', options: { codeCoverage: { flags: 7 } } },
  { kind: 'test-run', options: { includeResults: false, minTimeInDays: 30, maxResults: 5 } },
  ...['None', 'Fields', 'Relations', 'Links'].map((expand) => ({ kind: 'work-item', options: { expand } })),
  { kind: 'work-item', options: { wiql: "[System.State] <> 'Closed' ORDER BY [System.ChangedDate] DESC" } },
  { kind: 'area-path', options: { depth: 1 } },
  { kind: 'team', options: { includeMembers: true, includeAreaPaths: true } },
  { kind: 'user', options: { includeFields: ['license', 'extensions', 'projects', 'groupRules'] } },
  { kind: 'user', options: { apiVersion: '6.0' } },
  { kind: 'user', options: { source: 'graph', subjectTypes: ['aad', 'msa'], includeGroupMemberships: true } },
  {
    kind: 'advanced-security-alert',
    options: { criteria: { states: ['active', 'fixed'], severity: ['high'], alertType: 'code' } },
  },
  { kind: 'wiki', options: { wikiType: 'projectWiki', includeContent: true } },
  { kind: 'wiki', options: { apiVersion: '7.1' } },
];
