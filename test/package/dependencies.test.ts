import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from './support.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sourcesIn = (...folders: string[]) =>
  folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root })).map(read);

const manifest: Record<'dependencies' | 'devDependencies' | 'scripts', Record<string, string>> = JSON.parse(
  read('package.json'),
);
const product = sourcesIn('src');
const house = [...product, ...sourcesIn('test', 'scripts', 'bench', 'examples')];

const importing =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\b(?:require|require\.resolve|import\.meta\.resolve)\(\s*)'([^'\s]+)'/g;

/** `@actions/core` of `@actions/core/lib/command.js`; undefined for Node's own modules and files of ours. */
const packageOf = (specifier: string): string | undefined =>
  /^(?!node:)((?:@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*)(?:\/.*)?$/.exec(specifier)?.[1];

const imported = (sources: readonly string[]): Set<string> =>
  new Set(
    sources
      .flatMap((text) => [...text.matchAll(importing)])
      .flatMap(([, specifier = '']) => packageOf(specifier) ?? []),
  );

/** The commands that package.json, the scripts and the workflows run. */
const run = new Set([
  ...Object.values(manifest.scripts).map((command) => command.split(' ', 1)[0]),
  ...[...sourcesIn('scripts'), ...globSync('.github/workflows/*.yml', { cwd: root }).map(read)]
    .flatMap((text) => [...text.matchAll(/\bnpx(?:',\s*\['| )([a-z-]+)/g)])
    .map(([, command]) => command),
]);

const commandsOf = (name: string): string[] => {
  const { bin = {} } = JSON.parse(read(`node_modules/${name}/package.json`));
  return typeof bin === 'string' ? [name.replace(/^@.*\//, '')] : Object.keys(bin);
};

/** Types are needed by the name that they are of, or by the compiler's options. */
const typesOf = (name: string): string | undefined => /^@types\/(.*)$/.exec(name)?.[1];

const isNeeded = (name: string): boolean => {
  const all = imported(house);
  const typed = typesOf(name);
  return (
    all.has(name) ||
    (typed !== undefined && (all.has(typed) || read('tsconfig.json').includes(`"types": ["${typed}"]`))) ||
    house.some((text) => text.includes(`node_modules/${name}/`)) ||
    commandsOf(name).some((command) => run.has(command))
  );
};

describe('package.json', () => {
  test('declares as dependencies what the product imports, no more and no less', () => {
    assert.deepEqual([...imported(product)].toSorted(), Object.keys(manifest.dependencies).toSorted());
  });

  test('declares no package for developers that nothing imports or runs', () => {
    assert.deepEqual(
      Object.keys(manifest.devDependencies).filter((name) => !isNeeded(name)),
      [],
    );
  });

  test('would be told of a package that is there for nothing', () => {
    assert.equal(isNeeded('picomatch'), true);
    // A package that is on the disk for other packages' sake.
    assert.equal(isNeeded('typed-rest-client'), false);
  });
});
