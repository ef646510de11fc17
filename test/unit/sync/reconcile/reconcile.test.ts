import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blueprint } from '../../port/support.ts';
import { createCatalogSync } from '../catalog-sync.ts';
import { mapped, mapping, resource } from '../support.ts';

const thing = blueprint('thing');
const other = blueprint('other');
const r = resource(0, 'project', [{}]);
const all = (count: number, from = 0) =>
  Array.from({ length: count - from }, (_, i) => mapped(`e${i + from}`));
const arrivals = (count: number, from = 0) => [{ resource: r, items: all(count, from) }];

async function loaded(count: number, flags = {}) {
  const catalogSync = createCatalogSync([thing, other]);
  await catalogSync.sync(mapping([r], flags), { arrivals: arrivals(count) });
  const again = (options: Parameters<typeof catalogSync.sync>[1], more = {}) =>
    catalogSync.sync(mapping([r], { ...flags, ...more }), options);
  return { ...catalogSync, again };
}

test('what a complete run did not produce is deleted, others’ entities are not', async () => {
  const { port, again } = await loaded(10);
  port.seedEntities('UI', [{ identifier: 'theirs', blueprint: 'thing' }]);
  const { reconciled, changes } = await again({ arrivals: arrivals(10, 3) });
  assert.equal(reconciled.report.deleted, 3);
  assert.deepEqual(
    port
      .entities('thing')
      .map((e) => e.identifier)
      .toSorted(),
    [...['e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9'], 'theirs'],
  );
  assert.equal(changes.filter((c) => c.action === 'deleted').length, 3);
});

test('nothing is deleted that an incomplete resource could have produced', async () => {
  const { port, again } = await loaded(10);
  const { reconciled } = await again({ arrivals: arrivals(10, 3), incomplete: [r] });
  assert.equal(reconciled.report.deleted, 0);
  assert.equal(port.entities('thing').length, 10);
  assert.match(reconciled.report.heldBack[0]?.reason ?? '', /project-0 could not be read/);
});

test('an incomplete resource with a computed blueprint holds every blueprint back', async () => {
  const { sync, port } = await loaded(10);
  const computed = resource(1, 'file', [{ blueprint: '.kind' }]);
  const { reconciled } = await sync(mapping([r, computed]), {
    arrivals: arrivals(10, 3),
    incomplete: [computed],
  });
  assert.equal(reconciled.report.deleted, 0);
  assert.equal(port.entities('thing').length, 10);
});

test('a blueprint that was renamed in Port loses nothing as long as the mapping has its old name', async () => {
  const { port, sync } = createCatalogSync([thing, other]);
  const named = (name: string) => resource(1, 'team', [{ blueprint: `"${name}"` }]);
  const flags = { entityDeletionThreshold: 1 };
  const items = [mapped('o', { blueprint: 'other' })];
  const before = named('other');
  await sync(mapping([r, before], flags), { arrivals: [...arrivals(2), { resource: before, items }] });
  // Port has the name "other" now, and the mapping an earlier one.
  const { reconciled } = await sync(mapping([r, named('earlier')], flags), { arrivals: arrivals(2, 1) });
  assert.ok(port.entity('other', 'o'));
  assert.equal(port.entity('thing', 'e0'), undefined);
  assert.match(
    reconciled.report.heldBack[0]?.reason ?? '',
    /may be of the blueprint "earlier", renamed: the mapping names that one, and Port does not have it/,
  );
  await sync(mapping([r], flags), { arrivals: arrivals(2, 1) });
  assert.equal(port.entity('other', 'o'), undefined);
});

test('another blueprint’s incomplete resource holds nothing back', async () => {
  const { sync } = await loaded(10);
  const elsewhere = resource(1, 'team', [{ blueprint: '"other"' }]);
  const { reconciled } = await sync(mapping([r, elsewhere]), {
    arrivals: arrivals(10, 3),
    incomplete: [elsewhere],
  });
  assert.equal(reconciled.report.deleted, 3);
});

