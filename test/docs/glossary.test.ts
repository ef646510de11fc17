import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const page = read('docs/development/glossary.md');
const rows = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
  .map(([, word = '', meaning = '']) => ({ word, meaning }))
  .filter(({ word }) => !/^(word|---)$/.test(word));

test('the glossary says each word once', () => {
  const words = rows.flatMap(({ word }) => word.split(', '));
  assert.ok(words.length > 50);
  assert.deepEqual(
    words.filter((word, at) => words.indexOf(word) < at),
    [],
  );
});

const code = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`src/${name.replaceAll('\\', '/')}`))
  .join('\n');
const named = rows.flatMap(({ meaning }) => [...meaning.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

test('types and files that the glossary names are there', () => {
  const isThere = (name: string): boolean => {
    if (name.startsWith('src/')) return existsSync(new URL(name, root));
    return !/^[A-Z]\w+$/.test(name) || new RegExp(`\\b(interface|type|class|const) ${name}\\b`).test(code);
  };
  assert.deepEqual(
    named.filter((name) => !isThere(name)),
    [],
  );
});

test('a type that the glossary names is the only one of its name', () => {
  const types = named.filter((name) => /^[A-Z]\w+$/.test(name));
  assert.ok(types.length > 20);
  const declared = (name: string) =>
    [...code.matchAll(new RegExp(`^(?:export )?(?:abstract )?(?:interface|type|class) ${name}\\b`, 'gm'))]
      .length;
  assert.deepEqual(
    types.filter((name) => declared(name) > 1),
    [],
  );
});
