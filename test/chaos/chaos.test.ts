import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playIncrements } from './increments.ts';
import { play } from './play.ts';

/** A seed that failed replays: `npm run chaos -- --seed N` tells what happened in it. */
const SEEDS = 50;

for (let seed = 1; seed <= SEEDS; seed++)
  test(`whatever fails, the catalog is one that the rules allow, and right after a clean run (seed ${seed})`, async () => {
    const { failures } = await play(seed);
    assert.deepEqual(failures, []);
  });

/** Each has five runs, of which some are increments. */
const INCREMENTAL_SEEDS = 12;

for (let seed = 1; seed <= INCREMENTAL_SEEDS; seed++)
  test(`whatever fails in incremental runs, nothing that exists is missing or deleted, and a full sync makes it right (seed ${seed})`, async () => {
    const { failures } = await playIncrements(seed);
    assert.deepEqual(failures, []);
  });

test('a seed is the same schedule every time', async () => {
  const [first, second] = [await play(7), await play(7)];
  assert.deepEqual(first, second);
});
