import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEntityIndex } from '../../../../src/sync/catalog/entity-index.ts';
import { createSpools } from '../../../../src/sync/load/spool.ts';

test('of two items that make one entity the later in the source wins, in either order of arrival', () => {
  const entities = createEntityIndex('thing');
  const a = entities.slotOf('a');
  const early = entities.claim(0, a, 5);
  assert.equal(early?.first, true);
  assert.equal(entities.claim(0, a, 4), undefined);
  const late = entities.claim(0, a, 9);
  assert.equal(late?.first, false);
  assert.equal(entities.isWinner(0, a, early?.sequence ?? -1), false);
  assert.equal(entities.isWinner(0, a, late?.sequence ?? -1), true);
});

test('the index keeps what it knows of each target while it grows', () => {
  const entities = createEntityIndex('thing');
  for (let i = 0; i < 5000; i++) {
    const slot = entities.slotOf(`e${i}`);
    entities.setFingerprint(i % 2, slot, i);
    if (i % 3 === 0) entities.markOwned(slot);
  }
  for (let i = 0; i < 5000; i++) {
    const slot = entities.find(`e${i}`) as number;
    assert.equal(entities.fingerprint(i % 2, slot), i);
    assert.equal(entities.fingerprint((i + 1) % 2, slot), undefined);
    assert.equal(entities.owned(slot), i % 3 === 0);
    assert.equal(entities.produced(slot), false);
  }
});

test('the overall outcome of an entity is the worst, then the most, of what its targets did', () => {
  const entities = createEntityIndex('thing');
  const slot = entities.slotOf('a');
  entities.setOutcome(0, slot, 'unchanged');
  entities.setOutcome(1, slot, 'updated');
  assert.equal(entities.overallOutcome(slot), 'updated');
  entities.setOutcome(2, slot, 'refused');
  assert.equal(entities.overallOutcome(slot), 'refused');
});

test('a spool gives back every record in order, from memory and from disk, and leaves no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spool-test-'));
  const spools = createSpools(folder);
  const spool = spools.create<{ i: number; text: string }>();
  const text = `line\nbreak \u2028 ${'x'.repeat(1000)}`;
  for (let i = 0; i < 2000; i++) await spool.add({ i, text });
  assert.equal((await readdir(folder)).length, 1);
  let next = 0;
  for await (const record of spool.drain()) assert.deepEqual(record, { i: next++, text });
  assert.equal(next, 2000);
  assert.equal(spool.count, 0);
  await spools.close();
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
});
