// Stages the command as an npm package, and packs it, offline: `npm run package:npm [-- --outdir folder]`.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { oldestNode } from '../../src/host/runtimes.ts';
import { root } from '../lib/root.ts';

/** File in the package → its source. What only the action or the extension needs stays out. */
const staged: Readonly<Record<string, string>> = {
  LICENSE: 'LICENSE',
  'README.md': 'scripts/npm-package/README.md',
  'dist/index.js': 'dist/index.js',
  'dist/jq-worker.js': 'dist/jq-worker.js',
  'dist/serve-metrics.js': 'dist/serve-metrics.js',
  'dist/samples.ndjson': 'dist/samples.ndjson',
  'dist/package.json': 'dist/package.json',
  'dist/THIRD-PARTY-NOTICES.txt': 'dist/THIRD-PARTY-NOTICES.txt',
};

const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'build' } } });
const build = resolve(root, values.outdir);
const stage = join(build, 'npm');

await rm(stage, { recursive: true, force: true });
for (const [to, from] of Object.entries(staged)) {
  await mkdir(dirname(join(stage, to)), { recursive: true });
  await cp(join(root, from), join(stage, to));
}
const { name, version, license, repository, bin } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
// Everything is in the bundle: the package depends on nothing.
const manifest = {
  name,
  version,
  description: 'Syncs an Azure DevOps organisation into a Port software catalog, once or always on.',
  keywords: ['azure-devops', 'port', 'software-catalog'],
  license,
  repository,
  bin,
  files: ['dist'],
  engines: { node: `>=${oldestNode}` },
};
await writeFile(join(stage, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', build], {
  cwd: stage,
});
const [{ filename, size }] = JSON.parse(stdout);
console.log(`${join(values.outdir, filename)}: ${Math.ceil(size / 1024)} KiB`);
