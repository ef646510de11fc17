import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from '../../../../src/report/words/format.ts';

test('numbers have a comma before each three digits', () => {
  const values = [0, 7, 99.4, 999.5, 1000, 12_345, 123_456, 1_234_567, 1e15, -1, -999, -1000, -1_234_567];
  for (const value of values)
    assert.equal(number(value), value.toLocaleString('en-US', { maximumFractionDigits: 0 }));
});
