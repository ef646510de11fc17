import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createPool, type Pool } from '../../../../../src/mapping/jq/engine/pool.ts';
import { JobFailure } from '../../../../../src/mapping/jq/engine/pool-worker.ts';
import type { WorkerRequest } from '../../../../../src/mapping/jq/engine/protocol.ts';

const file = (name: string) => new URL(`../../support/${name}`, import.meta.url);

describe('the pool of workers', () => {
  let pool: Pool;
  const open = (options: { maxWorkers?: number; timeLimitSeconds?: number; path?: URL } = {}) => {
    pool = createPool({ path: file('scripted-worker.mjs'), maxWorkers: 2, timeLimitSeconds: 60, ...options });
    return pool;
  };
  afterEach(() => pool.close());
  const run = (program: string) => pool.run(() => ({ do: 'evaluate', program, input: '' }));

  it('starts no worker before there is work', () => {
    assert.equal(open().stats().workers, 0);
  });

  it('starts one worker for one job after the other', async () => {
    open();
    assert.deepEqual(await run('a'), { is: 'output', text: 'a' });
    assert.deepEqual(await run('b'), { is: 'output', text: 'b' });
    assert.deepEqual({ ...pool.stats(), seconds: 0 }, { workers: 1, jobs: 2, seconds: 0 });
  });

  it('starts a second one when work waits, and no more than allowed', async () => {
    open();
    const replies = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(run));
    assert.deepEqual(
      replies.map((reply) => 'text' in reply && reply.text),
      ['a', 'b', 'c', 'd', 'e'],
    );
    assert.equal(pool.stats().workers, 2);
  });

  it('makes a request only when a worker is free for it', async () => {
    open({ maxWorkers: 1 });
    const made: string[] = [];
    const request = (program: string) => (): WorkerRequest => {
      made.push(program);
      return { do: 'evaluate', program, input: '' };
    };
    const first = pool.run(request('a')).then(() => made.slice());
    const second = pool.run(request('b'));
    assert.deepEqual(made, []);
    assert.deepEqual(await first, ['a', 'b']);
    await second;
  });

  for (const program of ['crash', 'exit']) {
    it(`fails only the job whose worker does ${program}`, async () => {
      open({ maxWorkers: 1 });
      const bad = run(program);
      const good = run('a');
      await assert.rejects(bad, (error) => error instanceof JobFailure && error.reason === 'crash');
      assert.deepEqual(await good, { is: 'output', text: 'a' });
    });
  }

  it('ends a worker that takes too long, and goes on with another', async () => {
    open({ maxWorkers: 1, timeLimitSeconds: 0.2 });
    await assert.rejects(run('silent'), (error) => error instanceof JobFailure && error.reason === 'timeout');
    assert.deepEqual(await run('a'), { is: 'output', text: 'a' });
  });

  it('says so when no worker can start', async () => {
    open({ path: file('broken-worker.mjs') });
    await assert.rejects(
      run('a'),
      /The jq worker .*broken-worker\.mjs does not start: broken from the start/,
    );
    open({ path: file('missing-worker.mjs') });
    await assert.rejects(run('a'), /does not start: .*missing-worker/);
  });

  it('rejects what waits when it is closed', async () => {
    open({ maxWorkers: 1 });
    const rejected = [run('silent'), run('a')].map((job) => assert.rejects(job, /The mapper is closed/));
    await pool.close();
    await Promise.all(rejected);
    await assert.rejects(run('b'), /The mapper is closed/);
  });
});
