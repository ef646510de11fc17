import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { root, tracked } from '../../scripts/lib/tracked.ts';

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const pages = tracked('*.md').filter((path) => path !== 'CHANGELOG.md');
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);

describe('commands on the pages', () => {
  test('start no script by Node itself: an older one, which is allowed, does not run TypeScript', () => {
    const bare = pages.flatMap((path) =>
      [...read(path).matchAll(/\bnode(?:_modules\/\.bin\/node)?(?: --\S+)* \S+\.(?:ts|mjs)\b/g)].map(
        ([command]) => `${path}: ${command}`,
      ),
    );
    assert.deepEqual(bare, []);
  });

  test('that npm runs are there', () => {
    const unknown = pages.flatMap((path) =>
      [...read(path).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)]
        .filter(([, name = '']) => !scripts.includes(name))
        .map(([command]) => `${path}: ${command}`),
    );
    assert.deepEqual(unknown, []);
  });

  test('are all that npm runs: each script of the package is told', () => {
    const text = pages.map(read).join('\n');
    const told = (name: string) => new RegExp(`\\bnpm (?:run )?(?:-s )?${name}(?![\\w:-])`).test(text);
    assert.deepEqual(
      scripts.filter((name) => !told(name)),
      [],
    );
  });

  test('run tests that are there', () => {
    const named = pages.flatMap((path) =>
      [...read(path).matchAll(/\bnpm run test:only (?:-- )?'?([^\s'`]*\*?\.test\.ts)/g)].map(
        ([, files = '']) => ({ path, files }),
      ),
    );
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter(({ files }) => globSync(files, { cwd: root }).length === 0),
      [],
    );
  });
});

test('only what runs before the dependencies are there is JavaScript', () => {
  assert.deepEqual(tracked('scripts/*.mjs').toSorted(), [
    'scripts/demo/start.mjs',
    'scripts/lib/set-up.mjs',
    'scripts/test.mjs',
  ]);
});
