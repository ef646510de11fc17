import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { matrixTable } from './support/matrix.ts';
import { scopeTable } from './support/tables.ts';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('the page about permissions has the matrix that is run, and the scopes of all kinds', () => {
  const text = page('permissions.md');
  assert.ok(text.includes(matrixTable()), matrixTable());
  assert.ok(text.includes(scopeTable()), scopeTable());
});

for (const name of ['permissions.md', 'networks.md'])
  test(`${name}: its links lead somewhere`, () => {
    const from = new URL(`../../docs/${name}`, import.meta.url);
    for (const [, link] of page(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(readFileSync(new URL(link ?? '', from)).length > 0, link);
  });
