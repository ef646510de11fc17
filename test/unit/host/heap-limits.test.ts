import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';

const module = new URL('../../../src/host/heap-limits.ts', import.meta.url).href;

/**
 * Megabytes of the young generation after `start`, and work of which much survives: the median of five readings. Each
 * follows a full collection, since V8 holds pages beyond the size while a collection moves what survives.
 */
function youngGenerationAfter(start: string, environment: NodeJS.ProcessEnv = {}): number {
  const work = `
    ${start}
    const { getHeapSpaceStatistics } = await import('node:v8');
    let kept = [];
    const readings = [];
    for (let round = 1; round <= 60; round += 1) {
      kept = [...kept.slice(-5), Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x' + i }))];
      if (round % 12 > 0) continue;
      gc();
      const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
      readings.push(young.space_size / 2 ** 20);
    }
    console.log(readings.sort((a, b) => a - b)[2]);`;
  const output = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', work], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });
  return Number(output);
}

describe('the heap', () => {
  it('has a young generation of 16 MB, whatever survives in it', () => {
    assert.equal(youngGenerationAfter(`await import('${module}');`), 16);
  });

  it('has that size also where it had grown before', () => {
    const grown = `
      globalThis.survivors = Array.from({ length: 5_000 }, () => new Array(64).fill(0));
      const { getHeapSpaceStatistics: before } = await import('node:v8');
      const { space_size } = before().find(({ space_name }) => space_name === 'new_space');
      if (space_size <= 2 * 2 ** 20) throw new Error('it has not grown');
      await import('${module}');`;
    assert.equal(youngGenerationAfter(grown), 16);
  });

  it('stays small in a process that is always on, and not in its runs', () => {
    const as = (...words: string[]) =>
      `process.argv = ['node', 'index.js', ...${JSON.stringify(words)}]; await import('${module}');`;
    const listener = { OCEAN__EVENT_LISTENER: '{"type":"POLLING"}' };
    assert.ok(youngGenerationAfter(as('serve')) <= 2);
    assert.ok(youngGenerationAfter(as(), listener) <= 2);
    assert.equal(youngGenerationAfter(as('--mode', 'sync'), listener), 16);
    assert.equal(youngGenerationAfter(as(), { OCEAN__EVENT_LISTENER: '{"type":"ONCE"}' }), 16);
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
