import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EntityBody } from '../../../../src/mapping/types.ts';
import { differences, fingerprint } from '../../../../src/port/entities/compare.ts';
import type { StoredEntity } from '../../../../src/port/types.ts';
import { blueprint, collect, flags, portAndClient } from '../support.ts';

const fields = {
  title: '.name',
  team: '.team',
  properties: { text: '.', count: '.', flag: '.', list: '.', object: '.' },
  relations: { owner: '.', parts: '.' },
};
const include = [
  'title',
  'team',
  ...Object.keys(fields.properties).map((name) => `properties.${name}`),
  ...Object.keys(fields.relations).map((name) => `relations.${name}`),
];

const body = (more: Partial<EntityBody> = {}): EntityBody => ({
  identifier: 'a',
  blueprint: 'thing',
  ...more,
});
const stored = (more: Partial<StoredEntity> = {}): StoredEntity => ({
  identifier: 'a',
  blueprint: 'thing',
  ...more,
});
const same = (one: StoredEntity, other: EntityBody) =>
  fingerprint(one, fields) === fingerprint(other, fields);

const unchanged: [string, StoredEntity, EntityBody][] = [
  ['null and absent', stored({ title: null, team: [], relations: { owner: null, parts: [] } }), body()],
  [
    'absent and null',
    stored(),
    body({ title: null, team: null, properties: { text: null }, relations: { owner: null } }),
  ],
  ['a number as title', stored({ title: '5' }), body({ title: 5 })],
  ['teams in any order', stored({ team: ['b', 'a'] }), body({ team: ['a', 'b', 'a'] })],
  ['one team and a list of it', stored({ team: ['a'] }), body({ team: 'a' })],
  ['no team and an empty name', stored({ team: [] }), body({ team: '' })],
  ['a number as target', stored({ relations: { owner: '5' } }), body({ relations: { owner: 5 } })],
  [
    'numbers as targets',
    stored({ relations: { parts: ['1', '2'] } }),
    body({ relations: { parts: [1, 2] } }),
  ],
  [
    'one target and a list of it',
    stored({ relations: { parts: ['x'] } }),
    body({ relations: { parts: 'x' } }),
  ],
  [
    'another order of an object’s keys',
    stored({ properties: { object: { b: 1, a: 2 } } }),
    body({ properties: { object: { a: 2, b: 1 } } }),
  ],
  ['another icon', stored(), body({ icon: 'Star' })],
  ['fields that are not mapped', stored({ properties: { other: 1 } }), body({ properties: { another: 2 } })],
  ['minus zero', stored({ properties: { count: 0 } }), body({ properties: { count: -0 } })],
];
for (const [what, one, other] of unchanged) {
  test(`${what} is no change`, () => {
    assert.equal(same(one, other), true);
    assert.deepEqual(differences(one, other, fields, undefined, String), []);
  });
}

const changed: [string, StoredEntity, EntityBody][] = [
  ['another title', stored({ title: 'a' }), body({ title: 'b' })],
  ['a value removed', stored({ properties: { text: 'a' } }), body({ properties: { text: null } })],
  ['an empty text', stored(), body({ properties: { text: '' } })],
  ['false', stored(), body({ properties: { flag: false } })],
  ['zero', stored(), body({ properties: { count: 0 } })],
  ['the text of a number', stored({ properties: { count: 5 } }), body({ properties: { count: '5' } })],
  ['the order of an array', stored({ properties: { list: [1, 2] } }), body({ properties: { list: [2, 1] } })],
  ['an empty array', stored(), body({ properties: { list: [] } })],
  ['a team more', stored({ team: ['a'] }), body({ team: ['a', 'b'] })],
  ['another target', stored({ relations: { owner: 'a' } }), body({ relations: { owner: 'b' } })],
  [
    'the order of targets',
    stored({ relations: { parts: ['a', 'b'] } }),
    body({ relations: { parts: ['b', 'a'] } }),
  ],
  [
    'a value that moved to another property',
    stored({ properties: { text: 'a' } }),
    body({ properties: { flag: 'a' } }),
  ],
  [
    'a value that moved to a relation',
    stored({ properties: { object: 'a' } }),
    body({ relations: { owner: 'a' } }),
  ],
];
for (const [what, one, other] of changed) {
  test(`${what} is a change`, () => {
    assert.equal(same(one, other), false);
    assert.notEqual(differences(one, other, fields, undefined, String).length, 0);
  });
}

