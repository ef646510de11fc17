import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oceanDatasource } from '../../../emulators/port/emulator.ts';
import { blueprint, identifier, portAndClient, recordingLog } from '../../port/support.ts';
import { createCatalogSync } from '../catalog-sync.ts';
import { mapped, mapping, resource } from '../support.ts';

const thing = blueprint('thing');
const things = resource(0, 'project', [{ title: '.name' }]);

/** A run that finds one entity of its own, and one of each of these datasources that it does not find. */
const leftBehind = async (datasources: readonly string[]) => {
  const catalogSync = createCatalogSync([thing]);
  const arrivals = [{ resource: things, items: ['here', 'gone'].map((key) => mapped(key, { title: key })) }];
  await catalogSync.sync(mapping([things]), { arrivals });
  for (const [i, datasource] of datasources.entries())
    catalogSync.port.seedEntities(datasource, [{ identifier: `e${i}`, blueprint: 'thing' }]);
  const all = mapping([things], { entityDeletionThreshold: 1 });
  const ended = await catalogSync.sync(all, {
    arrivals: [{ resource: things, items: [mapped('here', { title: 'here' })] }],
  });
  return {
    ...ended,
    left: catalogSync.port.entities('thing').map((e) => e.identifier),
    port: catalogSync.port,
  };
};

for (const other of [
  `x/${identifier}`,
  `team9/${identifier}`,
  `a/b/${identifier}`,
  `0.1.0/${identifier}`,
  `${identifier}/exporter/${identifier}`,
])
  for (const version of ['0.1.0', '0.12.34', '7.0.0-rc.1+b'])
    test(`what the integration ${other} wrote by version ${version} is not this one’s`, async () => {
      const { left, reconciled } = await leftBehind([oceanDatasource(other, version)]);
      assert.deepEqual(left, ['here', 'e0']);
      assert.equal(reconciled.report.owned, 2);
      assert.equal(reconciled.report.deleted, 1);
      assert.deepEqual(reconciled.report.heldBack, []);
    });

test('what other versions of an exporter wrote for this integration goes when it is gone', async () => {
  const versions = ['0.1.0', '0.48.0', '0.12.345', '1.0.0', '10.20.30', '0.3.1-beta.2', '0.1', 'dev'];
  const { left, reconciled } = await leftBehind(versions.map((v) => oceanDatasource(identifier, v)));
  assert.deepEqual(left, ['here']);
  assert.equal(reconciled.report.deleted, versions.length + 1);
});

test('what Port does not tell apart is held back, and says why', async () => {
  const { left, reconciled } = await leftBehind([
    oceanDatasource(identifier, 'ver sion'),
    oceanDatasource(identifier, '1'.repeat(60)),
  ]);
  assert.deepEqual(left, ['here', 'e0', 'e1']);
  assert.deepEqual(
    reconciled.report.heldBack.map(({ count, reason }) => [count, /another integration’s/.test(reason)]),
    [[2, true]],
  );
});

test('versions are found out once, however many entities they wrote', async () => {
  const many = Array.from({ length: 450 }, () => oceanDatasource(identifier, '0.9.1'));
  const { left, port } = await leftBehind(many);
  assert.deepEqual(left, ['here']);
  const searches = port.counts()['POST /v1/blueprints/{blueprint}/entities/search'] ?? 0;
  assert.ok(searches < 60, `${searches} searches`);
});

test('when Port does not say whose entities are, all of them stay and it is told', async () => {
  const catalogSync = createCatalogSync([thing]);
  const arrivals = [{ resource: things, items: ['here', 'gone'].map((key) => mapped(key, { title: key })) }];
  await catalogSync.sync(mapping([things]), { arrivals });
  catalogSync.port.faults = [
    {
      match: /entities\/search/,
      fault: { type: 'status', status: 500, body: { ok: false, error: 'x' } },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { counters, reconciled } = await catalogSync.sync(mapping([things]), { arrivals: [] });
  assert.equal(catalogSync.port.entities('thing').length, 2);
  assert.equal(reconciled.report.deleted, 0);
  assert.ok(counters.problems.some(({ phase }) => phase === 'delete'));
});

test('an integration identifier with a slash is refused before anything is asked', () => {
  assert.throws(
    () => portAndClient({ client: { identifier: 'x/lab', log: recordingLog() } }),
    (error: Error & { hint?: string }) =>
      /slash/.test(error.message) && /without a slash/.test(error.hint ?? ''),
  );
});
