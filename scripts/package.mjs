// Stages the Azure Pipelines task beside its bundle and packs the extension:
// `node scripts/package.mjs [--outdir folder]`.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'build' } } });
const build = resolve(root, values.outdir);
const stage = join(build, 'extension');

/** What lies where in the staged extension. The bundle for GitHub's artifacts has no business there. */
const staged = {
  'vss-extension.json': 'vss-extension.json',
  'task/overview.md': 'overview.md',
  LICENSE: 'LICENSE',
  'task/icon-128.png': 'icon-128.png',
  'task/icon.png': 'icon-32.png',
  'task/task.json': 'task/task.json',
  'task/icon.svg': 'task/icon.svg',
  'dist/index.js': 'task/index.js',
  'dist/jq-worker.js': 'task/jq-worker.js',
  'dist/THIRD-PARTY-NOTICES.txt': 'task/THIRD-PARTY-NOTICES.txt',
};

await rm(stage, { recursive: true, force: true });
await mkdir(join(stage, 'task'), { recursive: true });
for (const [from, to] of Object.entries(staged)) await cp(join(root, from), join(stage, to));
await cp(join(root, 'task/icon.png'), join(stage, 'task/icon.png'));

for (const file of await readdir(build)) if (file.endsWith('.vsix')) await rm(join(build, file));
const tfx = join(root, 'node_modules/tfx-cli/_build/tfx-cli.js');
const options = ['--root', stage, '--manifest-globs', 'vss-extension.json', '--output-path', build];
await promisify(execFile)(
  process.execPath,
  [tfx, 'extension', 'create', ...options, '--no-prompt', '--no-color'],
  { cwd: stage },
);

const [packed] = (await readdir(build)).filter((file) => file.endsWith('.vsix'));
console.log(
  `${join(values.outdir, packed)}: ${Math.ceil((await stat(join(build, packed))).size / 1024)} KiB`,
);
