import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oceanDatasource } from '../../../../emulators/port/emulator.ts';
import { blueprint, identifier } from '../../../port/support.ts';
import { createCatalogSync } from '../../catalog-sync.ts';
import { mapped, mapping, resource } from '../../support.ts';

const column = blueprint('column', { limit: { type: 'number', default: 0 }, note: { type: 'string' } });
const item = blueprint('item', {}, { column: { target: 'column', many: false, required: true } });
const columns = resource(0, 'column', [{ blueprint: '"column"', title: '.name' }]);
const items = resource(1, 'work-item', [{ blueprint: '"item"', relations: { column: '.c' } }]);
const both = mapping([columns, items]);

const arrivals = [
  { resource: columns, items: [mapped('New', { blueprint: 'column', title: 'New' })] },
  {
    resource: items,
    items: ['Bug-New-p', 'Bug-Old-p'].map((c, i) =>
      mapped(`i${i}`, { blueprint: 'item', relations: { column: c } }),
    ),
  },
];

test('an entity that Port makes for a relation in every run is told once, and is not held back', async () => {
  const catalogSync = createCatalogSync([column, item]);
  await catalogSync.sync(both, { arrivals });
  const { changes, reconciled, counters } = await catalogSync.sync(both, { arrivals });
  assert.deepEqual(changes, []);
  assert.equal(reconciled.report.stale, 0);
  assert.deepEqual(reconciled.report.heldBack, []);
  assert.equal(counters.warnings.length, 1);
  assert.match(counters.warnings[0] ?? '', /^2 of column have nothing but an identifier, e\.g\. "Bug-New-p"/);
  assert.equal(catalogSync.port.entities('column').length, 3);
});

test('its blueprint’s defaults make it no less of a placeholder', async () => {
  const catalogSync = createCatalogSync([column, item]);
  await catalogSync.sync(both, { arrivals });
  catalogSync.port.edit('column', 'Bug-New-p', { properties: { limit: 0 } }, oceanDatasource(identifier));
  const { reconciled } = await catalogSync.sync(both, { arrivals });
  assert.deepEqual(reconciled.report.heldBack, []);
});

test('an entity that was once made by a resource is held back while something relates to it', async () => {
  const catalogSync = createCatalogSync([column, item]);
  await catalogSync.sync(both, {
    arrivals: [
      ...arrivals,
      { resource: columns, items: [mapped('Bug-Old-p', { blueprint: 'column', title: 'Old' })] },
    ],
  });
  const { changes, reconciled } = await catalogSync.sync(both, { arrivals });
  assert.deepEqual(
    changes.map(({ action, identifier: one }) => [action, one]),
    [['held-back', 'Bug-Old-p']],
  );
  assert.equal(reconciled.report.stale, 1);
});

test('a placeholder that nothing relates to any more goes', async () => {
  const catalogSync = createCatalogSync([column, item]);
  await catalogSync.sync(both, { arrivals });
  const [first, second] = arrivals;
  const fewer = [first, { ...second, items: second?.items.slice(0, 1) ?? [] }] as typeof arrivals;
  await catalogSync.sync(both, { arrivals: fewer });
  assert.deepEqual(
    catalogSync.port.entities('column').map((e) => e.identifier),
    ['New', 'Bug-New-p'],
  );
});

test('a placeholder to which something relates is no sign of lists that show less', async () => {
  const catalogSync = createCatalogSync([column, item]);
  await catalogSync.sync(both, { arrivals });
  const narrowed = await catalogSync.sync(both, { arrivals, narrowed: 'less is seen' });
  assert.deepEqual(narrowed.reconciled.report.heldBack, []);
  assert.equal(narrowed.counters.warnings.length, 1);
  const incomplete = await catalogSync.sync(both, { arrivals, incomplete: [columns] });
  assert.equal(
    incomplete.reconciled.report.heldBack.length,
    1,
    'a column that was not read may be of that name',
  );
});
