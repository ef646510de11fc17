import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOwnedCount } from '../../../../src/sync/items/owned-count.ts';

const MINUTE = 60_000;

/** A count over pages of so many; `asked`: pages that Port was asked for. */
function counting(...pages: number[]) {
  const made = { asked: 0, now: 0 };
  const port = {
    async *ownedIdentifiers() {
      for (const size of pages) {
        made.asked += 1;
        yield Array.from({ length: size }, (_, i) => ({ identifier: `${i}`, blueprint: 'b' }));
      }
    },
  };
  return { made, count: createOwnedCount(port, { now: () => made.now }) };
}

test('Port is asked for as many pages as it takes, and for all where the share is too large', async () => {
  const { made, count } = counting(10, 10, 10);
  assert.equal(await count.allows(9, 0, 0.9), true);
  assert.equal(made.asked, 1);
  assert.equal(await count.allows(18, 0, 0.9), true);
  assert.equal(made.asked, 3);
  assert.equal(await count.allows(28, 0, 0.9), false);
  assert.equal(made.asked, 6);
});

test('what a run has deleted counts as owned before it, and what it has made does not', async () => {
  const { count } = counting(10);
  assert.equal(await count.allows(10, 0, 0.9), false);
  assert.equal(await count.allows(10, 2, 0.9), true);
  assert.equal(await count.allows(9, -1, 0.9), false);
});

test('a count is good for ten minutes, less what was deleted since; whatever may go is not counted', async () => {
  const { made, count } = counting(10);
  for (let i = 0; i < 3; i++) assert.equal(await count.allows(5, 0, 0.9), true);
  assert.equal(made.asked, 1);
  count.less(5);
  assert.equal(await count.allows(5, 0, 0.9), true);
  assert.equal(made.asked, 2);
  made.now += 11 * MINUTE;
  assert.equal(await count.allows(1, 0, 0.9), true);
  assert.equal(made.asked, 3);
  assert.equal(await count.allows(99, 0, 1), true);
  assert.equal(made.asked, 3);
});
