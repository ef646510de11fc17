import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIdentifierIndex } from '../../../../../src/sync/reconcile/visibility/identifier-index.ts';

const A = '11111111-2222-3333-4444-555555555555';
const B = 'AAAAAAAA-2222-3333-4444-555555555555';

test('identifiers are found by the ids in them, and not by digits of GUIDs', () => {
  const index = createIdentifierIndex([`${A}/12`, `${B}/wi345`, 'vssgp.Uy0x/aad.Qq']);
  assert.deepEqual(index.withGuid(B.toLowerCase()), [`${B}/wi345`]);
  for (const [ids, expected] of [
    [[], true],
    [[A], true],
    [[A, '12'], true],
    // As `carries` lets a mapping write ids one after the other.
    [[B, '34'], true],
    [[A, '345'], false],
    [['345'], true],
    [['2222'], false],
    [['99999999999999'], false],
    [['66666666-2222-3333-4444-555555555555'], false],
    [['vssgp.uy0x'], true],
    [[A, 'vssgp.Uy0x'], false],
  ] as const)
    assert.equal(index.mayHave({ sure: ids, told: [] }), expected, ids.join());
});

test('a number longer than those that are indexed is found as text', () => {
  const long = '123456789012345';
  const index = createIdentifierIndex([`x${long}`]);
  assert.ok(index.mayHave({ sure: [long], told: [] }));
  assert.ok(!index.mayHave({ sure: [`${long}6`], told: [] }));
});

test('an identifier with fewer GUIDs than there are may be of a parent that the service did not tell', () => {
  const other = '66666666-2222-3333-4444-555555555555';
  const whole = createIdentifierIndex([`${A}/12`]);
  assert.ok(!whole.mayHave({ sure: [], told: [other] }));
  const untold = createIdentifierIndex([`${A}/12`, 'null/13']);
  assert.ok(untold.mayHave({ sure: [], told: [other] }));
  assert.ok(!untold.mayHave({ sure: [other], told: [] }));
  assert.ok(untold.mayHave({ sure: [A], told: [other] }));
  assert.ok(!untold.mayHave({ sure: [other], told: [A] }));
});
