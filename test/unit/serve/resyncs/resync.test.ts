import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startResync } from '../../../../src/serve/resyncs/resync.ts';

test('a mistake of ours before the process of a resync is there ends the resync, and is told as a defect', async () => {
  const folder = {
    forRun: () => Promise.reject(new TypeError('ours')),
  } as unknown as Parameters<typeof startResync>[1]['folder'];
  const begun: Parameters<typeof startResync>[0] = { number: 1, kind: 'full', reasons: ['start'] };
  const { done } = startResync(begun, { folder, environment: {}, log: () => {}, now: () => 1 });
  const { status, failure } = await done;
  assert.equal(status, 'crashed');
  assert.match(failure ?? '', /^It could not be started: a defect of this tool \(TypeError/);
});
