import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { identifier, type Product } from './product.ts';
import { trusted } from './support/trust.ts';

const MINUTE = 60_000;

const stateOf = ({ port }: Product) => {
  const { status, nextResync, intervalInMinuets } = port.integration(identifier)?.resyncState ?? {};
  return { status, nextResync, intervalInMinuets };
};

const folderOf = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'cursors-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

test('a run of a schedule tells Port when the next one comes, and one of what changed leaves that as it is', async () => {
  const product = trusted();
  const since = product.clock.now();
  const schedule = { since, minutes: 120 };
  await product.clock.sleep(10 * MINUTE);
  await product.sync({ schedule });
  const told = {
    status: 'completed',
    nextResync: new Date(since + 120 * MINUTE).toISOString(),
    intervalInMinuets: 120,
  };
  assert.deepEqual(stateOf(product), told);
  await product.clock.sleep(110 * MINUTE);
  await product.sync({ schedule });
  const next = { ...told, nextResync: new Date(since + 240 * MINUTE).toISOString() };
  assert.deepEqual(stateOf(product), next);
  await product.sync({ mode: 'incremental', schedule });
  await product.clock.sleep(10 * MINUTE);
  const { report } = await product.sync({ mode: 'incremental', schedule });
  assert.ok(report.run.increments?.since);
  assert.deepEqual(stateOf(product), next);
  await product.sync();
  assert.deepEqual(stateOf(product), { status: 'completed', nextResync: null, intervalInMinuets: null });
});

test('a run of a schedule that is cancelled tells of no next one', async () => {
  const product = trusted({ changed: async () => product.stop(new Cancelled('It was told to end.')) });
  const schedule = { since: product.clock.now(), minutes: 120 };
  await product.sync({ schedule });
  assert.deepEqual(stateOf(product), { status: 'aborted', nextResync: null, intervalInMinuets: null });
});

test('a full sync that has a folder for cursors notes them, so that the next run reads what changed', async (t) => {
  const product = trusted();
  const stateDirectory = await folderOf(t);
  const full = await product.sync({ stateDirectory });
  assert.deepEqual([full.report.run.status, full.report.run.increments], ['succeeded', undefined]);
  await product.clock.sleep(15 * MINUTE);
  const next = await product.sync({ stateDirectory, mode: 'incremental' });
  assert.ok(next.report.run.increments?.since, JSON.stringify(next.report.run.increments));
  const again = await product.sync({ stateDirectory });
  assert.equal(again.report.run.increments, undefined);
  assert.equal(again.report.totals.unchanged, full.report.totals.created);
});

test('a full sync of a part notes no cursors', async (t) => {
  const product = trusted();
  await product.sync();
  const stateDirectory = await folderOf(t);
  const scope = { ...EVERYTHING, part: { only: ['project'], projects: [] } };
  await product.sync({ stateDirectory, scope });
  const { report } = await product.sync({ stateDirectory, mode: 'incremental' });
  assert.match(report.run.increments?.full ?? '', /no cursor/);
});
