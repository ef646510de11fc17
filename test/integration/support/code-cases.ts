import assert from 'node:assert/strict';
import { every, type OptionCase } from './option-cases.ts';

export const codeCases: readonly OptionCase[] = [
  {
    title: 'includedFiles of a repository are its texts, empty for those that are missing',
    kind: 'repository',
    options: { includedFiles: ['README.md', '/docs/index.md', 'nowhere.md'] },
    expected: {},
    check: (items) => {
      every(items, ({ __includedFiles }) => __includedFiles['nowhere.md'] === '');
      const texts = items.map(({ __includedFiles }) => __includedFiles['README.md']);
      assert.ok(texts.some((text) => text === '') && texts.some((text) => text.startsWith('# ')));
      assert.ok(items.some(({ __includedFiles }) => __includedFiles['/docs/index.md'].startsWith('# How ')));
    },
  },
  {
    title: 'minTimeInDays and maxResults are a window for closed pull requests',
    kind: 'pull-request',
    options: { minTimeInDays: 90, maxResults: 2 },
    expected: { minTimeInDays: 90, maxResults: 2 },
  },
  {
    title: 'paths and globs of files, in some repositories',
    kind: 'file',
    options: {
      files: {
        path: ['**/*.{yaml,yml}', 'package.json', 'gone.md'],
        repos: ['payments-gateway', 'payments-scheduler'],
      },
    },
    expected: {
      paths: ['**/*.{yaml,yml}', 'package.json'],
      repositories: ['payments-gateway', 'payments-scheduler'],
    },
  },
  {
    title: 'a wildcard in the middle of a path',
    kind: 'file',
    options: { files: { path: 'deploy/*/values.yaml' }, includedFiles: 'CODEOWNERS' },
    expected: { paths: ['deploy/*/values.yaml'] },
    check: (items) => every(items, ({ __includedFiles }) => 'CODEOWNERS' in __includedFiles),
  },
  {
    title: 'folders of a branch that is not the default one',
    kind: 'folder',
    options: { folders: [{ path: '*/*', repos: [{ name: 'payments-gateway', branch: 'release/2026.2' }] }] },
    check: (items) => {
      assert.ok(items.some(({ path }) => path === '/branch-notes/release-2026-2'));
      every(items, ({ __branch }) => __branch === 'release/2026.2');
    },
  },
  {
    title: 'a pattern for all repositories but those that another names',
    kind: 'folder',
    options: {
      folders: [{ path: 'src' }, { path: 'docs/*', repos: [{ name: 'payments-gateway' }] }],
      includedFiles: ['README.md'],
    },
    check: (items) => {
      const of = (own: boolean) =>
        items.filter(({ __repository }) => (__repository.name === 'payments-gateway') === own);
      every(of(true), ({ path }) => path === '/docs/decisions');
      every(of(false), ({ path }) => path === '/src');
      every(items, ({ __includedFiles }) => 'README.md' in __includedFiles);
    },
  },
  {
    title: 'folders of one project by name',
    kind: 'folder',
    options: { folders: [{ path: 'deploy/*' }], project_name: 'Search 100%' },
    check: (items) => every(items, ({ __repository }) => __repository.project.name === 'Search 100%'),
  },
  {
    title: 'criteria of alerts, severity by the name that the service knows',
    kind: 'advanced-security-alert',
    options: { criteria: { states: ['active'], severity: ['high', 'critical'], alertType: 'code' } },
    check: (items, organisation) => {
      const wanted = [...organisation.all('advanced-security-alert')].filter(
        ({ item }) =>
          item.state === 'active' &&
          /^(high|critical)$/.test(String(item.severity)) &&
          item.alertType === 'code',
      );
      every(items, ({ state, severity }) => state === 'active' && /^(high|critical)$/.test(severity));
      assert.ok(items.length <= wanted.length);
    },
  },
];
