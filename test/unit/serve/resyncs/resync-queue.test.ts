import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BegunResync, createResyncQueue } from '../../../../src/serve/resyncs/resync-queue.ts';
import type { Resync } from '../../../../src/serve/resyncs/types.ts';

/** A queue whose resyncs end when the test says so. */
const queueOf = () => {
  const begun: (BegunResync & { end(): void; cancelled: boolean })[] = [];
  const ended: Resync[] = [];
  const queue = createResyncQueue({
    now: () => 0,
    start(about) {
      let end = () => {};
      const done = new Promise<Resync>((resolve) => {
        end = () => resolve({ ...about, startedAt: 0, finishedAt: 1, status: 'succeeded', directory: '' });
      });
      const resync = { ...about, end, cancelled: false };
      begun.push(resync);
      return {
        done,
        cancel() {
          resync.cancelled = true;
          end();
        },
      };
    },
    finished: (resync) => void ended.push(resync),
  });
  return { queue, begun, ended };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one resync is at work at a time, and all that is asked for meanwhile makes one more', async () => {
  const { queue, begun, ended } = queueOf();
  queue.ask('start');
  assert.deepEqual(queue.running?.reasons, ['start']);
  queue.ask('request');
  queue.ask('schedule');
  queue.ask('request');
  await turn();
  assert.equal(begun.length, 1);
  assert.deepEqual(queue.waiting, ['request', 'schedule']);
  begun[0]?.end();
  await turn();
  assert.deepEqual(
    begun.map(({ number, reasons }) => [number, ...reasons]),
    [
      [1, 'start'],
      [2, 'request', 'schedule'],
    ],
  );
  begun[1]?.end();
  await turn();
  assert.equal(ended.length, 2);
  queue.ask('mapping');
  assert.deepEqual(queue.running, { number: 3, kind: 'full', reasons: ['mapping'], startedAt: 0 });
});

test('an incremental resync is what is asked for as one, and a full one stands for it', async () => {
  const { queue, begun } = queueOf();
  for (const reasons of [['increment'], ['catch-up'], ['catch-up', 'increment']] as const) {
    for (const reason of reasons) queue.ask(reason);
    begun.at(-1)?.end();
    await turn();
  }
  assert.equal(begun.length, 4);
  assert.ok(begun.every(({ kind }) => kind === 'incremental'));
  queue.ask('increment');
  queue.ask('request');
  begun.at(-1)?.end();
  await turn();
  assert.deepEqual([begun.at(-1)?.kind, begun.at(-1)?.reasons], ['full', ['increment', 'request']]);
  begun.at(-1)?.end();
  await turn();
  assert.equal(queue.running, undefined);
});

test('a queue that stops ends the resync at work, waits for it and starts none any more', async () => {
  const { queue, begun } = queueOf();
  queue.ask('start');
  queue.ask('request');
  await queue.stop();
  assert.equal(begun[0]?.cancelled, true);
  queue.ask('schedule');
  await turn();
  assert.equal(begun.length, 1);
  assert.equal(queue.running, undefined);
});

test('a queue at rest stops at once', async () => {
  await queueOf().queue.stop();
});
