import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

for (const name of ['permissions.md', 'networks.md'])
  test(`${name}: its links lead somewhere`, () => {
    const from = new URL(`../../docs/${name}`, import.meta.url);
    for (const [, link] of page(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(readFileSync(new URL(link ?? '', from)).length > 0, link);
  });
