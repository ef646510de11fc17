import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asStored } from '../../../../src/port/entities/as-stored.ts';
import { differences, fingerprint } from '../../../../src/port/entities/compare.ts';
import { blueprint, collect, flags, portAndClient } from '../support.ts';

const types = {
  text: { type: 'string' },
  when: { type: 'string', format: 'date-time' },
  count: { type: 'number' },
  flag: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
  counts: { type: 'array', items: { type: 'number' } },
  list: { type: 'array' },
  object: { type: 'object' },
};
const thing = blueprint('thing', types);
const fields = { properties: Object.fromEntries(Object.keys(types).map((name) => [name, '.'])) };
type Name = keyof typeof types;

const alike: [Name, unknown, unknown][] = [
  ['text', '423', 423],
  ['text', '1.5', 1.5],
  ['text', 'true', true],
  ['text', 'a', ['a']],
  ['text', '5', [5]],
  ['when', '2024-05-05T10:00:00.000Z', '2024-05-05T10:00:00Z'],
  ['when', '2024-05-05T10:00:00.123Z', '2024-05-05T10:00:00.1234567Z'],
  ['when', '2024-05-05T08:00:00Z', '2024-05-05T10:00:00+02:00'],
  ['count', 5, '5'],
  ['count', 5, '5.0'],
  ['count', 1, true],
  ['count', 5, [5]],
  ['flag', true, 'true'],
  ['flag', false, 'false'],
  ['flag', true, 1],
  ['flag', false, 0],
  ['texts', ['a'], 'a'],
  ['texts', ['1', '2'], [1, 2]],
  ['texts', ['true'], true],
  ['counts', [5], '5'],
  ['list', [5], 5],
];
for (const [name, stored, sent] of alike)
  test(`${JSON.stringify(sent)} for a ${name} is no change where Port holds ${JSON.stringify(stored)}`, () => {
    const holding = (value: unknown) => ({
      identifier: 'a',
      blueprint: 'thing',
      properties: { [name]: value },
    });
    const [was, body] = [holding(stored), holding(sent)];
    assert.equal(fingerprint(was, fields, thing), fingerprint(body, fields, thing));
    assert.deepEqual(differences(was, body, fields, thing, String), []);
  });

const unlike: [Name, unknown, unknown][] = [
  ['text', '423', 424],
  ['text', '', null],
  ['text', '0', ''],
  ['text', 'a,b', ['a', 'b']],
  ['when', '2024-05-05T10:00:00Z', '2024-05-05T10:00:01Z'],
  ['when', 'yesterday', 'today'],
  ['count', 0, ''],
  ['count', 5, 'five'],
  ['count', 0, null],
  ['flag', true, 'false'],
  ['flag', false, null],
  ['texts', ['a', 'b'], ['b', 'a']],
  ['texts', [], null],
  ['object', { a: 1 }, { a: '1' }],
  ['object', { a: 1 }, '{"a":1}'],
];
for (const [name, stored, sent] of unlike)
  test(`${JSON.stringify(sent)} for a ${name} is a change where Port holds ${JSON.stringify(stored)}`, () => {
    assert.notDeepEqual(asStored(types[name], sent) ?? null, asStored(types[name], stored) ?? null);
  });

test('whatever Port takes for a property is unchanged when it is compared with what Port then holds', async () => {
  const scalar = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom('5', '-1.50', 'true', 'false', '1e3', ' 7 ', '0x10', '2024-05-05T10:00:00.5+02:00', ''),
    fc.constant(null),
  );
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.string(), scalar));
  const names = Object.keys(types).filter((name) => name !== 'object');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), value, async (name, given) => {
      const { port, emulator } = portAndClient();
      emulator.seedBlueprints([thing]);
      const sent = JSON.parse(
        JSON.stringify({ identifier: 'a', blueprint: 'thing', properties: { [name]: given } }),
      );
      const [outcome] = await port.upsert('thing', [sent], flags);
      if (outcome?.result !== 'written') return;
      const [held] = await collect(port.searchOwned('thing', [`properties.${name}`]));
      assert.ok(held);
      if (Array.isArray(given) && given.includes(null)) return;
      assert.equal(
        fingerprint(held, fields, thing),
        fingerprint(sent, fields, thing),
        JSON.stringify([sent, held]),
      );
    }),
    { numRuns: 400 },
  );
});
