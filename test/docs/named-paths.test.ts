import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'CONTRIBUTING.md',
  'SECURITY.md',
  'test/README.md',
  'docs/development/*.md',
  'src/**/README.md',
];

/** Made up, as an example: what a newcomer makes who adds a kind. */
const MADE_UP = /variable-group/;

test('files and folders that pages for contributors name are there', () => {
  const named = globSync(pages, { cwd: root }).flatMap((page) =>
    [
      ...readFileSync(`${root}${page}`, 'utf8').matchAll(
        /`((?:src|test|scripts|bench|docs|examples|deploy|task|action)\/[^`\s:]+)`/g,
      ),
    ].map(([, path = '']) => ({ page, path })),
  );
  assert.ok(named.length > 100);
  assert.deepEqual(
    named.filter(({ path }) => !MADE_UP.test(path) && globSync(path, { cwd: root }).length === 0),
    [],
  );
});
