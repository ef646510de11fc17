import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitFor } from '../../../bench/events/wait-for.ts';

describe('a wait of a measurement', () => {
  it('is told, and gives what it was for', async (t) => {
    const { mock } = t.mock.method(console, 'error', () => {});
    assert.equal(await waitFor('end', 5, Promise.resolve('done')), 'done');
    assert.deepEqual(
      mock.calls.flatMap((call) => call.arguments),
      ['Waiting for end, 5 s at the most.'],
    );
    await assert.rejects(waitFor('end', 5, Promise.reject(new Error('its own'))), /its own/);
  });

  it('has an end, which says for what it was', async (t) => {
    t.mock.method(console, 'error', () => {});
    await assert.rejects(waitFor('end', 0.001, new Promise(() => {})), /Gave up: no end within 0\.001 s/);
  });
});
