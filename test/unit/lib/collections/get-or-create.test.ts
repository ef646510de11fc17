import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getOrCreate } from '../../../../src/lib/collections/get-or-create.ts';

test('a value is made once for a key and kept', () => {
  const lists = new Map<string, number[]>();
  for (const number of [1, 2]) getOrCreate(lists, 'a', () => []).push(number);
  assert.deepEqual([...lists], [['a', [1, 2]]]);
});

test('a value that is falsy is not made anew', () => {
  const counts = new Map([['a', 0]]);
  assert.equal(
    getOrCreate(counts, 'a', () => 1),
    0,
  );
});
