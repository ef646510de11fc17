import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNameOrders } from '../../../../src/lib/values/name-orders.ts';

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'Z', '1', 'é', ''));
const objectOf = (some: readonly string[]) => Object.fromEntries(some.map((one) => [one, one]));

test('names come in the order that sorting them gives, whatever was met before', () => {
  const orderOf = createNameOrders();
  fc.assert(
    fc.property(names, (some) => {
      assert.deepEqual(orderOf(objectOf(some)).sorted, some.toSorted());
    }),
    { numRuns: 2000 },
  );
});

for (const most of [undefined, 600]) {
  test(`the same names have the same number for good, and others have another, ${most ?? 'all'} of them remembered`, () => {
    const orderOf = createNameOrders(most);
    const met = new Map<string, number | undefined>();
    fc.assert(
      fc.property(names, (some) => {
        const { sorted, number } = orderOf(objectOf(some));
        const text = JSON.stringify(sorted);
        if (met.has(text)) assert.equal(number, met.get(text));
        else if (number !== undefined) assert.ok(![...met.values()].includes(number));
        met.set(text, number);
      }),
      { numRuns: 2000 },
    );
    assert.equal([...met.values()].includes(undefined), most !== undefined);
  });
}

test('more sorts of objects than are remembered are sorted too', () => {
  const orderOf = createNameOrders();
  for (let round = 0; round < 2; round += 1)
    for (let first = 0; first < 60_000; first += 1)
      assert.deepEqual(orderOf({ [`z${first}`]: 1, [`b${round}`]: 1, a: 1 }).sorted, [
        'a',
        `b${round}`,
        `z${first}`,
      ]);
});

test('few long names are no more remembered than many short ones', () => {
  const orderOf = createNameOrders(10_000);
  const long = (first: string) => ({ [first.padEnd(4_000, 'x')]: 1 });
  assert.equal(orderOf(long('a')).number, 0);
  assert.equal(orderOf(long('b')).number, undefined);
  assert.equal(orderOf(long('a')).number, 0);
  assert.equal(orderOf({ short: 1 }).number, 1);
});
