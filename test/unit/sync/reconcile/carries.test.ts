import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { carries } from '../../../../src/mapping/carries.ts';
import { isGuid } from '../../../../src/mapping/shape/piece.ts';
import { valueAt } from '../../../../src/sync/items/value-at.ts';
import { couldBeUnder } from '../../../../src/sync/reconcile/attribution.ts';
import { realJq } from '../../mapping/support/real-jq.ts';
import { type Alike, alike } from '../items/support/alike.ts';
import { identifiers } from '../items/support/identifiers.ts';

const CUTTING = /ltrimstr|\.\[/;
const CARRIER = { identifier: true, mayLack: false, relations: [] };

/** Checks each identifier on each item. Gives how many carried an id. */
function check({ items, paths }: Alike, expressions: readonly string[]): number {
  const rows = realJq(expressions, items);
  let carried = 0;
  for (const [at, expression] of expressions.entries())
    for (const path of [...paths.texts, ...paths.numbers].map((one) => one.slice(1))) {
      if (!carries(expression, [path])) continue;
      carried += 1;
      for (const [i, item] of items.entries()) {
        const cell = rows[i]?.[at];
        const identifier = Array.isArray(cell) ? (cell[0] as unknown) : undefined;
        const id = valueAt(item, path);
        if (typeof identifier !== 'string' || (typeof id !== 'string' && typeof id !== 'number')) continue;
        // A GUID that is cut, with a digit before it, may be one again, in which no short id is looked for.
        if (!isGuid(id) && CUTTING.test(expression)) continue;
        assert.ok(
          couldBeUnder(CARRIER, `${id}`, { identifier }),
          `${expression} makes "${identifier}" without ${path}, which is ${id}`,
        );
      }
    }
  return carried;
}

for (const one of alike)
  test(`what an identifier is said to carry is in it: ${one.kind}, ${one.why}, of ${one.organisations}`, () => {
    let carried = 0;
    fc.assert(
      fc.property(fc.array(identifiers(one.paths), { minLength: 20, maxLength: 20 }), (expressions) => {
        carried += check(one, expressions);
      }),
      { numRuns: 60, seed: 1 },
    );
    assert.ok(carried > 20, `${carried} carried`);
  });
