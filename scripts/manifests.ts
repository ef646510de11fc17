// Writes what is made from the definitions in src/: the manifests and docs/inputs.md from inputs/definitions.ts, the JSON Schema of
// mapping files from mapping/schema.ts and kinds/. With --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { kinds } from '../src/kinds/registry.ts';
import { mappingJsonSchema } from '../src/mapping/json-schema.ts';
import { actionManifest } from './manifests/action.ts';
import { inputsPage } from './manifests/inputs-page.ts';
import { taskManifest } from './manifests/task.ts';

const files = {
  'task/task.json': taskManifest,
  'action.yml': actionManifest,
  'docs/inputs.md': inputsPage,
  'docs/mapping.schema.json': () => `${JSON.stringify(mappingJsonSchema(kinds), undefined, 2)}\n`,
};

const root = new URL('../', import.meta.url);
const check = process.argv.includes('--check');

for (const [path, render] of Object.entries(files)) {
  const url = new URL(path, root);
  const text = render();
  const known = await readFile(url, 'utf8').catch(() => '');
  if (text === known) continue;
  if (check) {
    console.error(`${path} is not what src/ makes of it: run "npm run manifests".`);
    process.exitCode = 1;
  } else {
    await writeFile(url, text);
    console.log(`Wrote ${fileURLToPath(url).slice(fileURLToPath(root).length)}`);
  }
}
