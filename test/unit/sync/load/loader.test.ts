import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MappedItem, Resource } from '../../../../src/mapping/types.ts';
import { blueprint } from '../../port/support.ts';
import { createCatalogSync } from '../catalog-sync.ts';
import { mapped, mapping, resource } from '../support.ts';

const thing = blueprint('thing', { n: { type: 'number' }, m: { type: 'number' } });
const many = (count: number, title = 'T') =>
  Array.from({ length: count }, (_, i) => mapped(`e${i}`, { title: `${title}${i}` }));
const titled = (index = 0) => resource(index, 'project', [{ title: '.name' }]);

const properties = (key: string, values: Record<string, unknown>): MappedItem => ({
  outcomes: [
    {
      result: 'mapped',
      entities: [
        {
          mapping: 0,
          key,
          blueprint: 'thing',
          body: { identifier: key, blueprint: 'thing', properties: values },
        },
      ],
    },
  ],
});

test('a first load fills bulks across batches, a second writes nothing', async () => {
  const { port, sync } = createCatalogSync([thing]);
  const r = titled();
  const batches = many(100).map((item, i) => ({ resource: r, items: [item], ordinals: [i] }));
  const first = await sync(mapping([r]), { arrivals: batches });
  assert.equal(port.counts()['POST /v1/blueprints/{blueprint}/entities/bulk'], 5);
  assert.equal(first.resources[0]?.created, 100);
  const second = await sync(mapping([r]), { arrivals: batches });
  assert.equal(port.counts()['POST /v1/blueprints/{blueprint}/entities/bulk'], 5);
  assert.equal(second.resources[0]?.unchanged, 100);
  assert.deepEqual(second.changes, []);
});

test('a mistake of ours in reading what Port holds is told, also where all that is written had come by then', async () => {
  const { sync } = createCatalogSync([thing]);
  const r = titled();
  await sync(mapping([r]), { arrivals: [{ resource: r, items: many(2) }] });
  const { resources, counters } = await sync(mapping([r]), {
    arrivals: [{ resource: r, items: many(1, 'Renamed') }],
    deletions: false,
    calls: {
      async *searchOwned() {
        yield [{ identifier: 'e0', blueprint: 'thing', title: 'T0' }];
        throw new TypeError('ours');
      },
    },
  });
  assert.equal(resources[0]?.updated, 1);
  assert.deepEqual(
    counters.problems.map(({ code, defect }) => [code, defect]),
    [['PCS9001', true]],
  );
});

/** A resource whose entities relate to those of others. */
const relating = blueprint('relating', {}, { to: { target: 'thing', many: false, required: false } });
const relatingTo = (index: number, ...keys: string[]) => ({
  resource: resource(index, 'branch', [{ blueprint: '"relating"', relations: { to: '.to' } }]),
  items: keys.map((to) => mapped(`to-${to}`, { blueprint: 'relating', relations: { to } })),
});

test('what this run has made stays created where a second resource completes it, also where Port makes nothing by itself', async () => {
  const node = blueprint('node', {}, { next: { target: 'node', many: false, required: false } });
  const { port, sync } = createCatalogSync([node]);
  const entities = [{ blueprint: '"node"', title: '.name', relations: { next: '.n' } }];
  const [first, second] = [resource(0, 'project', entities), resource(1, 'team', entities)];
  const linked = (next: string) => mapped('b', { blueprint: 'node', relations: { next } });
  const { resources } = await sync(mapping([first, second], { createMissingRelatedEntities: false }), {
    arrivals: [
      { resource: first, items: [mapped('a', { blueprint: 'node' }), linked('a')] },
      { resource: second, items: [mapped('a', { blueprint: 'node', title: 'A' })] },
    ],
    since: 1,
  });
  assert.equal(port.entity('node', 'a')?.title, 'A');
  assert.deepEqual(
    resources.map(({ created, updated }) => [created, updated]),
    [
      [2, 0],
      [1, 0],
    ],
  );
});

