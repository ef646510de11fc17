import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { tracked } from '../../scripts/lib/tracked.ts';
import { version } from '../../src/app/version.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  optional?: boolean;
  os?: string[];
}

const manifest = JSON.parse(read('package.json'));
const lock: { version: string; packages: Record<string, Locked> } = JSON.parse(read('package-lock.json'));
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

describe('package-lock.json', () => {
  test('names no registry: the one that a machine is set up for is asked', () => {
    assert.match(read('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
    for (const [path, { resolved }] of locked) assert.equal(resolved, undefined, path);
  });

  test('holds the hash of every package but what only other platforms install', () => {
    for (const [path, { version: one, integrity, optional, os }] of locked)
      assert.ok(one && (integrity?.startsWith('sha512-') || (optional && os)), path);
  });

  test('is of the version that the code tells, and pins what package.json pins', () => {
    assert.equal(lock.version, version);
    assert.equal(lock.packages['']?.version, version);
    for (const [name, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      assert.equal(
        lock.packages[`node_modules/${name}`]?.version,
        String(wanted).replace(/^npm:.+@/, ''),
        name,
      );
  });
});

test('the changelog begins with the version of the code', () => {
  const [, newest] = /^## (\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md')) ?? [];
  assert.equal(newest, version);
});

test('no file stands beside a folder of the same name, but the one that GitHub looks for', () => {
  const files = tracked('*');
  const folders = new Set(
    files.flatMap((path) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))),
  );
  assert.ok(folders.size > 100);
  assert.deepEqual(
    files.filter((path) => folders.has(path.replace(/(?<=[^/])\.[^/]*$/, ''))),
    ['action.yml'],
  );
});
