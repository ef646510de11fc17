// Bundles src/ into dist/: `npm run build [-- --outdir folder]`.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { type BundleName, bundleOptions, bundles } from './lib/bundles.ts';
import { root } from './lib/root.ts';
import { tabPage } from './lib/tab-page.ts';
import { notices } from './notices.ts';

/** Bundles into a file; a page gets its script put in. */
const bundle = async (file: BundleName, outdir: string) => {
  const { outputFiles, metafile } = await build({ ...bundleOptions(file), write: false, metafile: true });
  const script = outputFiles?.[0]?.text ?? '';
  const text = file.endsWith('.html') ? await tabPage(script.trimEnd()) : script;
  await writeFile(join(outdir, file), text);
  return { text, metafile };
};

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0).padStart(6)} KiB`;

/** Bytes of each package inside a bundle, the largest first. */
const weights = (metafile: Metafile): [name: string, bytes: number][] => {
  const sums = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'src';
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
};

const report = (file: string, bytes: number, budget: number, metafile: Metafile) => {
  console.log(`${kib(bytes)}  ${file} (budget ${kib(budget).trim()})`);
  for (const [name, size] of weights(metafile).slice(0, 8)) console.log(`${kib(size)}    ${name}`);
};

const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'dist' } } });
const outdir = resolve(root, values.outdir);
await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });

const metafiles: Metafile[] = [];
const tooLarge: string[] = [];
for (const file of Object.keys(bundles) as BundleName[]) {
  const { budget } = bundles[file];
  const { text, metafile } = await bundle(file, outdir);
  if (text.includes(root)) throw new Error(`${file} holds a path of this machine.`);
  if (/[^\0-\x7f]/.test(text))
    throw new Error(`${file} is not all ASCII: V8 would keep it at two bytes a character.`);
  const bytes = Buffer.byteLength(text);
  report(file, bytes, budget, metafile);
  if (bytes > budget) tooLarge.push(file);
  metafiles.push(metafile);
}
await writeFile(join(outdir, 'THIRD-PARTY-NOTICES.txt'), await notices(root, metafiles));
// The sample items of a mapping check, which nothing else reads.
await cp(join(root, 'src/check/samples/items.ndjson'), join(outdir, 'samples.ndjson'));
// Node would read dist/*.js as ES modules by the package.json above it.
await writeFile(join(outdir, 'package.json'), '{\n  "type": "commonjs"\n}\n');
if (tooLarge.length > 0) {
  console.error(`Over its budget: ${tooLarge.join(', ')}`);
  process.exitCode = 1;
}
