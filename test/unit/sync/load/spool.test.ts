import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSpools, type Spool } from '../../../../src/sync/load/spool.ts';

const collect = async <T>(spool: Spool<T>): Promise<T[]> => {
  const records: T[] = [];
  for await (const record of spool.drain()) records.push(record);
  return records;
};

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spool-test-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('records come back in their order, from disk and from memory', () =>
  inFolder(async (folder) => {
    const spools = createSpools(folder, 100);
    const spool = spools.create<{ n: number; text: string }>();
    const records = Array.from({ length: 50 }, (_, n) => ({ n, text: `line\u2028${n}\n` }));
    for (const record of records) await spool.add(record);
    assert.equal(spool.count, 50);
    assert.deepEqual(await collect(spool), records);
    assert.deepEqual(await collect(spool), []);
    await spools.close();
  }));

test('spools that go to disk at the same moment keep their records apart', () =>
  inFolder(async (folder) => {
    const spools = createSpools(folder, 10);
    const all = Array.from({ length: 8 }, () => spools.create<string>());
    await Promise.all(
      all.map(async (spool, i) => {
        for (let n = 0; n < 5; n++) await spool.add(`spool ${i} record ${n}`);
      }),
    );
    for (const [i, spool] of all.entries())
      assert.deepEqual(
        await collect(spool),
        Array.from({ length: 5 }, (_, n) => `spool ${i} record ${n}`),
      );
    await spools.close();
  }));

test('closing removes what was not drained, also while it is being written', () =>
  inFolder(async (folder) => {
    const spools = createSpools(folder, 10);
    const spool = spools.create<string>();
    await spool.add('a record that goes to disk');
    const late = spool.add('another one that is on its way').catch(() => {});
    await spools.close();
    await late;
    assert.deepEqual(await readdir(folder), []);
  }));

test('after closing nothing goes to disk any more', () =>
  inFolder(async (folder) => {
    const spools = createSpools(folder, 10);
    const spool = spools.create<string>();
    await spools.close();
    await assert.rejects(spool.add('a record that comes too late'), /closed/);
    assert.deepEqual(await readdir(folder), []);
  }));