test('the fields that change are told with both values, shortened', () => {
  const was = stored({ title: 'Old', properties: { text: 'x'.repeat(500) } });
  const changes = differences(
    was,
    body({ title: 'New', properties: { text: 'y', count: 1 } }),
    fields,
    undefined,
    String,
  );
  assert.deepEqual(
    changes.map(({ field }) => field),
    ['title', 'properties.text', 'properties.count'],
  );
  assert.deepEqual(changes[0], { field: 'title', before: '"Old"', after: '"New"' });
  assert.ok((changes[1]?.before.length ?? 0) <= 130);
  assert.deepEqual(changes[2], { field: 'properties.count', before: 'null', after: '1' });
});

test('a fingerprint is an exact number', () => {
  for (let index = 0; index < 100; index += 1) {
    assert.ok(Number.isSafeInteger(fingerprint(body({ title: index }), fields)));
  }
});

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const target = fc.constantFrom<unknown>('a', 'b', 7);
const anyBody = fc.record(
  {
    title: orNull(fc.oneof(text, fc.integer())),
    team: orNull(fc.oneof(text, fc.array(text, { maxLength: 3 }))),
    properties: fc.record(
      {
        text: orNull(text),
        count: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
        flag: orNull(fc.boolean()),
        list: orNull(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 })),
        object: orNull(fc.dictionary(text, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })),
      },
      { requiredKeys: [] },
    ),
    relations: fc.record(
      { owner: orNull(target), parts: orNull(fc.array(target, { maxLength: 3 })) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

test('what Port gives back for what was sent has the same fingerprint, and differs from it in no field', async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, async (more) => {
      const { port, emulator } = portAndClient();
      const types = { text: 'string', count: 'number', flag: 'boolean', list: 'array', object: 'object' };
      const properties = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
      emulator.seedBlueprints([
        blueprint('thing', properties, {
          owner: { target: 'thing', many: false },
          parts: { target: 'thing', many: true },
        }),
      ]);
      const sent = body(more as Partial<EntityBody>);
      const write = { ...flags, createMissingRelatedEntities: true };
      const [outcome] = await port.upsert('thing', [sent], write);
      assert.equal(outcome?.result, 'written', JSON.stringify(outcome));
      const all = await collect(port.searchOwned('thing', include));
      const found = all.find(({ identifier }) => identifier === 'a') as StoredEntity;
      assert.deepEqual(differences(found, sent, fields, undefined, String), []);
      assert.equal(fingerprint(found, fields), fingerprint(sent, fields));
    }),
    { numRuns: 60 },
  );
});

test('fingerprints are the same exactly where values are, however they are nested', () => {
  const scalar = fc.constantFrom<unknown>(null, 0, 1, 2, true, '', 'a', '[]', '{}');
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '0', '1'), tie('value'), { maxKeys: 3 }),
    ),
  }));
  const ordered = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(ordered);
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
    return { names: entries.map(([name, member]) => [name, ordered(member)]) };
  };
  const object = fc.dictionary(fc.constantFrom('a', 'b'), value, { minKeys: 1, maxKeys: 2 });
  const values = fc.array(fc.oneof(object, value), { minLength: 40, maxLength: 40 });
  const texts = new Map<number, string>();
  fc.assert(
    fc.property(values, (some) => {
      for (const one of some) {
        const print = fingerprint(body({ properties: { object: [one] } }), fields);
        const text = JSON.stringify(ordered(one));
        assert.equal(texts.get(print) ?? text, text);
        texts.set(print, text);
      }
    }),
    { numRuns: 500 },
  );
  assert.equal(texts.size, new Set(texts.values()).size);
});