test('entities of a resource that left the mapping are deleted', async () => {
  const { sync, port } = createCatalogSync([thing, other]);
  const second = resource(1, 'team', [{ blueprint: '"other"' }]);
  await sync(mapping([r, second]), {
    arrivals: [...arrivals(5), { resource: second, items: [mapped('t', { blueprint: 'other' })] }],
  });
  await sync(mapping([r]), { arrivals: arrivals(5) });
  assert.equal(port.entities('other').length, 0);
  assert.equal(port.entities('thing').length, 5);
});

test('more deletions than the threshold allows are none', async () => {
  const { port, again } = await loaded(10, { entityDeletionThreshold: 0.5 });
  const over = await again({ arrivals: arrivals(10, 6) });
  assert.equal(over.reconciled.report.deleted, 0);
  assert.match(
    over.counters.warnings.join('\n'),
    /6 of 10 owned entities \(60%\).*entityDeletionThreshold.*50%/,
  );
  const at = await again({ arrivals: arrivals(10, 5) });
  assert.equal(at.reconciled.report.deleted, 5);
  assert.equal(port.entities('thing').length, 5);
});

test('maxDeletions, deletions off and a narrowed view delete nothing and say why', async () => {
  const { port, again } = await loaded(10);
  const reasons = [
    await again({ arrivals: arrivals(10, 3), maxDeletions: 2 }),
    await again({ arrivals: arrivals(10, 3), deletions: false }),
    await again({ arrivals: arrivals(10, 3), narrowed: 'the token sees less' }),
  ].map(({ reconciled }) => reconciled.report.heldBack.map((h) => `${h.count} ${h.reason}`).join());
  assert.equal(port.entities('thing').length, 10);
  assert.match(reasons[0] ?? '', /^3 .*maxDeletions/);
  assert.match(reasons[1] ?? '', /^3 deletions are switched off/);
  assert.match(reasons[2] ?? '', /^3 the token sees less/);
});

const parent = blueprint('parent');
const child = (required: boolean) =>
  blueprint('child', {}, { parent: { target: 'parent', many: false, required } });
const parents = resource(0, 'project', [{ blueprint: '"parent"' }]);
const children = resource(1, 'team', [{ blueprint: '"child"', relations: { parent: '.p' } }]);
const family = {
  parents: (...keys: string[]) => ({
    resource: parents,
    items: keys.map((key) => mapped(key, { blueprint: 'parent' })),
  }),
  children: (links: Record<string, string>) => ({
    resource: children,
    items: Object.entries(links).map(([key, p]) =>
      mapped(key, { blueprint: 'child', relations: { parent: p } }),
    ),
  }),
};

test('the target of a kept relation is not deleted while missing entities would be created again', async () => {
  const { port, sync } = createCatalogSync([parent, child(false)]);
  const m = mapping([parents, children]);
  await sync(m, { arrivals: [family.parents('p', 'q'), family.children({ c: 'p' })] });
  const { reconciled } = await sync(m, { arrivals: [family.children({ c: 'p' })] });
  assert.ok(port.entity('parent', 'p'));
  assert.equal(port.entity('parent', 'q'), undefined);
  assert.match(reconciled.report.heldBack[0]?.reason ?? '', /relates to it/);
});

for (const required of [true, false])
  test(`a deletion never takes along an entity whose source was incomplete (relation required: ${required})`, async () => {
    const { port, sync } = createCatalogSync([parent, child(required)]);
    const m = mapping([parents, children], { createMissingRelatedEntities: false });
    await sync(m, { arrivals: [family.parents('p', 'q'), family.children({ c: 'p' })] });
    const { reconciled } = await sync(m, { arrivals: [], incomplete: [children] });
    assert.ok(port.entity('child', 'c'));
    assert.ok(port.entity('parent', 'p'));
    assert.equal(reconciled.report.deleted, 1);
  });

