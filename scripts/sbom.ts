// Writes the bills of materials of the action and of the extension, in CycloneDX, from what esbuild bundles:
// `npm run sbom [-- --outdir folder]`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { type BundleName, bundleOptions, bundles } from './lib/bundles.ts';
import { billOfMaterials } from './lib/materials.ts';
import { root } from './lib/root.ts';
import { staged } from './lib/staged.ts';

const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'build' } } });
const outdir = resolve(root, values.outdir);
await mkdir(outdir, { recursive: true });

const inAction = Object.keys(bundles) as BundleName[];
const inExtension = inAction.filter((file) => Object.values(staged).includes(`dist/${file}`));

const metafiles = new Map<BundleName, Metafile>();
for (const file of inAction) {
  const { metafile } = await build({ ...bundleOptions(file), write: false, metafile: true });
  metafiles.set(file, metafile);
}

for (const [name, files] of Object.entries({ action: inAction, extension: inExtension })) {
  const chosen = Object.fromEntries([...metafiles].filter(([file]) => files.includes(file)));
  const bill = billOfMaterials(`port-catalog-sync-${name}`, chosen);
  await writeFile(join(outdir, `${name}.cdx.json`), `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${join(values.outdir, `${name}.cdx.json`)}: ${bill.components.length} packages`);
}
