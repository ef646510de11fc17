import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { ItemsDone } from '../../../../src/events/items-protocol.ts';
import type { Touched } from '../../../../src/events/types.ts';
import { createEventQueue } from '../../../../src/serve/events/event-queue.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';

const project = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';
const item = (id: number): Touched => ({
  organisation: 'contoso',
  steps: [
    { list: 'projects', id: project },
    { list: 'work items', id },
  ],
});
const pushed = (from: string, to: string, ref = 'refs/heads/main'): Touched => ({
  organisation: 'contoso',
  steps: [
    { list: 'projects', id: project },
    { list: 'repositories', id: project },
  ],
  range: { ref, from, to },
});

const done: ItemsDone = {
  chosen: 1,
  created: 0,
  updated: 1,
  unchanged: 0,
  deleted: 0,
  refused: 0,
  waiting: [],
  isWhole: true,
};

/** A queue whose readings take a time and are noted, each with the second that it began in. */
const queueFor = (
  t: TestContext,
  answer: (batch: number, ids: readonly number[]) => Promise<ItemsDone> = async () => done,
  takesMs = 100,
) => {
  const clock = virtualClock();
  const ended = new AbortController();
  t.after(() => ended.abort());
  const began = clock.now();
  const readings: { at: number; touched: readonly Touched[] }[] = [];
  const missed: string[] = [];
  const failures: number[] = [];
  const delays: number[] = [];
  const queue = createEventQueue({
    clock,
    signal: ended.signal,
    async apply(touched) {
      const at = (clock.now() - began) / 1000;
      readings.push({ at, touched });
      await clock.sleep(takesMs);
      return answer(readings.length, idsOf(touched));
    },
    applied: (_, waited) => void delays.push(...waited),
    failed: (_, ms) => void failures.push(ms / 1000),
    missed: (why) => void missed.push(why),
  });
  const idsOf = (touched: readonly Touched[]) =>
    touched.map(({ steps }) => (steps.at(-1) as { id: number }).id);
  return {
    queue,
    clock,
    readings,
    missed,
    failures,
    delays,
    /** Seconds and numbers of what was read. */
    read: () => readings.map(({ at, touched }) => [at, ...idsOf(touched)]),
  };
};

describe('events of one item', () => {
  test('are read at once the first time, and those that follow within seconds together', async (t) => {
    const { queue, clock, read, delays } = queueFor(t);
    queue.add([item(1)]);
    await clock.sleep(50);
    queue.add([item(1)]);
    queue.add([item(1)]);
    await clock.sleep(500);
    queue.add([item(1)]);
    await clock.sleep(20_000);
    assert.deepEqual(read(), [
      [0, 1],
      [1.6, 1],
    ]);
    assert.deepEqual(delays, [100, 1650]);
  });

  test('do not hold up other items', async (t) => {
    const { queue, clock, read } = queueFor(t);
    queue.add([item(1)]);
    await clock.sleep(200);
    queue.add([item(1), item(2)]);
    await clock.sleep(10_000);
    assert.deepEqual(read(), [
      [0, 1],
      [0.2, 2],
      [1.6, 1],
    ]);
  });
});

test('a burst of 20,000 events loses none, and each item waits once', async (t) => {
  const { queue, clock, readings } = queueFor(t);
  for (let n = 0; n < 20_000; n += 1) assert.equal(queue.add([item(n % 7_000)]), true);
  assert.ok(queue.size <= 7_000);
  await clock.sleep(60_000);
  const ids = new Set(readings.flatMap(({ touched }) => touched.map((one) => JSON.stringify(one))));
  assert.equal(ids.size, 7_000);
  assert.equal(queue.size, 0);
});

test('more than there is room for is not taken, and nothing of it is', (t) => {
  const { queue } = queueFor(t);
  for (let n = 0; n < 49_999; n += 1) queue.add([item(n)]);
  assert.equal(queue.add([item(60_000), item(60_001)]), false);
  assert.equal(queue.size, 49_999);
  assert.equal(queue.add([item(60_000)]), true);
});

