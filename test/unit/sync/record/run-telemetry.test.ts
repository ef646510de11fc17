import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../../src/lib/log.ts';
import type { Telemetry } from '../../../../src/port/telemetry/telemetry.ts';
import { createTally } from '../../../../src/report/counters.ts';
import { createProgress } from '../../../../src/sync/record/progress.ts';
import { createVisible } from '../../../../src/sync/record/run-telemetry.ts';
import { mapping, resource as resourceOf } from '../support.ts';

const resource = resourceOf(0, 'kind-0', [{}]);
let now = 1_000;
const clock = { now: () => now, sleep: async () => {} };

const recorded = () => {
  const calls: unknown[][] = [];
  const telemetry = new Proxy({} as Telemetry, {
    get:
      (_, name) =>
      (...given: unknown[]) =>
        void calls.push([name, ...given]),
  });
  return { calls, visible: createVisible(silent, clock, () => telemetry) };
};

test('what was read before the integration was open is shown once it is', () => {
  const { calls, visible } = recorded();
  const items = Array.from({ length: 4 }, (_, id) => ({ id }));
  visible.log.info('early');
  visible.items(resource, items);
  visible.items(resource, items);
  visible.finished({ index: 1, kind: 'kind-1' } as never);
  assert.deepEqual(calls, []);
  visible.start({} as never, []);
  assert.deepEqual(calls, [
    ['started', []],
    ['log', 'INFO', 'early', undefined, 1_000],
    ['kindStarted', resource],
    ['examples', resource, [...items, items[0]]],
    ['kindFinished', { index: 1, kind: 'kind-1' }],
  ]);
});

test('a kind is started once, and later items are shown as they come', () => {
  const { calls, visible } = recorded();
  visible.start({} as never, []);
  visible.items(resource, [{ id: 1 }]);
  visible.items(resource, [{ id: 2 }]);
  assert.deepEqual(
    calls.map(([name]) => name),
    ['started', 'kindStarted', 'examples', 'examples'],
  );
});

test('a line from before the integration was open keeps its time', () => {
  const { calls, visible } = recorded();
  visible.log.warn('Another run is at work');
  now = 600_000;
  visible.start({} as never, []);
  assert.deepEqual(calls[1], ['log', 'WARNING', 'Another run is at work', undefined, 1_000]);
});

test('a line about a resource says which one and what was being done with it', () => {
  const { calls, visible } = recorded();
  visible.start({} as never, []);
  createProgress(createTally(mapping([resource])), clock, visible.log).finished(resource);
  const about = { resource_kind: 'kind-0', index: 0, etl_phase: 'load' };
  assert.deepEqual(calls[1], ['log', 'INFO', 'kind-0 [0]: 0 items → nothing to map', about, now]);
});
