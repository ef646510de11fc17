// Makes everything that is made from the code: `npm run generate [-- --check] [file …]`. With --check it only compares,
// with files it makes those alone.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { madePart } from './lib/made-part.ts';
import { root } from './lib/root.ts';

/** The text of a file, given the one that is there. What takes long to make is loaded when it is made. */
type Render = (known: string) => string | Promise<string>;

const files: Record<string, Render> = {
  'task/task.json': async () => (await import('./generators/task.ts')).taskManifest(),
  'action.yml': async () => (await import('./generators/action.ts')).actionManifest(),
  'action/README.md': async () => (await import('./generators/action-page.ts')).actionPage(),
  'docs/inputs.md': async () => (await import('./generators/inputs.ts')).inputsPage(),
  'docs/mapping.schema.json': async () => (await import('./generators/mapping-schema.ts')).mappingSchema(),
  'docs/events.md': async (known) =>
    madePart(known, 'events', (await import('./generators/events.ts')).eventTable()),
  'docs/event.schema.json': async () => (await import('./generators/events.ts')).eventSchema(),
  'docs/kinds.md': async () => (await import('./generators/kinds.ts')).kindsPage(),
  'docs/permissions.md': async (known) => {
    const { scopeTable } = await import('./generators/scopes.ts');
    const { matrixTable } = await import('../test/access/support/matrix.ts');
    return madePart(madePart(known, 'scopes', scopeTable()), 'matrix', matrixTable());
  },
  'examples/README.md': async (known) =>
    madePart(known, 'examples', (await import('./generators/examples.ts')).exampleTable()),
  'docs/requests.md': async () => (await import('./generators/requests.ts')).requestsPage(),
  'src/check/samples/items.ndjson': async () => (await import('./generators/samples.ts')).samples(),
};

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals : Object.keys(files);

for (const path of chosen) {
  const render = files[path];
  if (!render) throw new Error(`${path} is not made. These are: ${Object.keys(files).join(', ')}.`);
  const file = join(root, path);
  const known = await readFile(file, 'utf8').catch(() => '');
  const text = await render(known);
  if (text === known) continue;
  if (values.check) {
    console.error(`${path} is not what the code makes of it: run "npm run generate" and commit it.`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`Wrote ${path}`);
  }
}
