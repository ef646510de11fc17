import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { blocks, pages, textOf } from '../docs/pages.ts';
import { emptyFolder, root } from './support.ts';

/** `.ci/run` installs both below build/tools. */
const environment = {
  ...process.env,
  PATH: [process.env.PATH, join(root, 'build/tools/bin')].join(delimiter),
};

const isThere = (tool: string): boolean =>
  spawnSync(tool, ['--version'], { env: environment, stdio: 'ignore' }).status === 0;

const run = (tool: string, words: string[]): Promise<{ code: number; told: string }> =>
  new Promise((resolve) => {
    execFile(tool, words, { cwd: root, env: environment }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, told: stdout + stderr }),
    );
  });

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder)).map((file) => `${folder}/${file}`);
const workflows = ['.github/workflows', 'examples/workflows'].flatMap(filesIn);
/** Whole workflows that pages show. */
const onPages: [name: string, text: string][] = pages.flatMap((page) =>
  blocks(textOf(page), 'yaml')
    .filter((block) => /^on:/m.test(block) && /^jobs:/m.test(block))
    .map((block, at): [string, string] => [`${page.replaceAll(/\W/g, '-')}-${at + 1}.yml`, block]),
);
const others = ['action.yml', '.github/dependabot.yml'];

/**
 * A workflow with the mistakes that both tools must find: a title that runs as a script, an action that may be moved,
 * all rights.
 */
const careless = `
name: Careless
on: { issues: { types: [opened] } }
permissions: write-all
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo "\${{ github.event.issue.title }}"
      - run: echo "\${{ steps.nobody.outputs.x }}"
`;

const tools: Record<string, { words: string[]; files: string[]; finds: RegExp[] }> = {
  actionlint: {
    words: ['-no-color', '-config-file', '.github/actionlint.yaml'],
    files: workflows,
    finds: [/github\.event\.issue\.title" is potentially untrusted/, /property "nobody" is not defined/],
  },
  zizmor: {
    words: [
      '--offline',
      '--persona',
      'pedantic',
      '--no-progress',
      '--color',
      'never',
      '--config',
      '.github/zizmor.yml',
    ],
    files: [...workflows, ...others],
    finds: [/template-injection/, /unpinned-uses/, /excessive-permissions/, /artipacked/],
  },
};

for (const [tool, { words, files, finds }] of Object.entries(tools)) {
  describe(tool, {
    skip: isThere(tool) ? false : `SKIPPED: ${tool} is not there, .ci/run installs it`,
  }, () => {
    test('finds nothing in the workflows, the examples and what belongs to them', async () => {
      assert.ok(files.length > 5);
      const { code, told } = await run(tool, [...words, ...files]);
      assert.equal(code, 0, told);
    });

    test('finds nothing in the workflows that pages show', async (t) => {
      const folder = await emptyFolder(t);
      assert.ok(onPages.length > 1);
      const shown = onPages.map(([name, text]): [string, string] => [join(folder, name), text]);
      for (const [path, text] of shown) await writeFile(path, text);
      const { code, told } = await run(tool, [...words, ...shown.map(([path]) => path)]);
      assert.equal(code, 0, told);
    });

    test('would find a careless workflow, by the same settings', async (t) => {
      const folder = join(await emptyFolder(t), '.github/workflows');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'careless.yml'), careless);
      const { code, told } = await run(tool, [...words, join(folder, 'careless.yml')]);
      assert.notEqual(code, 0);
      for (const finding of finds) assert.match(told, finding);
    });
  });
}
