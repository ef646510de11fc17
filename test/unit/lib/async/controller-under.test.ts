import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controllerUnder } from '../../../../src/lib/async/controller-under.ts';

test('a controller under a signal is aborted with it and for its reason, also where that was before', () => {
  const above = new AbortController();
  const { signal } = controllerUnder(above.signal);
  assert.equal(signal.aborted, false);
  above.abort('the end');
  assert.equal(signal.reason, 'the end');
  assert.equal(controllerUnder(above.signal).signal.reason, 'the end');
});

test('a controller under a signal is aborted by itself without it', () => {
  const above = new AbortController();
  const own = controllerUnder(above.signal);
  own.abort('enough');
  above.abort('the end');
  assert.equal(own.signal.reason, 'enough');
});
