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
    // Ids that follow each other at once, as `carries` lets a mapping write them.
    [[B, '34'], true],
    [[A, '345'], false],
    [['345'], true],
    [['2222'], false],
    [['99999999999999'], false],
    [['66666666-2222-3333-4444-555555555555'], false],
    [['vssgp.uy0x'], true],
    [[A, 'vssgp.Uy0x'], false],
  ] as const)
    assert.equal(index.mayHave(ids), expected, ids.join());
});

test('a number longer than those that are indexed is found as text', () => {
  const long = '123456789012345';
  const index = createIdentifierIndex([`x${long}`]);
  assert.ok(index.mayHave([long]));
  assert.ok(!index.mayHave([`${long}6`]));
});

test('among more than can be looked through any id may be, and a GUID is found all the same', () => {
  const many = Array.from({ length: 60_000 }, (_, i) => `${A}/${1_000_003 * (i + 1)}`);
  const index = createIdentifierIndex(many);
  assert.ok(index.mayHave([A, '99999']));
  assert.ok(index.mayHave([A, 'vssgp.Uy0x']));
  assert.ok(!index.mayHave([B]));
});