test('pushes that follow each other are one range, in whatever order they come, and others are not', async (t) => {
  const { queue, clock, readings } = queueFor(t);
  queue.add([item(0)]);
  queue.add([pushed('b', 'c')]);
  queue.add([pushed('a', 'b')]);
  queue.add([pushed('c', 'd')]);
  queue.add([pushed('x', 'y')]);
  queue.add([pushed('a', 'b', 'refs/heads/other')]);
  await clock.sleep(1_000);
  const ranges = readings.flatMap(({ touched }) =>
    touched.flatMap(({ range }) => (range ? `${range.ref.slice(11)} ${range.from}..${range.to}` : [])),
  );
  assert.deepEqual(ranges, ['main a..d', 'main x..y', 'other a..b']);
});

test('what fails waits, longer each time, and is read with all that came meanwhile', async (t) => {
  const { queue, clock, read, failures, missed } = queueFor(t, async (batch) => {
    if (batch <= 2) throw new Error('Port does not answer.');
    return done;
  });
  queue.add([item(1)]);
  await clock.sleep(1_000);
  queue.add([item(2)]);
  await clock.sleep(60_000);
  assert.deepEqual(
    read().map(([at, ...ids]) => [at, ids.sort().join()]),
    [
      [0, '1'],
      [5.1, '1,2'],
      [15.2, '1,2'],
    ],
  );
  assert.deepEqual([failures, missed], [[5, 10], []]);
  assert.equal(queue.size, 0);
});

test('an item that ends every reading is left to catching up, and the others are applied without it', async (t) => {
  const applied = new Set<number>();
  const { queue, clock, readings, missed } = queueFor(t, async (_, ids) => {
    if (ids.includes(7)) throw new Error('The process that reads what events touched: it ended (SIGKILL).');
    for (const id of ids) applied.add(id);
    return done;
  });
  for (let id = 1; id <= 200; id += 1) queue.add([item(id)]);
  await clock.sleep(5 * 60_000);
  assert.equal(applied.size, 199);
  queue.add([item(500)]);
  await clock.sleep(6 * 60_000);
  assert.ok(applied.has(500));
  await clock.sleep(30 * 60_000);
  assert.deepEqual([queue.size, missed], [0, ['what changed could not be read at all']]);
  assert.ok(readings.length < 40, `${readings.length} readings`);
});

test('while nothing can be read at all nothing is left out, and it is applied in few readings afterwards', async (t) => {
  const applied = new Set<number>();
  let isDown = true;
  const { queue, clock, readings, missed } = queueFor(t, async (_, ids) => {
    if (isDown) throw new Error('Port does not answer.');
    for (const id of ids) applied.add(id);
    return done;
  });
  for (let id = 1; id <= 200; id += 1) queue.add([item(id)]);
  await clock.sleep(2 * 60 * 60_000);
  const before = readings.length;
  isDown = false;
  for (let id = 201; id <= 400; id += 1) queue.add([item(id)]);
  await clock.sleep(10 * 60_000);
  assert.deepEqual([applied.size, queue.size, missed], [400, 0, []]);
  assert.ok(readings.length - before <= 25, `${readings.length - before} readings`);
});

test('what cannot be read in full is read three times, and then left to catching up', async (t) => {
  const { queue, clock, readings, missed } = queueFor(t, async () => ({ ...done, isWhole: false }));
  queue.add([item(1)]);
  await clock.sleep(300_000);
  assert.equal(readings.length, 3);
  assert.deepEqual(missed, ['what changed could not be read in full']);
});

test('what is applied while a full sync is at work is applied once more after it', async (t) => {
  const { queue, clock, read } = queueFor(t);
  queue.add([item(1)]);
  await clock.sleep(50);
  queue.resyncBegins();
  await clock.sleep(1_000);
  queue.add([item(2)]);
  await clock.sleep(60_000);
  queue.resyncEnded();
  await clock.sleep(10_000);
  queue.resyncBegins();
  queue.resyncEnded();
  await clock.sleep(10_000);
  assert.deepEqual(read(), [
    [0, 1],
    [1.05, 2],
    [61.05, 1, 2],
  ]);
});
