import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistory } from '../../../../src/serve/resyncs/history.ts';
import { KEPT_RESYNCS } from '../../../../src/serve/view.ts';
import { at, resyncOf } from '../support/view.ts';

test('incremental resyncs, which are many, push no full one out', () => {
  const history = createHistory();
  history.add(resyncOf(1));
  const dropped = Array.from({ length: KEPT_RESYNCS + 2 }, (_, n) =>
    history.add(resyncOf(n + 2, { kind: 'incremental' })),
  ).flat();
  assert.deepEqual(
    dropped.map(({ number }) => number),
    [2, 3],
  );
  assert.equal(history.ended.length, KEPT_RESYNCS + 1);
  assert.equal(history.ended.at(-1)?.number, 1);
  assert.equal(history.ended[0]?.number, KEPT_RESYNCS + 3);
});

test('failures are counted by kind, and a full success makes up for incremental ones', () => {
  const history = createHistory();
  const incremental = { kind: 'incremental', status: 'failed' } as const;
  history.add(resyncOf(1, incremental));
  history.add(resyncOf(2, incremental));
  history.add(resyncOf(3, { status: 'crashed' }));
  assert.deepEqual([history.full, history.incremental], [{ failures: 1 }, { failures: 2 }]);
  history.add(resyncOf(4, { kind: 'incremental' }));
  assert.deepEqual([history.full.failures, history.incremental.failures], [1, 0]);
  history.add(resyncOf(5, incremental));
  history.add(resyncOf(6, { status: 'problems' }));
  assert.deepEqual([history.full.failures, history.incremental.failures], [0, 0]);
  assert.equal(history.full.succeededAt, at - 40_000);
});

test('a resync that was cancelled is neither a failure nor a success', () => {
  const history = createHistory();
  history.add(resyncOf(1, { status: 'cancelled' }));
  assert.deepEqual(history.full, { failures: 0 });
});