test('a deletion never takes along an entity that this run made, also where another source relates it', async () => {
  const { port, sync } = createCatalogSync([parent, child(true)]);
  const plain = resource(1, 'team', [{ blueprint: '"child"' }]);
  const m = mapping([parents, plain], { entityDeletionThreshold: 1 });
  await sync(mapping([parents, children]), { arrivals: [family.parents('p'), family.children({ c: 'p' })] });
  const made = { resource: plain, items: [mapped('c', { blueprint: 'child' })] };
  const { reconciled, changes } = await sync(m, { arrivals: [made] });
  assert.ok(port.entity('child', 'c'));
  assert.ok(port.entity('parent', 'p'));
  assert.equal(reconciled.report.deleted, 0);
  assert.match(
    reconciled.report.heldBack[0]?.entities[0]?.detail ?? '',
    /would delete child "c" too, which stays/,
  );
  assert.ok(!changes.some((c) => c.action === 'cascaded'));
});

test('what is gone goes with its own gone dependents, dependents first', async () => {
  const { port, sync } = createCatalogSync([parent, child(true)]);
  const m = mapping([parents, children], { deleteDependentEntities: false, entityDeletionThreshold: 1 });
  await sync(m, { arrivals: [family.parents('p', 'q'), family.children({ c: 'p', d: 'q' })] });
  const { reconciled, counters } = await sync(m, {
    arrivals: [family.parents('q'), family.children({ d: 'q' })],
  });
  assert.equal(reconciled.report.deleted, 2);
  assert.deepEqual(counters.problems, []);
  assert.deepEqual(
    port
      .entities()
      .map((e) => e.identifier)
      .toSorted(),
    ['d', 'q'],
  );
});

test('a foreign dependent goes along only if deleteDependentEntities says so', async () => {
  for (const deleteDependentEntities of [true, false]) {
    const { port, sync } = createCatalogSync([parent, child(true)]);
    const m = mapping([parents, children], { deleteDependentEntities, entityDeletionThreshold: 1 });
    await sync(m, { arrivals: [family.parents('p', 'q')] });
    port.seedEntities('UI', [{ identifier: 'theirs', blueprint: 'child', relations: { parent: 'p' } }]);
    const { reconciled, changes } = await sync(m, { arrivals: [family.parents('q')] });
    assert.equal(port.entity('parent', 'p') === undefined, deleteDependentEntities);
    assert.equal(port.entity('child', 'theirs') === undefined, deleteDependentEntities);
    assert.equal(reconciled.report.deleted, deleteDependentEntities ? 1 : 0);
    assert.equal(
      changes.some((c) => c.action === 'cascaded'),
      deleteDependentEntities,
    );
  }
});

