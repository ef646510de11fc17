import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGrowableArray } from '../../../../../src/sync/catalog/interner/growable-array.ts';
import { createInterner } from '../../../../../src/sync/catalog/interner/interner.ts';

const guid = fc
  .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })
  .map((digits) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
/** One character of it is another, is missing or is there twice. */
const almost = fc
  .tuple(guid, fc.nat(35), fc.constantFrom(...'0afAFgG-/:`@\u00e9\0', 'less', 'twice'))
  .map(([one, at, by]) => {
    const middle = by === 'less' ? '' : by === 'twice' ? (one[at] as string).repeat(2) : by;
    return one.slice(0, at) + middle + one.slice(at + 1);
  });
/** Texts around GUIDs, which are packed, and what must not be taken for one. */
const withGuids = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: guid },
      guid.map((one) => one.toUpperCase()),
      almost,
      fc.constantFrom('/', '-', 'a', '0', '4737', '\0', '\u0001\n\u001f\u007f', '\u00ff', '🙂'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

test('texts are numbered as they come, found again and given back', () => {
  const text = fc.oneof(
    withGuids,
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', 'a', 'b', '__proto__', 'é', '日本', '🙂', 'x'.repeat(70_000), 'y'.repeat(65_536)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const interner = createInterner();
      const model = new Map<string, number>();
      for (const one of texts) {
        assert.equal(interner.lookup(one), model.get(one));
        if (!model.has(one)) model.set(one, model.size);
        assert.equal(interner.intern(one), model.get(one));
      }
      assert.equal(interner.size, model.size);
      for (const [one, number] of model) assert.equal(interner.textAt(number), one);
      for (const [one, number] of model) assert.equal(interner.lookup(one), number);
    }),
  );
});

test('texts that UTF-8 does not tell apart are one', () => {
  const interner = createInterner();
  assert.equal(interner.intern('a\ud800b'), 0);
  assert.equal(interner.intern('a\udfffb'), 0);
  assert.equal(interner.lookup('a\ufffdb'), 0);
  assert.equal(interner.textAt(0), 'a\ufffdb');
});

test('texts of one hash stay apart, of one length or not', () => {
  // FNV-1a makes the same of each pair; of the last two, one is how the other begins
  const pairs = [
    ['costarring', 'liquid'],
    ['declinate', 'macallums'],
    ['mkdecfqi', ''],
  ] as const;
  for (const [one, other] of pairs) {
    const interner = createInterner();
    assert.equal(interner.intern(one), 0);
    assert.equal(interner.lookup(other), undefined);
    assert.equal(interner.intern(other), 1);
    assert.deepEqual(
      [interner.lookup(one), interner.lookup(other), interner.textAt(0), interner.textAt(1)],
      [0, 1, one, other],
    );
  }
});

test('texts of every length fit, those longer than a block too', () => {
  const block = 2 ** 20;
  const around = (length: number) => Array.from({ length: 12 }, (_, i) => length - 8 + i);
  const lengths = [...around(128), ...around(2 ** 14), ...around(block), 2 ** 21 - 1, 2 ** 21];
  const id = '9e4b1f2c-0000-4000-8000-00000000000f';
  const texts = lengths.flatMap((length) => ['x'.repeat(length), `${length}`.slice(-5), `${id}/${length}`]);
  texts.push(id.repeat(block / 16), 'last');
  const interner = createInterner();
  for (const [i, one] of texts.entries()) assert.equal(interner.intern(one), i);
  for (const [i, one] of texts.entries()) {
    assert.equal(interner.lookup(one), i);
    assert.ok(interner.textAt(i) === one);
  }
});

test('many of them stay apart, over the ends of blocks and of the index', () => {
  const interner = createInterner();
  const id = '9e4b1f2c-0000-4000-8000-000000000000';
  const name = (i: number) => (i % 3 === 0 ? `${id}/4737/${id.slice(0, -6)}${100_000 + i}` : `${id}/${i}`);
  for (let i = 0; i < 100_000; i++) assert.equal(interner.intern(name(i)), i);
  for (let i = 0; i < 100_000; i += 7) {
    assert.equal(interner.lookup(name(i)), i);
    assert.equal(interner.textAt(i), name(i));
  }
  assert.equal(interner.lookup(name(100_000)), undefined);
});

test('a column has its first value until another is set, wherever that is', () => {
  const column = createGrowableArray(Float64Array, -1);
  for (const slot of [0, 15, 16, 4095, 4096, 20_000]) assert.equal(column.get(slot), -1);
  for (const slot of [3, 4095, 20_000, 4096, 0]) column.set(slot, slot + 0.5);
  for (const slot of [0, 3, 4095, 4096, 20_000]) assert.equal(column.get(slot), slot + 0.5);
  for (const slot of [1, 4094, 4097, 8192, 30_000]) assert.equal(column.get(slot), -1);
});

test('a column grows for a value that is not its first one, and only then', () => {
  const buffers: ArrayBuffer[] = [];
  class Watched extends Float64Array<ArrayBuffer> {
    constructor(buffer: ArrayBuffer) {
      super(buffer);
      buffers.push(buffer);
    }
  }
  const column = createGrowableArray(Watched, Number.NaN);
  const held = () => buffers.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  for (const slot of [0, 4095, 600_000]) column.set(slot, Number.NaN);
  assert.equal(held(), 0);
  column.set(4095, 1);
  const grown = held();
  assert.ok(grown > 0);
  column.set(4095, Number.NaN);
  assert.deepEqual([column.get(4095), held()], [Number.NaN, grown]);
});
