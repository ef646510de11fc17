import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { scopes } from '../../src/azure-devops/scopes.ts';
import { Page } from '../../src/azure-devops/types.ts';
import { helpText } from '../../src/host/terminal/help-text.ts';
import { inputs } from '../../src/inputs/definitions.ts';
import type { KindDefinition } from '../../src/kinds/types.ts';
import { onTerminal } from '../e2e/support/hosts.ts';
import { at, blocks, pages, textOf } from './pages.ts';

const after = (page: string, mark: string): string =>
  textOf(page).split(`<!-- ${mark} -->`)[1] ?? assert.fail(mark);

test('the mapping check shows what its page says', async () => {
  const page = 'docs/mapping-check.md';
  const [mapping = ''] = blocks(after(page, 'mapping: checked'), 'yaml');
  const [shown = ''] = blocks(after(page, 'shown: checked'), '');
  const { stdout, code } = await onTerminal({
    inputs: { mode: 'check', configFile: 'mapping.yml' },
    files: { 'mapping.yml': mapping },
  });
  assert.equal(code, 0);
  assert.ok(stdout.includes(shown), stdout);
});

describe('the kind of the page about contributing', () => {
  const [source = ''] = blocks(after('CONTRIBUTING.md', 'kind: tried by a test'), 'ts');

  test('has the types of a kind', async (t) => {
    // A folder of its own stands in the place of src/kinds: what the kind imports is found in the real one.
    await mkdir(at('build/'), { recursive: true });
    const folder = await mkdtemp(join(fileURLToPath(at('build/')), 'kind-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'src/kinds'), { recursive: true });
    await writeFile(join(folder, 'src/kinds/variable-group.ts'), source);
    const config = {
      extends: fileURLToPath(at('tsconfig.json')),
      compilerOptions: { rootDirs: [fileURLToPath(at('src')), join(folder, 'src')] },
      include: [],
      files: ['src/kinds/variable-group.ts'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = fileURLToPath(at('node_modules/typescript/bin/tsc'));
    const { stdout } = spawnSync(process.execPath, [compiler, '--project', folder], { encoding: 'utf8' });
    // The scope is added to the table of scopes in the step after the kind.
    if ('Variable Groups (read)' in scopes) assert.equal(stdout, '');
    else
      assert.match(
        stdout,
        /^\S+ error TS2322: Type '"Variable Groups \(read\)"' is not assignable to type [^\n]+\n$/,
      );
  });

  test('works as it stands: it reads a list per project, and adds the project', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'kind-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'variable-group.ts');
    const beside = at('src/kinds/variable-group.ts');
    await writeFile(
      file,
      source.replace(/from '(\.[^']+)'/g, (_, path) => `from '${new URL(path, beside)}'`),
    );
    const { variableGroup }: { variableGroup: KindDefinition } = await import(pathToFileURL(file).href);

    const project = { item: { id: 'p-1', name: 'Payments' }, parent: undefined, ordinal: 0, position: 0 };
    const asked: string[] = [];
    const devops = {
      pages: async function* (call: { path: { encoded: string } }) {
        asked.push(call.path.encoded);
        yield new Page([{ id: 7, name: 'port' }], 20);
      },
    };
    const [list] = [variableGroup.source({})].flat();
    assert.ok(list);
    const items: unknown[] = [];
    for await (const page of list.read(project, { devops } as never))
      for (const item of page.items)
        items.push(
          ...((await variableGroup.items?.(
            [{ item, parent: project, ordinal: 0, position: 0 }],
            {},
            {} as never,
          )) ?? []),
        );
    assert.equal(list.under?.key, 'projects');
    assert.deepEqual(asked, ['p-1/_apis/distributedtask/variablegroups']);
    assert.deepEqual(items, [{ id: 7, name: 'port', __project: project.item }]);
  });
});

test('inputs and flags that the pages name in code exist', () => {
  const names = new Set(inputs.map(({ name }) => name));
  const flags = new Set(helpText(100).match(/--[a-z-]+/g));
  const others = new Set([
    '--sslcacert',
    '--check',
    '--predicate-type',
    '--write',
    '--plays',
    '--events',
    '--test',
  ]);
  for (const page of pages.filter(
    (name) => !/CHANGELOG|release|performance|trust|development\/decisions/.test(name),
  )) {
    for (const [, flag = ''] of textOf(page).matchAll(/`(--[a-z-]+)/g))
      assert.ok(flags.has(flag) || others.has(flag) || flag === '--', `${page}: ${flag}`);
  }
  for (const page of [
    'docs/quick-start.md',
    'docs/troubleshooting.md',
    'docs/security.md',
    'docs/how-it-works.md',
  ])
    for (const [, name = ''] of textOf(page).matchAll(/the input `(\w+)`/g)) assert.ok(names.has(name), name);
});
