import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSortedNames } from '../../../../src/lib/values/sorted-names.ts';

test('names come in the order that sorting them gives, whatever was met before', () => {
  const sortedNames = createSortedNames();
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'Z', '1', 'é', '');
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const object = Object.fromEntries(names.map((one) => [one, one]));
      assert.deepEqual(sortedNames(object), Object.keys(object).sort());
    }),
    { numRuns: 2000 },
  );
});

test('more sorts of objects than are remembered are sorted too', () => {
  const sortedNames = createSortedNames();
  for (let round = 0; round < 2; round += 1)
    for (let first = 0; first < 1200; first += 1)
      assert.deepEqual(sortedNames({ [`z${first}`]: 1, [`b${round}`]: 1, a: 1 }), [
        'a',
        `b${round}`,
        `z${first}`,
      ]);
});
