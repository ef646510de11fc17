import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MappedItem } from '../../../../src/mapping/types.ts';
import { refusalOfIdentifier } from '../../../../src/sync/load/numeric-identifiers.ts';
import { oceanDatasource } from '../../../emulators/port/emulator.ts';
import { blueprint, identifier } from '../../port/support.ts';
import { createCatalogSync } from '../catalog-sync.ts';
import { mapped, mapping, resource } from '../support.ts';

const thing = blueprint('thing');
const things = resource(0, 'project', [{ title: '.name' }]);
const empty = (...fields: string[]): MappedItem => ({
  outcomes: [
    {
      result: 'misconfigured',
      field: fields[0] ?? '',
      ...(fields.length > 1 && { fields }),
      entities: [],
    },
  ],
});
const identifierOf = (index?: number) =>
  `port.entity.mappings${index === undefined ? '' : `[${index}]`}.identifier`;

test('an identifier that is empty for all items is a problem with their number, and deletes nothing', async () => {
  const { port, sync } = createCatalogSync([thing]);
  await sync(mapping([things]), { arrivals: [{ resource: things, items: [mapped('a'), mapped('b')] }] });
  const { counters, reconciled } = await sync(mapping([things], { entityDeletionThreshold: 1 }), {
    arrivals: [{ resource: things, items: [empty(identifierOf()), empty(identifierOf())] }],
  });
  assert.equal(port.entities('thing').length, 2);
  assert.equal(reconciled.report.deleted, 0);
  assert.deepEqual(
    counters.problems.map(({ phase, message }) => [
      phase,
      /identifier came out empty for all 2 items/.test(message),
    ]),
    [['map', true]],
  );
});

test('one that is empty for some of the items is none', async () => {
  const { port, sync } = createCatalogSync([thing]);
  await sync(mapping([things]), { arrivals: [{ resource: things, items: [mapped('a'), mapped('b')] }] });
  const { counters } = await sync(mapping([things]), {
    arrivals: [{ resource: things, items: [mapped('a'), empty(identifierOf())] }],
  });
  assert.deepEqual(counters.problems, []);
  assert.deepEqual(
    port.entities('thing').map((e) => e.identifier),
    ['a'],
  );
});

test('of several mappings each is looked at, and a blueprint like an identifier', async () => {
  const { sync } = createCatalogSync([thing]);
  const both = resource(0, 'project', [{}, {}]);
  const { counters } = await sync(mapping([both]), {
    arrivals: [
      {
        resource: both,
        items: [
          empty(identifierOf(1), 'port.entity.mappings[0].blueprint'),
          empty(identifierOf(1)),
          empty(identifierOf(1), 'port.entity.mappings[0].blueprint'),
        ],
      },
    ],
  });
  assert.deepEqual(
    counters.problems.map(({ message }) => message.split(' ')[0]),
    [`resources[0].${identifierOf(1)}`],
  );
});

test('an array that no item has is a problem, and deletes nothing', async () => {
  const { port, sync } = createCatalogSync([thing]);
  await sync(mapping([things]), { arrivals: [{ resource: things, items: [mapped('a')] }] });
  const skipped: MappedItem = { outcomes: [], skipped: 'port.itemsToParse: does not give a list.' };
  const { counters } = await sync(mapping([things], { entityDeletionThreshold: 1 }), {
    arrivals: [{ resource: things, items: [skipped, skipped, skipped] }],
  });
  assert.equal(port.entities('thing').length, 1);
  assert.match(counters.problems[0]?.message ?? '', /itemsToParse made nothing of all 3 items/);
});

test('a numeric identifier is told once, with what to write, and reaches Port as text', async () => {
  const { port, sync } = createCatalogSync([thing]);
  const numbered = (id: number): MappedItem => ({
    outcomes: [
      {
        result: 'mapped',
        entities: [
          { mapping: 0, key: String(id), blueprint: 'thing', body: { identifier: id, blueprint: 'thing' } },
        ],
      },
    ],
  });
  const arrivals = [{ resource: things, items: Array.from({ length: 30 }, (_, i) => numbered(i + 1)) }];
  const { counters } = await sync(mapping([things]), { arrivals });
  assert.equal(counters.warnings.length, 1);
  assert.match(counters.warnings[0] ?? '', /a number for 30 .* \| tostring/);
  assert.equal(port.entities('thing').length, 30);
  const again = await sync(mapping([things]), { arrivals });
  assert.equal(again.resources[0]?.unchanged, 30);
});

for (const [what, key] of [
  ['a space', 'to do'],
  ['a full stop alone', '.'],
  ['two full stops', '..'],
  ['an apostrophe', "Won't do"],
  ['a comma', 'Done, released'],
  ['brackets', 'Doing (dev)'],
  ['an emoji', 'done ✅'],
  ['a line break', 'a\nb'],
  ['a zero', 'a\u0000'],
  ['more than 1,000 characters', 'a'.repeat(1001)],
  ['more than 1,000 letters beyond the first plane', '𠮷'.repeat(1001)],
] as const)
  test(`an identifier with ${what} is refused without asking Port, and stays produced`, async () => {
    const { port, sync } = createCatalogSync([thing]);
    port.seedEntities(oceanDatasource(identifier), [{ identifier: key, blueprint: 'thing' }]);
    const { counters, resources, changes, reconciled } = await sync(mapping([things]), {
      arrivals: [{ resource: things, items: [mapped(key), mapped('good'), mapped(key)] }],
    });
    assert.equal(port.counts()['POST /v1/blueprints/{blueprint}/entities/bulk'], 1);
    assert.deepEqual([resources[0]?.entities, resources[0]?.refused, resources[0]?.created], [2, 1, 1]);
    assert.equal(counters.problems.length, 1);
    assert.equal(counters.problems[0]?.example, key);
    assert.deepEqual(changes.map((c) => c.action).toSorted(), ['created', 'refused']);
    assert.equal(reconciled.report.stale, 0);
  });

test('identifiers that Port takes are not refused', () => {
  for (const key of ['größe/日本:+=@', '...', 'a.b_c-d\\e', '0', '𠮷'.repeat(1000)])
    assert.equal(refusalOfIdentifier(key), undefined);
});