for (const [what, error, told] of [
  ['a failure', new Error('no'), ['Some of thing may count as created that Port had already: no']],
  ['a mistake of ours', new TypeError('ours'), ['PCS9001']],
] as const)
  test(`${what} in asking what Port had before is told, and what was written counts`, async () => {
    const { port, sync } = createCatalogSync([thing, relating]);
    port.seedEntities('UI', [{ identifier: 'e0', blueprint: 'thing' }]);
    const r = titled();
    const others = relatingTo(1, 'e0');
    const { resources, counters } = await sync(mapping([r, others.resource]), {
      arrivals: [others, { resource: r, items: many(1) }],
      deletions: false,
      since: 1,
      calls: {
        searchByIdentifier() {
          throw error;
        },
      },
    });
    assert.equal(port.entity('thing', 'e0')?.title, 'T0');
    assert.equal(resources[0]?.created, 1);
    assert.deepEqual([...counters.problems.map(({ code }) => code), ...counters.warnings], told);
  });

test('only what differs is written', async () => {
  const { port, sync } = createCatalogSync([thing]);
  const r = titled();
  await sync(mapping([r]), { arrivals: [{ resource: r, items: many(100) }] });
  const items = many(100);
  items[7] = mapped('e7', { title: 'renamed' });
  const { resources, changes } = await sync(mapping([r]), { arrivals: [{ resource: r, items }] });
  assert.equal(resources[0]?.updated, 1);
  assert.equal(resources[0]?.unchanged, 99);
  assert.deepEqual(
    changes.map((c) => `${c.action} ${c.identifier}`),
    ['updated e7'],
  );
  assert.equal(port.entity('thing', 'e7')?.title, 'renamed');
});

test('what was compared before Port broke off is written, and the rest stays as it is', async () => {
  const { port, sync } = createCatalogSync([thing], { searchPageSize: 10 });
  const r = titled();
  await sync(mapping([r]), { arrivals: [{ resource: r, items: many(30) }] });
  port.faults = [{ match: /entities\/search/, fault: { type: 'status', status: 400 }, skip: 2, times: 9 }];
  const { resources, reconciled } = await sync(mapping([r]), {
    arrivals: [
      { resource: r, items: [mapped('e0', { title: 'renamed' }), mapped('e15', { title: 'T15' })] },
      { resource: r, items: [mapped('new', { title: 'new' }), mapped('e25', { title: 'renamed' })] },
    ],
  });
  assert.equal(port.entity('thing', 'e0')?.title, 'renamed');
  assert.equal(port.entity('thing', 'new')?.title, 'new');
  assert.equal(port.entity('thing', 'e25')?.title, 'T25');
  const [{ complete, created, updated, unchanged } = assert.fail()] = resources;
  assert.deepEqual(
    { complete, created, updated, unchanged },
    { complete: false, created: 1, updated: 1, unchanged: 1 },
  );
  assert.equal(reconciled.report.deleted, 0);
});

test('an entity of another source is taken over by writing it, even if it is the same', async () => {
  const { port, sync } = createCatalogSync([thing]);
  port.seedEntities('UI', [{ identifier: 'e0', blueprint: 'thing', title: 'T0' }]);
  const r = titled();
  const { resources } = await sync(mapping([r]), { arrivals: [{ resource: r, items: many(1) }] });
  assert.equal(resources[0]?.updated, 1);
  assert.match(port.entity('thing', 'e0')?.datasource ?? '', /^port-ocean\/azure-devops\/.*\/exporter$/);
});

for (const arrival of ['in order', 'in reverse'] as const)
  test(`of two items that make one entity the later in the source wins, arriving ${arrival}, and a second run writes nothing`, async () => {
    const { port, sync } = createCatalogSync([thing]);
    const r = titled();
    const early = { resource: r, items: [mapped('same', { title: 'early' })], ordinals: [3] };
    const late = { resource: r, items: [mapped('same', { title: 'late' })], ordinals: [9] };
    const arrivals = arrival === 'in order' ? [early, late] : [late, early];
    const first = await sync(mapping([r]), { arrivals });
    assert.equal(port.entity('thing', 'same')?.title, 'late');
    assert.equal(first.resources[0]?.entities, 1);
    assert.equal(first.resources[0]?.created, 1);
    const writes = port.writes;
    const second = await sync(mapping([r]), { arrivals: arrivals.toReversed() });
    assert.equal(port.writes, writes);
    assert.equal(second.resources[0]?.unchanged, 1);
  });

/** The same blueprint, named and computed. */
const named = { 'a literal': '"thing"', 'a computed': '.to' };

