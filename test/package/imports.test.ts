import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Files of src, each with the files that it imports, types included. */
const imports: ReadonlyMap<string, readonly string[]> = new Map(
  readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [
      file,
      [...textOf(file).matchAll(/\b(?:from|import|import\()\s*'(\.[^']+\.ts)'/g)].map(([, path = '']) =>
        posix.join(posix.dirname(file), path),
      ),
    ]),
);

/** The table of CONTRIBUTING.md: a folder or file of src, and those that it may import; itself aside. */
const table: readonly { place: string; may: readonly string[] | 'everything' }[] = [
  ...textOf('CONTRIBUTING.md').matchAll(/^\| `(src\/[^`]+)` \|.*\| ([^|]+) \|$/gm),
].map(([, place = '', may = '']) => ({
  place,
  may: may === 'everything' ? may : [...may.matchAll(/`([^`]+)`/g)].map(([, name]) => `src/${name}`),
}));

const rowOf = (file: string) =>
  table.filter(({ place }) => file.startsWith(place)).sort((a, b) => b.place.length - a.place.length)[0];

test('every file of src is in the table, and every row of it has files', () => {
  assert.deepEqual(
    [...imports.keys()].filter((file) => !rowOf(file)),
    [],
  );
  const met = new Set([...imports.keys()].map((file) => rowOf(file)?.place));
  assert.deepEqual(
    table.filter(({ place }) => !met.has(place)),
    [],
  );
});

test('no file imports one that the table of CONTRIBUTING.md does not let it', () => {
  const broken = [...imports].flatMap(([file, imported]) => {
    const { place, may = [] } = rowOf(file) ?? {};
    const allowed = (row: string | undefined) =>
      row === place || may === 'everything' || may.some((name) => row === name || row === `${name}/`);
    return imported
      .filter((other) => !allowed(rowOf(other)?.place))
      .map((other) => `${file} imports ${other}: ${place} may not import ${rowOf(other)?.place}`);
  });
  assert.deepEqual(broken, []);
});

test('the table lets no folder import what it does not import', () => {
  const idle = table.flatMap(({ place, may }) => {
    if (may === 'everything') return [];
    const used = new Set(
      [...imports].flatMap(([file, imported]) =>
        rowOf(file)?.place === place ? imported.map((other) => rowOf(other)?.place) : [],
      ),
    );
    return may
      .filter((name) => !used.has(name) && !used.has(`${name}/`))
      .map((name) => `${place} may import ${name}`);
  });
  assert.deepEqual(idle, []);
});

test('there is no circle of imports, types included', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const other of imports.get(file) ?? []) visit(other, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of imports.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});
