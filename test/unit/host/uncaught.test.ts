import assert from 'node:assert/strict';
import { test } from 'node:test';
import { azure, start } from './support/spawn.ts';

test('an error that cannot be told ends the process all the same', { timeout: 60_000 }, async (t) => {
  const { code } = await start(t, {
    environment: { ...azure(), STUB_WAIT: 'once' },
    readUntil: /waiting/,
    signals: [{ when: /waiting/, signal: 'SIGTERM' }],
  });
  assert.equal(code, 1);
});
