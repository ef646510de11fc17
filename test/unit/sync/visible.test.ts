import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../src/log.ts';
import type { Resource } from '../../../src/mapping/types.ts';
import type { Telemetry } from '../../../src/port/telemetry/telemetry.ts';
import { createVisible } from '../../../src/sync/visible.ts';

const resource = { index: 0, kind: 'kind-0' } as Resource;

const recorded = () => {
  const calls: unknown[][] = [];
  const telemetry = new Proxy({} as Telemetry, {
    get:
      (_, name) =>
      (...given: unknown[]) =>
        void calls.push([name, ...given]),
  });
  return { calls, visible: createVisible(silent, () => telemetry) };
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
    ['log', 'INFO', 'early', undefined],
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
