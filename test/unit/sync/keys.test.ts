import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createColumn } from '../../../src/sync/column.ts';
import { createKeys } from '../../../src/sync/keys.ts';

test('texts are numbered as they come, found again and given back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', 'a', 'b', '__proto__', 'é', '日本', '🙂', 'x'.repeat(70_000), 'y'.repeat(65_536)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const keys = createKeys();
      const model = new Map<string, number>();
      for (const one of texts) {
        assert.equal(keys.find(one), model.get(one));
        if (!model.has(one)) model.set(one, model.size);
        assert.equal(keys.add(one), model.get(one));
      }
      assert.equal(keys.size, model.size);
      for (const [one, number] of model) {
        assert.equal(keys.find(one), number);
        assert.equal(keys.at(number), one);
      }
    }),
  );
});

test('many of them stay apart, over the ends of blocks and of the index', () => {
  const keys = createKeys();
  const name = (i: number) => `9e4b1f2c-0000-4000-8000-000000000000/${i}`;
  for (let i = 0; i < 100_000; i++) assert.equal(keys.add(name(i)), i);
  for (let i = 0; i < 100_000; i += 7) {
    assert.equal(keys.find(name(i)), i);
    assert.equal(keys.at(i), name(i));
  }
  assert.equal(keys.find(name(100_000)), undefined);
});

test('a column has its first value until another is set, wherever that is', () => {
  const column = createColumn(Float64Array, -1);
  for (const slot of [0, 15, 16, 4095, 4096, 20_000]) assert.equal(column.get(slot), -1);
  for (const slot of [3, 4095, 20_000, 4096, 0]) column.set(slot, slot + 0.5);
  for (const slot of [0, 3, 4095, 4096, 20_000]) assert.equal(column.get(slot), slot + 0.5);
  for (const slot of [1, 4094, 4097, 8192, 30_000]) assert.equal(column.get(slot), -1);
});
