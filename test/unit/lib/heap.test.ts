import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const memory = new URL('../../../src/lib/heap.ts', import.meta.url).href;

/** Holds 60 MB for a while, then makes what dies soon. Tells resident megabytes, and those of the young generation. */
const script = `
import { setImmediate } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { keepHeapSmall } from '${memory}';
keepHeapSmall();
const rss = () => process.memoryUsage.rss() / 1e6;
const young = () => getHeapSpaceStatistics().find((s) => s.space_name === 'new_space').space_size / 2 ** 20;
const some = (count) => Array.from({ length: count }, (_, i) => ({ name: 'item ' + i, at: [i, i + 0.5] }));
let held = [];
for (let i = 0; i < 60; i++) {
  held.push(some(6_000));
  await setImmediate();
}
const peak = rss();
held = [];
const until = performance.now() + 20_000;
for (let i = 0; performance.now() < until && (rss() > peak - 40 || young() < 8); i++) {
  held[i % 4] = some(2_000);
  await setImmediate();
}
console.log(JSON.stringify({ peak, after: rss(), young: young() }));
`;

test('memory that the heap once took is given back while the process works on', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const { peak, after, young } = JSON.parse(stdout) as Record<'peak' | 'after' | 'young', number>;
  assert.ok(after <= peak - 40, `${peak} MB became ${after}`);
  assert.ok(young >= 8, `the young generation has ${young} MB`);
});
