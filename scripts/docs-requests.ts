// Writes docs/requests.md, made from syncs of the emulated organisation. With --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { createProduct } from '../test/integration/product.ts';
import { deliveredBy } from '../test/integration/support/items.ts';
import { organisationOptions, requestsPage } from '../test/integration/support/requests-page.ts';
import { plain } from '../test/integration/support/resources.ts';

const file = new URL('../docs/requests.md', import.meta.url);
const { delivered } = await deliveredBy(createProduct({ organisation: organisationOptions }), plain);
const text = await requestsPage(delivered);
const known = await readFile(file, 'utf8').catch(() => '');
if (text !== known && process.argv.includes('--check')) {
  console.error('docs/requests.md is not what the syncs make of it: run "node scripts/docs-requests.ts".');
  process.exitCode = 1;
} else if (text !== known) {
  await writeFile(file, text);
  console.log('Wrote docs/requests.md');
}
