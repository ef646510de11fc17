// Bundles src/ into dist/: `node scripts/build.mjs [--outdir folder]`.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { notices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** File in dist/ → its entry and the bytes it may have. What grows beyond them slows every start. */
const bundles = {
  'index.js': { entry: 'src/main.ts', budget: 700_000 },
  'jq-worker.js': { entry: 'src/mapping/jq/jq-worker.ts', budget: 1_400_000 },
  'github-artifact.js': { entry: 'src/host/github-artifact.ts', budget: 2_000_000 },
};

/** The Azure agent loads a task with `require`, so the bundle is CommonJS, which has no `import.meta`. */
const importMetaUrl = "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;";

/**
 * Of these only what is imported by name is needed: loading them does nothing. Without it, `@actions/core` brings
 * an HTTP client of 400 KiB along that nothing here uses.
 */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const ours = /node_modules\/@actions\/core\//.test(importer) || path === '@actions/core';
      if (!ours || pluginData === onlyWhatIsUsed) return undefined;
      const resolved = await resolve(path, { importer, resolveDir, kind, pluginData: onlyWhatIsUsed });
      return { ...resolved, sideEffects: false };
    });
  },
};

const bundle = (file, entry, outdir) =>
  build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(outdir, file),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    // All ASCII: V8 keeps such a source at one byte a character.
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: file === 'index.js' ? `#!/usr/bin/env node\n${importMetaUrl}` : importMetaUrl },
    define: { 'import.meta.url': '__importMetaUrl' },
    metafile: true,
    plugins: [onlyWhatIsUsed],
    logLevel: 'warning',
  });

const kib = (bytes) => `${(bytes / 1024).toFixed(0).padStart(6)} KiB`;

/** Bytes of each package inside a bundle, the largest first. */
const weights = (metafile) => {
  const sums = new Map();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'src';
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
};

const report = (file, bytes, budget, metafile) => {
  console.log(`${kib(bytes)}  ${file} (budget ${kib(budget).trim()})`);
  for (const [name, size] of weights(metafile).slice(0, 8)) console.log(`${kib(size)}    ${name}`);
};

const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'dist' } } });
const outdir = resolve(root, values.outdir);
await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });

const metafiles = [];
const tooLarge = [];
for (const [file, { entry, budget }] of Object.entries(bundles)) {
  const { metafile } = await bundle(file, entry, outdir);
  const text = await readFile(join(outdir, file), 'utf8');
  if (text.includes(root)) throw new Error(`${file} holds a path of this machine.`);
  const bytes = Buffer.byteLength(text);
  report(file, bytes, budget, metafile);
  if (bytes > budget) tooLarge.push(file);
  metafiles.push(metafile);
}
await writeFile(join(outdir, 'THIRD-PARTY-NOTICES.txt'), await notices(root, metafiles));
// The sample items of a mapping check, which nothing else reads.
await cp(join(root, 'src/samples/items.ndjson'), join(outdir, 'samples.ndjson'));
// Node would read dist/*.js as ES modules by the package.json above it.
await writeFile(join(outdir, 'package.json'), '{\n  "type": "commonjs"\n}\n');
if (tooLarge.length > 0) {
  console.error(`Over its budget: ${tooLarge.join(', ')}`);
  process.exitCode = 1;
}