for (const [how, to] of Object.entries(named)) {
  test(`resources that write the same field leave the later one in the mapping, whichever arrives first, with ${how} blueprint`, async () => {
    const { port, sync } = createCatalogSync([thing]);
    const [first, second] = [0, 1].map((index) =>
      resource(index, 'project', [{ blueprint: to, title: '.name' }]),
    ) as [Resource, Resource];
    const arrivals = [
      { resource: second, items: [mapped('e0', { title: 'second' }), mapped('e1', { title: 'same' })] },
      { resource: first, items: [mapped('e0', { title: 'first' }), mapped('e1', { title: 'same' })] },
    ];
    for (const action of ['created', 'updated']) {
      const { changes } = await sync(mapping([first, second]), { arrivals });
      assert.equal(port.entity('thing', 'e0')?.title, 'second');
      assert.deepEqual(
        changes.filter((c) => c.identifier === 'e0').map((c) => `${c.resource} ${c.action}`),
        [`project-0 ${action}`, 'project-1 updated'],
      );
    }
    const writes = port.writes;
    const same = arrivals.map((one) => ({ ...one, items: one.items.slice(1) }));
    await sync(mapping([first, second]), { arrivals: same, deletions: false });
    assert.equal(port.writes, writes);
  });

  test(`resources that write different fields of one entity leave both, with ${how} blueprint`, async () => {
    const { port, sync } = createCatalogSync([thing]);
    const a = resource(0, 'repository', [{ blueprint: to, properties: { n: '.n' } }]);
    const b = resource(1, 'repository-policy', [{ blueprint: to, properties: { m: '.m' } }]);
    const arrivals = [
      { resource: b, items: [properties('e0', { m: 2 })] },
      { resource: a, items: [properties('e0', { n: 1 })] },
    ];
    await sync(mapping([a, b]), { arrivals });
    assert.deepEqual(port.entity('thing', 'e0')?.properties, { n: 1, m: 2 });
    const writes = port.writes;
    await sync(mapping([a, b]), { arrivals });
    assert.equal(port.writes, writes);
  });
}

test('an entity that Port refuses costs only itself and still counts as produced', async () => {
  const { port, sync } = createCatalogSync([thing]);
  const r = resource(0, 'project', [{ properties: { n: '.n' } }]);
  const good = { resource: r, items: [properties('good', { n: 1 }), properties('bad', { n: 2 })] };
  await sync(mapping([r]), { arrivals: [good] });
  const { resources, counters, reconciled } = await sync(mapping([r]), {
    arrivals: [{ resource: r, items: [properties('good', { n: 3 }), properties('bad', { n: 'no number' })] }],
  });
  assert.equal(resources[0]?.refused, 1);
  assert.equal(resources[0]?.updated, 1);
  assert.equal(reconciled.report.deleted, 0);
  assert.equal(port.entity('thing', 'bad')?.properties.n, 2);
  assert.equal(counters.problems[0]?.phase, 'write');
  assert.equal(counters.problems[0]?.example, 'bad');
});

test('a blueprint that does not exist costs its entities and no request', async () => {
  const { port, sync } = createCatalogSync([thing]);
  const r = resource(0, 'project', [{ blueprint: '.kind' }]);
  const { resources } = await sync(mapping([r]), {
    arrivals: [{ resource: r, items: [mapped('a', { blueprint: 'ghost' }), mapped('b')] }],
  });
  assert.equal(resources[0]?.refused, 1);
  assert.equal(resources[0]?.created, 1);
  assert.ok(!port.requests.some((request) => request.url.includes('ghost/entities/bulk')));
});

const parent = blueprint('parent');
const childOf = blueprint('child', {}, { parent: { target: 'parent', many: false, required: false } });
const flags = { createMissingRelatedEntities: false };

test('an entity refused for want of what it relates to is written at the end', async () => {
  const { port, sync } = createCatalogSync([parent, childOf]);
  const children = resource(0, 'branch', [{ blueprint: '"child"', relations: { parent: '.p' } }]);
  const parents = resource(1, 'repository', [{ blueprint: '"parent"' }]);
  const { resources } = await sync(mapping([children, parents], flags), {
    arrivals: [
      { resource: children, items: [mapped('c', { blueprint: 'child', relations: { parent: 'p' } })] },
      { resource: parents, items: [mapped('p', { blueprint: 'parent' })] },
    ],
  });
  assert.equal(port.entity('child', 'c')?.relations.parent, 'p');
  assert.deepEqual([resources[0]?.created, resources[0]?.refused], [1, 0]);
});

