import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunks } from '../../../../src/lib/collections/chunks.ts';

test('items come in chunks of a size, in order, the last one with the rest', () => {
  assert.deepEqual([...chunks([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]]);
  assert.deepEqual([...chunks([1, 2], 2)], [[1, 2]]);
});

test('no items are no chunks', () => {
  assert.deepEqual([...chunks([], 2)], []);
});
