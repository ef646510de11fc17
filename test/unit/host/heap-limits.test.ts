import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';

const module = new URL('../../../src/host/heap-limits.ts', import.meta.url).href;

/** Megabytes of the young generation after `start`, and work of which much survives. */
function youngGenerationAfter(start: string, environment: NodeJS.ProcessEnv = {}): number {
  const work = `
    ${start}
    const { getHeapSpaceStatistics } = await import('node:v8');
    let kept = [];
    for (let round = 0; round < 60; round += 1)
      kept = [...kept.slice(-5), Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x' + i }))];
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    console.log(young.space_size / 2 ** 20);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', work], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });
  return Number(output);
}

/** V8 may hold a page or a few more for a moment. */
const isSixteen = (megabytes: number) => assert.ok(megabytes >= 16 && megabytes <= 20, `${megabytes} MB`);

describe('the heap', () => {
  it('has a young generation of 16 MB, whatever survives in it', () => {
    isSixteen(youngGenerationAfter(`await import('${module}');`));
  });

  it('stays small in a process that is always on, and not in its runs', () => {
    const as = (...words: string[]) =>
      `process.argv = ['node', 'index.js', ...${JSON.stringify(words)}]; await import('${module}');`;
    const listener = { OCEAN__EVENT_LISTENER: '{"type":"POLLING"}' };
    assert.ok(youngGenerationAfter(as('serve')) < 16);
    assert.ok(youngGenerationAfter(as(), listener) < 16);
    isSixteen(youngGenerationAfter(as('--mode', 'sync'), listener));
    isSixteen(youngGenerationAfter(as(), { OCEAN__EVENT_LISTENER: '{"type":"ONCE"}' }));
  });

  it('is left to V8 where PORT_SYNC_V8_DEFAULTS says so', () => {
    const left = youngGenerationAfter(`await import('${module}');`, { PORT_SYNC_V8_DEFAULTS: 'true' });
    assert.ok(left > 16, `${left} MB`);
  });

  it('is left to V8 on a version of Node that was not measured', () => {
    const start = `
      process.env.PORT_SYNC_V8_DEFAULTS = 'true';
      const { limitHeap } = await import('${module}');
      limitHeap({}, '97.0.0');`;
    const left = youngGenerationAfter(start);
    assert.ok(left > 16, `${left} MB`);
  });
});