test('what another run of this integration has made meanwhile does not go along', async () => {
  const { port, sync } = createCatalogSync([parent, child(true)]);
  const m = mapping([parents, children], { deleteDependentEntities: true, entityDeletionThreshold: 1 });
  await sync(m, { arrivals: [family.parents('p', 'q')] });
  const [{ datasource = '' } = {}] = port.entities('parent');
  port.faults = [
    {
      match({ url }) {
        if (/bulk\/entities\/delete/.test(url.pathname) && !port.entity('child', 'new'))
          port.seedEntities(datasource, [
            { identifier: 'new', blueprint: 'child', relations: { parent: 'p' } },
          ]);
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  const { reconciled } = await sync(m, { arrivals: [family.parents('q')] });
  assert.ok(port.entity('child', 'new'));
  assert.equal(reconciled.report.deleted, 0);
  assert.match(
    reconciled.report.heldBack[0]?.entities[0]?.detail ?? '',
    /would delete child "new" too, which stays/,
  );
});

test('what merely relates to a gone entity, or to what requires it, does not go along', async () => {
  const to = (target: string) => ({ target, many: false, required: false });
  const note = blueprint('note', {}, { parent: to('parent'), child: to('child') });
  for (const [name, target] of [
    ['parent', 'p'],
    ['child', 'theirs'],
  ] as const) {
    const { port, sync } = createCatalogSync([parent, child(true), note]);
    const m = mapping([parents, children], { deleteDependentEntities: true, entityDeletionThreshold: 1 });
    await sync(m, { arrivals: [family.parents('p', 'q')] });
    port.seedEntities('UI', [
      { identifier: 'theirs', blueprint: 'child', relations: { parent: 'p' } },
      { identifier: 'by-hand', blueprint: 'note', relations: { [name]: target } },
    ]);
    const { changes } = await sync(m, { arrivals: [family.parents('q')] });
    assert.ok(port.entity('note', 'by-hand'));
    assert.ok(port.entity('parent', 'p'));
    assert.ok(port.entity('child', 'theirs'));
    assert.match(
      changes.find((c) => c.action === 'held-back')?.reason ?? '',
      /would delete note "by-hand" too, which only relates to it/,
    );
    // Removal of what required it: the gone one goes, and the note stays.
    port.remove('child', ['theirs']);
    await sync(m, { arrivals: [family.parents('q')] });
    assert.equal(port.entity('parent', 'p'), undefined);
    assert.ok(port.entity('note', 'by-hand'));
  }
});

test('a mistake of ours in looking at what went along is told as a defect', async () => {
  const { port, sync } = createCatalogSync([parent, child(true)]);
  const m = mapping([parents, children], { deleteDependentEntities: true, entityDeletionThreshold: 1 });
  await sync(m, { arrivals: [family.parents('p', 'q')] });
  port.seedEntities('UI', [{ identifier: 'theirs', blueprint: 'child', relations: { parent: 'p' } }]);
  const mistake = () => {
    throw new TypeError('ours');
  };
  const { counters } = await sync(m, {
    arrivals: [family.parents('q')],
    calls: { searchByIdentifier: mistake },
  });
  assert.equal(port.entity('child', 'theirs'), undefined);
  assert.deepEqual(
    counters.problems.map(({ code, defect }) => [code, defect]),
    [['PCS9001', true]],
  );
});

test('a dependent that Port does not delete with what it relates to is not told as gone', async () => {
  const { port, sync } = createCatalogSync([parent, child(true)]);
  const m = mapping([parents, children], { deleteDependentEntities: true, entityDeletionThreshold: 1 });
  await sync(m, { arrivals: [family.parents('p', 'q')] });
  port.seedEntities('UI', [{ identifier: 'theirs', blueprint: 'child', relations: { parent: 'p' } }]);
  let seeded = false;
  port.faults = [
    {
      // Port has it again, or still, when the deletion is done.
      match({ url, body }) {
        const isLook = /blueprints\/child\/entities\/search/.test(url.pathname);
        if (!isLook || seeded || port.entity('parent', 'p')) return false;
        seeded = true;
        port.seedEntities('UI', [{ identifier: 'theirs', blueprint: 'child', relations: {} }]);
        return body === undefined;
      },
      fault: { type: 'reset' },
    },
  ];
  const { reconciled, changes } = await sync(m, { arrivals: [family.parents('q')] });
  assert.equal(reconciled.report.deleted, 1);
  assert.ok(port.entity('child', 'theirs'));
  assert.ok(!changes.some(({ action }) => action === 'cascaded'));
});

const nothingDeleted = (times: number) => ({
  match: /bulk\/entities\/delete/,
  fault: { type: 'status' as const, status: 200, body: { ok: true, deletedEntities: [] } },
  times,
});

for (const deleteDependentEntities of [true, false])
  test(`what a deletion leaves out is asked for once more, then told (dependents: ${deleteDependentEntities})`, async () => {
    for (const times of [1, 9]) {
      const { port, sync } = createCatalogSync([parent, child(true)]);
      const m = mapping([parents], { deleteDependentEntities, entityDeletionThreshold: 1 });
      await sync(m, { arrivals: [family.parents('p', 'q', 'r')] });
      port.faults = [nothingDeleted(times)];
      const { reconciled, counters, changes } = await sync(m, { arrivals: [family.parents('r')] });
      const undone = times === 1 ? 0 : 2;
      assert.equal(port.entities('parent').length, 1 + undone);
      assert.equal(reconciled.report.deleted, 2 - undone);
      assert.deepEqual(
        counters.problems.map(({ phase, count, message }) => [phase, count, /did not name/.test(message)]),
        undone ? [['delete', 2, true]] : [],
      );
      const held = changes.filter((c) => c.action === 'held-back');
      assert.deepEqual(
        held.map((c) => c.reason),
        Array(undone).fill('Port did not delete it'),
      );
      assert.equal(changes.length, undone || 2);
    }
  });
