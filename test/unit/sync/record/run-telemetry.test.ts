import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../../../src/lib/log.ts';
import type { Telemetry } from '../../../../src/port/telemetry/telemetry.ts';
import { createCounters } from '../../../../src/report/counters/counters.ts';
import { createProgress } from '../../../../src/sync/record/progress.ts';
import { createRunTelemetry } from '../../../../src/sync/record/run-telemetry.ts';
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
  return { calls, telemetry: createRunTelemetry(silent, clock, () => telemetry) };
};

test('what was read before the integration was open is shown once it is', () => {
  const { calls, telemetry } = recorded();
  const items = Array.from({ length: 4 }, (_, id) => ({ id }));
  telemetry.log.info('early');
  telemetry.items(resource, items);
  telemetry.items(resource, items);
  telemetry.finished({ index: 1, kind: 'kind-1' } as never);
  assert.deepEqual(calls, []);
  telemetry.start({} as never, []);
  assert.deepEqual(calls, [
    ['started', []],
    ['log', 'INFO', 'early', undefined, 1_000],
    ['kindStarted', resource],
    ['examples', resource, [...items, items[0]]],
    ['kindFinished', { index: 1, kind: 'kind-1' }],
  ]);
});

test('a kind is started once, and later items are shown as they come', () => {
  const { calls, telemetry } = recorded();
  telemetry.start({} as never, []);
  telemetry.items(resource, [{ id: 1 }]);
  telemetry.items(resource, [{ id: 2 }]);
  assert.deepEqual(
    calls.map(([name]) => name),
    ['started', 'kindStarted', 'examples', 'examples'],
  );
});

test('a line from before the integration was open keeps its time', () => {
  const { calls, telemetry } = recorded();
  telemetry.log.warn('Another run is at work');
  now = 600_000;
  telemetry.start({} as never, []);
  assert.deepEqual(calls[1], ['log', 'WARNING', 'Another run is at work', undefined, 1_000]);
});

test('a line about a resource says which one and what was being done with it', () => {
  const { calls, telemetry } = recorded();
  telemetry.start({} as never, []);
  createProgress(createCounters(mapping([resource])), clock, telemetry.log).finished(resource);
  const about = { resource_kind: 'kind-0', index: 0, etl_phase: 'load' };
  assert.deepEqual(calls[1], ['log', 'INFO', 'kind-0-0: 0 items → nothing to map', about, now]);
});
