import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kinds } from '../../../src/kinds/registry.ts';

describe('docs/kinds.md', () => {
  it('is what the definitions of the kinds make of it', async () => {
    const script = fileURLToPath(new URL('../../../scripts/docs-kinds.mjs', import.meta.url));
    await promisify(execFile)(process.execPath, [script, '--check']);
  });

  it('says what every option does, and nothing of options that are not there', () => {
    for (const { name, options, docs } of kinds.values()) {
      assert.deepEqual(Object.keys(docs.options ?? {}).sort(), Object.keys(options).sort(), name);
    }
  });
});
