import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '../../../../../src/mapping/jq/engine/engine.ts';
import type { Pool } from '../../../../../src/mapping/jq/engine/pool.ts';
import { JobFailure } from '../../../../../src/mapping/jq/engine/pool-worker.ts';
import type { WorkerReply } from '../../../../../src/mapping/jq/engine/protocol.ts';

/**
 * An engine that gives back each item, chokes on a batch with a bad one (`"loop"`, `"crash"`, `"lose"`, `"swap"`),
 * and only if the program holds the expression `.bad`.
 */
function chokingPool(): Pool & { inputs: string[] } {
  const inputs: string[] = [];
  const evaluate = (program: string, input: string): WorkerReply => {
    inputs.push(input);
    const bad = program.includes('(.bad');
    const lines = input.split('\n');
    if (bad && input.includes('loop')) throw new JobFailure('timeout', 'took longer than 1 s');
    if (bad && input.includes('crash')) return { is: 'failure', message: 'out of memory' };
    const cells = program.match(/first\(try/g)?.length ?? 0;
    const rows = lines.map((line) => {
      const [index, item] = JSON.parse(line) as [number, unknown];
      return JSON.stringify([index, ...Array.from({ length: cells }, () => [item])]);
    });
    if (bad && input.includes('lose')) rows.pop();
    if (bad && input.includes('swap')) rows.reverse();
    return { is: 'output', text: rows.join('\n') };
  };
  return {
    inputs,
    async run(request) {
      const asked = request();
      if (asked.do === 'evaluate') return evaluate(asked.program, asked.input);
      return {
        is: 'compiled',
        messages: asked.expressions.map((text) => (text === 'nonsense' ? 'no' : null)),
      };
    },
    stats: () => ({ workers: 1, jobs: inputs.length, seconds: 0 }),
    close: async () => {},
  };
}

const texts = (...items: string[]) => items.map((item) => JSON.stringify(item));

describe('the engine', () => {
  it('evaluates a batch in one go', async () => {
    const pool = chokingPool();
    const rows = await createEngine(pool, {}).evaluate(['.a', '.b'], texts('x', 'y'));
    assert.deepEqual(rows, [
      [['x'], ['x']],
      [['y'], ['y']],
    ]);
    assert.equal(pool.inputs.length, 1);
  });

  it('asks nothing for no items', async () => {
    const pool = chokingPool();
    assert.deepEqual(await createEngine(pool, {}).evaluate(['.a'], []), []);
    assert.equal(pool.inputs.length, 0);
  });

  const chokes: [item: string, message: string][] = [
    ['loop', 'took longer than 1 s'],
    ['crash', 'out of memory'],
    ['lose', 'the engine lost items'],
  ];
  for (const [item, message] of chokes) {
    it(`loses one field of one item for a batch with a "${item}"`, async () => {
      const items = ['a', 'b', 'c', 'd', item, 'f', 'g'];
      const rows = await createEngine(chokingPool(), {}).evaluate(['.a', '.bad', '.c'], texts(...items));
      assert.deepEqual(
        rows,
        items.map((value) => [[value], value === item ? { e: message } : [value], [value]]),
      );
    });
  }

  it('does not take one item’s results for another’s', async () => {
    const items = ['a', 'b', 'swap', 'd'];
    const rows = await createEngine(chokingPool(), {}).evaluate(['.bad'], texts(...items));
    assert.deepEqual(
      rows,
      items.map((value) => [[value]]),
    );
  });

  it('does not try an expression again that never ended on three items', async () => {
    const pool = chokingPool();
    const engine = createEngine(pool, {});
    const items = Array.from({ length: 20 }, () => 'loop');
    const rows = await engine.evaluate(['.bad', '.good'], texts(...items));
    assert.deepEqual(rows[0], [{ e: 'took longer than 1 s' }, ['loop']]);
    assert.deepEqual(rows[19], [{ e: 'took longer than 1 s on 3 items and was not tried again' }, ['loop']]);
    const before = pool.inputs.length;
    await engine.evaluate(['.bad', '.good'], texts(...items));
    assert.equal(pool.inputs.length, before + 1);
  });

  it('evaluates the rest when an expression does not compile', async () => {
    const rows = await createEngine(chokingPool(), {}).evaluate(['nonsense', '.a'], texts('x'));
    assert.deepEqual(rows, [[{ e: 'does not compile: no' }, ['x']]]);
  });

  it('passes on what is no fault of a batch', async () => {
    const pool = { ...chokingPool(), run: () => Promise.reject(new Error('no worker')) };
    await assert.rejects(createEngine(pool, {}).evaluate(['.a'], texts('x')), /no worker/);
  });
});
