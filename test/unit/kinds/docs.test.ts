import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kinds } from '../../../src/kinds/registry.ts';

describe('docs/kinds.md', () => {
  it('says what every option does, and nothing of options that are not there', () => {
    for (const { name, options, docs } of kinds.values()) {
      assert.deepEqual(Object.keys(docs.options ?? {}).sort(), Object.keys(options).sort(), name);
    }
  });
});