test('a chain of missing relations is written in order, what stays missing is refused with its reason', async () => {
  const node = blueprint('node', {}, { next: { target: 'node', many: false, required: false } });
  const { port, sync } = createCatalogSync([node]);
  const r = resource(0, 'branch', [{ blueprint: '"node"', relations: { next: '.n' } }]);
  const link = (key: string, next: string | null) => mapped(key, { blueprint: 'node', relations: { next } });
  const { resources, counters } = await sync(mapping([r], flags), {
    arrivals: [
      { resource: r, items: [link('a', 'b'), link('b', 'c'), link('c', null), link('x', 'nowhere')] },
    ],
  });
  assert.equal(port.entity('node', 'a')?.relations.next, 'b');
  assert.deepEqual([resources[0]?.created, resources[0]?.refused], [3, 1]);
  assert.equal(counters.problems.length, 1);
});

test('an entity found by a search query is written every time and never counts as owned', async () => {
  const { port, sync } = createCatalogSync([thing]);
  port.seedEntities('UI', [{ identifier: 'found', blueprint: 'thing', title: 'x', properties: { n: 5 } }]);
  const query = { combinator: 'and', rules: [{ property: 'n', operator: '=', value: '.n' }] };
  const r: Resource = resource(0, 'project', [{ identifier: query, title: '.t' }]);
  const found: MappedItem = {
    outcomes: [
      {
        result: 'mapped',
        entities: [
          {
            mapping: 0,
            key: undefined,
            blueprint: 'thing',
            body: {
              identifier: { combinator: 'and', rules: [{ property: 'n', operator: '=', value: 5 }] },
              blueprint: 'thing',
              title: 'by search',
            },
          },
        ],
      },
    ],
  };
  const first = await sync(mapping([r]), { arrivals: [{ resource: r, items: [found] }] });
  assert.equal(port.entity('thing', 'found')?.title, 'by search');
  assert.equal(first.resources[0]?.updated, 1);
  const gone = await sync(mapping([r]), { arrivals: [] });
  assert.equal(gone.reconciled.report.deleted, 0);
  assert.ok(port.entity('thing', 'found'));
});

test('a text that the mapping fills with a number is written once', async () => {
  const { port, sync } = createCatalogSync([blueprint('thing', { revision: { type: 'string' } })]);
  const r = resource(0, 'project', [{ properties: { revision: '.revision' } }]);
  const arrivals = [{ resource: r, items: [properties('p', { revision: 423 })] }];
  await sync(mapping([r]), { arrivals });
  assert.equal(port.entity('thing', 'p')?.properties.revision, '423');
  const again = await sync(mapping([r]), { arrivals });
  assert.equal(again.resources[0]?.unchanged, 1);
  assert.deepEqual(again.changes, []);
  const other = await sync(mapping([r]), {
    arrivals: [{ resource: r, items: [properties('p', { revision: 424 })] }],
  });
  assert.equal(other.resources[0]?.updated, 1);
});

test('an entity that several resources make has one line for each outcome, an update one for each that changes it', async () => {
  const { sync } = createCatalogSync([thing]);
  const first = resource(0, 'project', [{ properties: { n: '.n' } }]);
  const second = resource(1, 'team', [{ properties: { m: '.m' } }]);
  const both = mapping([first, second]);
  const run = (n: unknown, m: unknown) =>
    sync(both, {
      arrivals: [
        { resource: first, items: [properties('e', { n })] },
        { resource: second, items: [properties('e', { m })] },
      ],
    });
  const lines = async (n: unknown, m: unknown) => (await run(n, m)).changes.map(({ action }) => action);
  assert.deepEqual(await lines(1, 1), ['created']);
  assert.deepEqual(await lines(2, 2), ['updated', 'updated']);
  assert.deepEqual(await lines('many', 'more'), ['refused']);
  assert.deepEqual((await lines(3, 'more')).toSorted(), ['refused', 'updated']);
  assert.deepEqual(await lines(3, 2), []);
});
