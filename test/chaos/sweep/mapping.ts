import type { Blueprint } from '../../../src/port/types.ts';
import type { Wanted } from '../../integration/support/resources.ts';

/**
 * A resource for every list and every part that the kinds can read, so that a run meets every route.
 * Each writes to a blueprint of its own, its whole item as a property: whatever an answer does to it shows.
 */
export const wanted: readonly (Wanted & { key: string; item?: string })[] = [
  { kind: 'project', options: { defaultTeam: true }, key: '.id' },
  { kind: 'repository', options: { includedFiles: ['README.md'] }, key: '.id' },
  { kind: 'branch', key: '.__repository.id + "/" + .name' },
  { kind: 'repository-policy', key: '.__repository.id + "/" + (.id | tostring)' },
  {
    kind: 'pull-request',
    options: { minTimeInDays: 3650 },
    key: '.repository.id + "/" + (.pullRequestId | tostring)',
  },
  { kind: 'pipeline', options: { includeRepo: true }, key: '.__projectId + "/" + (.id | tostring)' },
  { kind: 'pipeline-run', key: '.__project.id + "/" + (.id | tostring)' },
  { kind: 'build', options: { enrichWithFirstCommit: true }, key: '.__project.id + "/" + (.id | tostring)' },
  { kind: 'pipeline-stage', key: '.__build.project.id + "/" + (.__build.id | tostring) + "/" + .id' },
  { kind: 'environment', key: '.project.id + "/" + (.id | tostring)' },
  { kind: 'pipeline-deployment', key: '.__project.id + "/" + (.id | tostring)' },
  { kind: 'release', key: '.projectReference.id + "/" + (.id | tostring)' },
  { kind: 'release-definition', key: '.__project.id + "/" + (.id | tostring)' },
  { kind: 'release-deployment', key: '.id | tostring' },
  {
    kind: 'test-run',
    options: { codeCoverage: { flags: 7 } },
    key: '.project.id + "/" + (.id | tostring)',
  },
  { kind: 'test-run', options: { minTimeInDays: 20 }, key: '.project.id + "/" + (.id | tostring)' },
  { kind: 'work-item', key: '.__project.id + "/" + (.id | tostring)' },
  { kind: 'team', options: { includeMembers: true, includeAreaPaths: true }, key: '.id' },
  { kind: 'member', key: '.__teamId + "/" + .identity.id' },
  { kind: 'user', key: '.id' },
  { kind: 'user', options: { apiVersion: '6.0-preview.3' }, key: '.id' },
  { kind: 'user', options: { source: 'graph', includeGroupMemberships: true }, key: '.descriptor' },
  { kind: 'group', key: '.descriptor' },
  { kind: 'group-member', key: '.__group.descriptor + "/" + .descriptor' },
  { kind: 'board', key: '.id' },
  { kind: 'column', key: '.__board.id + "/" + .id + "/" + (.__stateType | split(" ") | join(""))' },
  { kind: 'iteration', key: '.__team.id + "/" + .id' },
  { kind: 'area-path', options: { depth: 14 }, key: '.identifier' },
  {
    kind: 'file',
    options: { files: { path: ['README.md', 'docs/*.md'] } },
    key: '.repo.id + "/" + .file.path',
  },
  { kind: 'file', options: { files: { path: 'README.md' } }, key: '.repo.id + "/" + .file.path' },
  // A URL repeats the version that was asked for: what is right by itself has another one for the default branch.
  {
    kind: 'folder',
    options: { folders: [{ path: '*' }] },
    key: '.__repository.id + .path',
    item: 'del(.url)',
  },
  { kind: 'advanced-security-alert', key: '.__repositoryId + "/" + (.alertId | tostring)' },
  { kind: 'wiki', options: { includeContent: true }, key: '.__wiki.id + "/" + (.id | tostring)' },
];

export const blueprintName = (index: number): string => `${wanted[index]?.kind}-${index}`;

export const blueprints = (resources: readonly number[]): Blueprint[] =>
  resources.map((index) => ({
    identifier: blueprintName(index),
    title: blueprintName(index),
    schema: { properties: { item: { type: 'object' } }, required: [] },
    relations: {},
  }));

/** Mapping of some of the resources. There are no limits, which would hide what is wrong. */
export const mappingOf = (resources: readonly number[]): string =>
  JSON.stringify({
    deleteDependentEntities: false,
    createMissingRelatedEntities: false,
    entityDeletionThreshold: 1,
    resources: resources.map((index) => {
      const { kind, options, key, item = '.' } = wanted[index] as (typeof wanted)[number];
      return {
        kind,
        selector: { query: 'true', ...options },
        port: {
          entity: {
            mappings: { identifier: key, blueprint: `"${blueprintName(index)}"`, properties: { item } },
          },
        },
      };
    }),
  });
