import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { changeFeeds } from '../../src/kinds/changes/registry.ts';
import { kinds } from '../../src/kinds/registry.ts';

const page = readFileSync(new URL('../../docs/incremental.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (`.+?) \| (.+?) \|/gm)].map(([, named = '', changed = '']) => ({
  kinds: [...(named.split(' (')[0] ?? '').matchAll(/`([^`]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => kinds.has(name)),
  changed,
}));
const kindsIn = (wanted: (changed: string) => boolean): string[] =>
  rows.flatMap((row) => (wanted(row.changed) ? row.kinds : []));

test('the page about incremental runs says of every kind how it is followed', () => {
  assert.deepEqual([...new Set(kindsIn(() => true))].sort(), [...kinds.keys()].sort());
});

test('kinds whose lists an incremental run reads in full stand in the rows that say so', () => {
  const short = [...kinds.values()].filter(({ isShort }) => isShort).map(({ name }) => name);
  assert.deepEqual(kindsIn((changed) => changed.startsWith('the list')).sort(), short.sort());
});

test('a kind whose changes are followed does not stand among those that wait for the next full sync', () => {
  const waiting = kindsIn((changed) => changed === 'the next full sync');
  const followed = new Set(changeFeeds.flatMap((feed) => feed.kinds));
  assert.deepEqual(
    waiting.filter((kind) => followed.has(kind)),
    [],
  );
});
