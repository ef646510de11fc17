// Writes docs/kinds.md, made from the definitions in src/kinds. With --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { kindsPage } from './lib/kinds-page.mjs';

const file = new URL('../docs/kinds.md', import.meta.url);
const text = kindsPage();
const known = await readFile(file, 'utf8').catch(() => '');
if (text !== known && process.argv.includes('--check')) {
  console.error('docs/kinds.md is not what src/kinds makes of it: run "node scripts/docs-kinds.mjs".');
  process.exitCode = 1;
} else if (text !== known) {
  await writeFile(file, text);
  console.log('Wrote docs/kinds.md');
}
