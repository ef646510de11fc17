import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { playEvents } from './events/play-events.ts';
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

/** Each has some thirty events, and a process that may be killed. */
const EVENT_SEEDS = 8;

describe('whatever becomes of events and of the process that takes them', () => {
  let delivered = 0;
  for (let seed = 1; seed <= EVENT_SEEDS; seed++)
    test(`nothing that exists is deleted, and the catalog is right after one pass (seed ${seed})`, async () => {
      const { failures, happened } = await playEvents(seed);
      assert.deepEqual(failures, []);
      delivered += happened['event delivered'] ?? 0;
    });

  test('most of the events arrive', () => {
    assert.ok(delivered > 10 * EVENT_SEEDS, `${delivered} events were delivered`);
  });
});

test('a seed is the same schedule every time', async () => {
  const [first, second] = [await play(7), await play(7)];
  assert.deepEqual(first, second);
  assert.deepEqual(await playEvents(3), await playEvents(3));
});
