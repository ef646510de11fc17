import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../../src/lib/async/clock.ts';

test('a machine whose clock is set while a run goes on makes no wait longer', (t) => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1_000);
  const before = systemClock.now();
  t.mock.method(Date, 'now', () => 0);
  const after = systemClock.now();
  assert.ok(after >= before && after - before < 1_000);
});
