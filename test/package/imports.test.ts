import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Files, each with the files that it imports, types included. */
type Imports = ReadonlyMap<string, readonly string[]>;

const importsBelow = (folder: string): Imports =>
  new Map(
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}${name.replaceAll('\\', '/')}`)
      .filter((file) => /\.(ts|mjs)$/.test(file))
      .map((file) => [
        file,
        [...textOf(file).matchAll(/\b(?:from|import|import\()\s*'(\.[^']+\.(?:ts|mjs))'/g)].map(
          ([, path = '']) => posix.join(posix.dirname(file), path),
        ),
      ]),
  );

const imports = importsBelow('src/');

/** A row of the table: a folder or file of src, and those that it may import, itself aside. */
interface Row {
  place: string;
  may: readonly string[] | 'everything';
}

const table: readonly Row[] = [
  ...textOf('CONTRIBUTING.md').matchAll(/^\| `(src\/[^`]+)` \|.*\| ([^|]+) \|$/gm),
].map(([, place = '', may = '']) => ({
  place,
  may: may === 'everything' ? may : [...may.matchAll(/`([^`]+)`/g)].map(([, name]) => `src/${name}`),
}));

const rowOf = (file: string, rows: readonly Row[] = table): Row | undefined =>
  rows.filter(({ place }) => file.startsWith(place)).sort((a, b) => b.place.length - a.place.length)[0];

/** Imports that the table does not allow, by the names of both files. */
const brokenIn = (files: Imports, rows: readonly Row[] = table): string[] =>
  [...files].flatMap(([file, imported]) => {
    const { place, may = [] } = rowOf(file, rows) ?? {};
    const allowed = (row: string | undefined) =>
      row === place || may === 'everything' || may.some((name) => row === name || row === `${name}/`);
    return imported
      .filter((other) => !allowed(rowOf(other, rows)?.place))
      .map((other) => `${file} imports ${other}: ${place} may not import ${rowOf(other, rows)?.place}`);
  });

/** Pairs of rows that import each other, by two files that show it. */
const mutualIn = (files: Imports, rows: readonly Row[] = table): string[] => {
  const examples = new Map<string, string>();
  for (const [file, imported] of files)
    for (const other of imported) {
      const [from, to] = [rowOf(file, rows)?.place, rowOf(other, rows)?.place];
      if (from !== to && !examples.has(`${from} ${to}`))
        examples.set(`${from} ${to}`, `${file} imports ${other}`);
    }
  return [...examples].flatMap(([pair, example]) => {
    const [from = '', to = ''] = pair.split(' ');
    const back = examples.get(`${to} ${from}`);
    return back !== undefined && from < to ? [`${example}, and ${back}`] : [];
  });
};

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

test('every room of src/sync and src/hooks has a row of its own', () => {
  const roomsOf = (folder: string) =>
    readdirSync(new URL(folder, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}${name}/`);
  const rooms = [...roomsOf('src/sync/'), ...roomsOf('src/hooks/')];
  assert.ok(rooms.length >= 11);
  assert.deepEqual(
    rooms.filter((room) => !table.some(({ place }) => place === room)),
    [],
  );
});

test('no file imports one that the table of CONTRIBUTING.md does not let it', () => {
  assert.deepEqual(brokenIn(imports), []);
});

test('no two rows of the table import each other', () => {
  assert.deepEqual(mutualIn(imports), []);
});

test('what breaks the table is told by the names of the two files', () => {
  const rows: Row[] = [
    { place: 'src/a/', may: ['src/a/b'] },
    { place: 'src/a/b/', may: [] },
  ];
  const files: Imports = new Map([
    ['src/a/one.ts', ['src/a/two.ts', 'src/a/b/three.ts']],
    ['src/a/b/three.ts', ['src/a/one.ts']],
  ]);
  assert.deepEqual(brokenIn(files, rows), [
    'src/a/b/three.ts imports src/a/one.ts: src/a/b/ may not import src/a/',
  ]);
  assert.deepEqual(mutualIn(files, rows), [
    'src/a/one.ts imports src/a/b/three.ts, and src/a/b/three.ts imports src/a/one.ts',
  ]);
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

/** Circles of imports, each as its way round. */
const circlesIn = (files: Imports): string[] => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const other of files.get(file) ?? []) visit(other, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files.keys()) visit(file, []);
  return circles;
};

test('there is no circle of imports, types included', () => {
  assert.deepEqual(circlesIn(imports), []);
});

test('tests, scripts and the bench have no circle of imports either', () => {
  const files: Imports = new Map(
    ['test/', 'scripts/', 'bench/'].flatMap((folder) => [...importsBelow(folder)]),
  );
  assert.ok(files.size > 400);
  assert.deepEqual(circlesIn(files), []);
});

test('a circle is told by its way round', () => {
  const files: Imports = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts']],
    ['c.ts', ['b.ts']],
  ]);
  assert.deepEqual(circlesIn(files), ['b.ts → c.ts → b.ts']);
});

test('unit tests are laid out as src is, those of emulators and the bench aside', () => {
  const folders = (folder: string) =>
    [...importsBelow(folder).keys()].map((file) => posix.dirname(file).slice(folder.length));
  const known = new Set(['emulators', 'bench', ...folders('src/')]);
  const isKnown = (folder: string) => known.has(folder) || /(^|\/)support(\/|$)/.test(folder);
  assert.deepEqual(
    [...new Set(folders('test/unit/'))].filter((folder) => folder !== '' && !isKnown(folder)),
    [],
  );
});
