import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const chaos = (...words: string[]) =>
  spawnSync(process.execPath, ['test/chaos/run.ts', '--output', 'build/chaos-none.json', ...words], {
    encoding: 'utf8',
  });

test('chaos that would play nothing is an error, and no success', () => {
  const wrong: [words: string[], told: RegExp][] = [
    [['--seeds', '1', '--plays', 'increments'], /--plays increments: there are all, full, incremental/],
    [['--seeds', 'ten'], /--seeds ten/],
    [['--seeds', '0'], /--seeds 0/],
    [['--seed', 'x'], /--seed x/],
    [['--seeds', '1', '--from', 'x'], /--from x/],
    [['--sweep', '--route', 'no such route'], /"no such route"/],
  ];
  for (const [words, told] of wrong) {
    const { status, stderr } = chaos(...words);
    assert.match(stderr, told);
    assert.equal(status, 1);
  }
});
