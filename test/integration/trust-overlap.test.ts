import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cancelled, UserError } from '../../src/lib/errors.ts';
import { silent } from '../../src/lib/log.ts';
import { identifier, type Product } from './product.ts';
import { mappingOf, projects, slowly, trusted, workItems } from './support/trust.ts';

const minute = 60_000;

/** Another run has the integration since so many minutes. */
function takenSince(product: Product, minutes: number) {
  const integration = product.port.integration(identifier);
  if (!integration) throw new Error('there is no integration');
  integration.resyncState = {
    status: 'running',
    lastResyncStart: new Date(product.clock.now() - minutes * minute).toISOString(),
    lastResyncEnd: null,
  };
  return integration;
}

const wrote = ({ port }: Product) =>
  port.requests.filter(({ method, route }) => method !== 'GET' && /bulk|resync-state/.test(route));

test('a run waits for another one to end, and says so', async () => {
  const product = trusted();
  const integration = takenSince(product, 5);
  const began = product.clock.now();
  void product.clock.sleep(3 * minute).then(() => {
    integration.resyncState = { status: 'completed' };
  });
  const warnings: string[] = [];
  const ended = await product.sync({}, { ...silent, warn: (text) => void warnings.push(text) });
  assert.equal(ended.report.run.status, 'succeeded');
  assert.match(warnings[0] ?? '', /Another run of the integration has been at work since/);
  assert.match(ended.report.warnings.join(), /^Waited 3 min \d\d s for the end of another run/);
  assert.ok((wrote(product)[0]?.at ?? 0) >= began + 3 * minute);
});

test('what was read while it waited is read again', async () => {
  const product = trusted();
  const integration = takenSince(product, 5);
  void product.clock.sleep(3 * minute).then(() => {
    product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments').remove();
    integration.resyncState = { status: 'completed' };
  });
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  const projects = product.port.entities().filter(({ blueprint }) => blueprint === 'project');
  assert.ok(projects.length > 0);
  assert.ok(!JSON.stringify(projects).includes('Payments'));
});

/** Lists of the mapping here, each asked for once. */
const PROBED = 6;

test('it gives way to one that does not end: nothing is written, and no more read than what the credential may', async () => {
  const product = trusted();
  takenSince(product, 5);
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'failed');
  assert.match(ended.report.run.failure?.message ?? '', /still was after 10 minutes of waiting/);
  assert.match(ended.report.run.failure?.hint ?? '', /Let it finish/);
  assert.deepEqual(wrote(product), []);
  assert.ok(product.azureDevOps.requests.length <= PROBED);
  assert.equal(product.port.integration(identifier)?.resyncState.status, 'running');
});

test('a run that began while this one was being prepared is given way to, before anything is written', async () => {
  const product = trusted();
  slowly(product, 50);
  let began = false;
  const match = () => {
    if (!began) takenSince(product, 0);
    began = true;
    return false;
  };
  product.azureDevOps.faults = [{ match, fault: { type: 'reset' } }];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'failed');
  assert.match(
    ended.report.run.failure?.message ?? '',
    /Another run of the integration .* has been at work since/,
  );
  assert.match(ended.report.run.failure?.hint ?? '', /give the schedules room/);
  assert.deepEqual(wrote(product), []);
  assert.equal(product.port.integration(identifier)?.resyncState.status, 'running');
});

test('the state of a run that died over an hour ago does not block', async () => {
  const product = trusted();
  takenSince(product, 61);
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.ok(ended.report.run.durationSeconds < 60);
});

/** Stops the run at the n-th request that matches. */
function stopAt(product: Product, match: RegExp, n: number, reason: Error) {
  let seen = 0;
  const watcher = {
    match(request: { method: string }, route: string) {
      if (match.test(`${request.method} ${route}`) && ++seen === n) product.stop(reason);
      return false;
    },
    fault: { type: 'reset' } as const,
  };
  product.azureDevOps.faults = [...product.azureDevOps.faults, watcher];
  product.port.faults = [...product.port.faults, watcher];
}

const cancelled = () => new Cancelled('The run was cancelled (SIGTERM).');

const moments: [when: string, match: RegExp, n: number][] = [
  ['before anything is known of Port', /access_token/, 1],
  ['while projects are listed', /_apis\/projects$/, 1],
  ['while branches are read', /\/refs$/, 2],
  ['while entities are written', /entities\/bulk/, 2],
  ['while owned entities are read', /datasource-entities/, 1],
  ['while what is gone is deleted', /bulk\/entities\/delete/, 1],
];

