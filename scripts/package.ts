// Stages the Azure Pipelines task beside its bundle and packs the extension, offline:
// `npm run package [-- --outdir folder --publisher name --repository address --public]`.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { extension, repositoryAddress } from './lib/extension.ts';
import { root } from './lib/root.ts';
import { staged } from './lib/staged.ts';

const { values } = parseArgs({
  options: {
    outdir: { type: 'string', default: 'build' },
    publisher: { type: 'string' },
    repository: { type: 'string' },
    public: { type: 'boolean' },
  },
});
const build = resolve(root, values.outdir);
const stage = join(build, 'extension');

await rm(stage, { recursive: true, force: true });
for (const [to, from] of Object.entries(staged)) {
  await mkdir(dirname(join(stage, to)), { recursive: true });
  await cp(join(root, from), join(stage, to));
}
const repository = repositoryAddress(values.repository);
const task = await readFile(join(root, 'task/task.json'), 'utf8');
await writeFile(join(stage, 'task/task.json'), task.replaceAll(repositoryAddress(), repository));
const { manifest, overview } = extension({
  publisher: values.publisher,
  repository,
  isPublic: values.public,
});
await writeFile(join(stage, 'vss-extension.json'), JSON.stringify(manifest, undefined, 2));
await writeFile(join(stage, 'overview.md'), overview);

for (const file of await readdir(build)) if (file.endsWith('.vsix')) await rm(join(build, file));
const tfx = join(root, 'node_modules/tfx-cli/_build/tfx-cli.js');
const options = ['--root', stage, '--manifest-globs', 'vss-extension.json', '--output-path', build];
const { stdout } = await promisify(execFile)(
  process.execPath,
  [tfx, 'extension', 'create', ...options, '--no-prompt', '--no-color'],
  { cwd: stage },
);
const warnings = stdout.split('\n').filter((line) => /warning/i.test(line));
if (warnings.length > 0) throw new Error(`tfx is not content:\n${warnings.join('\n')}`);

const [packed = ''] = (await readdir(build)).filter((file) => file.endsWith('.vsix'));
console.log(
  `${join(values.outdir, packed)}: ${Math.ceil((await stat(join(build, packed))).size / 1024)} KiB`,
);
