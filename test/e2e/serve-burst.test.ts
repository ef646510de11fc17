import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureBurst } from '../../bench/events/measure.ts';
import { openScene } from '../../bench/events/scene.ts';
import { dist } from './support/hosts.ts';

test('a burst of 20,000 events loses none, is answered by no other status than 200, and leaves the process as small as it was', async (t) => {
  const scene = await openScene(dist, 20_000);
  t.after(() => scene.close());
  const burst = await measureBurst(scene, 20_000);
  // 0: a connection that broke, on a machine that is busy; the event is sent again, as the service does.
  const { 0: broken = 0, ...answers } = burst.answers;
  assert.deepEqual([burst.lost, answers], [0, { 200: 20_000 }]);
  assert.ok(broken < 100, `${broken}`);
  // Each item has an event; most events wait at once.
  assert.ok(burst.items > 19_000);
  const { before, most } = burst.bytes;
  assert.ok(most < before + 60e6, `${before} ${most}`);
  // Fewer requests than events.
  assert.ok(burst.requests.azureDevOps < 2_000, `${burst.requests.azureDevOps}`);
});