for (const [when, match, n] of moments)
  test(`a run cancelled ${when} ends within two seconds, settles what is in flight and deletes no more`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trust-'));
    const product = trusted({ temporaryDirectory: folder, spoolInMemory: 100 });
    await product.sync();
    product.azureDevOps.organisations[0]?.remove({ share: 0.4, seed: 5, kinds: ['branch', 'work-item'] });
    product.azureDevOps.organisations[0]?.change({ share: 0.6, seed: 5 });
    slowly(product, 120);
    let stoppedAt = 0;
    product.port.requests.length = 0;
    stopAt(product, match, n, cancelled());
    const { stop } = product;
    product.stop = (reason) => {
      stoppedAt = product.clock.now();
      stop(reason);
    };
    const ended = await product.sync();
    const { run, resources } = ended.report;
    assert.equal(run.status, 'cancelled');
    assert.equal(run.failure?.message, 'The run was cancelled (SIGTERM).');
    assert.ok(stoppedAt > 0);
    assert.ok(product.clock.now() - stoppedAt <= 1_600, `${product.clock.now() - stoppedAt} ms`);
    const announced = product.port.requests.some(({ route }) => route.endsWith('/resync-state'));
    if (announced) assert.equal(product.port.integration(identifier)?.resyncState.status, 'aborted');
    const late = product.azureDevOps.requests.filter(({ at }) => at > stoppedAt);
    assert.deepEqual(late, []);
    const deletes = product.port.requests.filter(({ route }) => route.endsWith('entities/delete'));
    assert.ok(deletes.length <= 1);
    if (/projects|refs|datasource|token/.test(match.source)) assert.ok(resources.every((r) => !r.complete));
    assert.deepEqual(await readdir(folder), []);
    await rm(folder, { recursive: true });
  });

test('a cancelled run does not wait for a Port that does not answer', async () => {
  const product = trusted();
  slowly(product, 50);
  product.port.faults = [
    { match: /entities\/bulk/, fault: { type: 'slow', ms: 10 * minute }, times: Infinity },
    { match: /resync-state/, fault: { type: 'slow', ms: 10 * minute }, skip: 1, times: Infinity },
  ];
  const began = product.clock.now();
  void product.clock.sleep(5_000).then(() => product.stop(cancelled()));
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'cancelled');
  assert.ok(product.clock.now() - began <= 5_000 + 1_600);
  assert.ok(ended.report.totals.unsettled > 0);
  assert.equal(ended.report.totals.refused, 0);
  assert.match(ended.report.warnings.join('\n'), /Port could not be told that the run has ended/);
});

test('a run cancelled while it waits for another one ends at once', async () => {
  const product = trusted();
  takenSince(product, 1);
  void product.clock.sleep(40_000).then(() => product.stop(cancelled()));
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'cancelled');
  assert.equal(ended.report.run.durationSeconds, 40);
  assert.equal(product.port.integration(identifier)?.resyncState.status, 'running');
});

test('a time limit ends the run as failed, with what was deleted until then in the numbers', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.remove({
    share: 0.5,
    seed: 9,
    kinds: ['branch', 'work-item', 'team'],
  });
  slowly(product, 100);
  stopAt(product, /bulk\/entities\/delete/, 2, new UserError('The run took longer than timeLimit (60 s).'));
  const before = product.port.entities().length;
  const { report, changes } = await product.sync();
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /timeLimit/);
  assert.ok(report.totals.deleted > 0);
  assert.equal(report.totals.deleted, before - product.port.entities().length);
  assert.equal(changes.filter(({ action }) => action === 'deleted').length, report.totals.deleted);
  assert.ok(report.totals.heldBack > 0);
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /the run ended before: .*timeLimit/);
  assert.equal(product.port.integration(identifier)?.resyncState.status, 'failed');
});

test('of many deletions only those in flight are finished', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 2, repositoriesPerProject: 1, workItemsPerProject: 180 } } },
    mappingOf([projects, workItems], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const owned = product.port.entities('item').length;
  product.azureDevOps.organisations[0]?.remove({ share: 1, seed: 9, kinds: ['work-item'] });
  slowly(product, 100);
  stopAt(product, /bulk\/entities\/delete/, 1, cancelled());
  const { report } = await product.sync({ maxConcurrency: 1 });
  assert.equal(report.run.status, 'cancelled');
  assert.equal(report.totals.deleted, 100);
  assert.equal(report.totals.heldBack, owned - 100);
  assert.equal(product.port.entities('item').length, owned - 100);
});

test('after a run that was cut short the next one brings everything in order', async () => {
  const product = trusted();
  slowly(product, 50);
  stopAt(product, /entities\/bulk/, 3, cancelled());
  await product.sync();
  product.azureDevOps.faults = [];
  product.port.faults = [];
  const next = await product.sync();
  assert.equal(next.report.run.status, 'succeeded');
  const fresh = trusted();
  await fresh.sync();
  assert.deepEqual(product.port.catalog(), fresh.port.catalog());
});

test('a run whose record of changes cannot be written fails tidily: what it does, it must be able to tell', async () => {
  let told = 0;
  const product = trusted({
    organisation: { scale: { projects: 3, repositoriesPerProject: 1, workItemsPerProject: 45 } },
    async changed() {
      told += 1;
      if (told > 10) throw new Error('ENOSPC: no space left on device');
    },
  });
  // Entities come slowly and are written fast: bulks end long before the last one is sent.
  product.azureDevOps.latency = 500;
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  const ended = await product.sync();
  await new Promise(setImmediate);
  process.off('unhandledRejection', listen);
  assert.deepEqual(unhandled, []);
  assert.equal(ended.report.run.status, 'failed');
  assert.match(ended.report.run.failure?.message ?? '', /ENOSPC/);
  assert.equal(product.port.integration(identifier)?.resyncState.status, 'failed');
});
