import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileFast } from '../../../../../src/mapping/jq/fast-path/compile-fast.ts';
import { NEEDS_ENGINE } from '../../../../../src/mapping/jq/fast-path/fallback.ts';
import { json } from '../../support/arbitrary.ts';
import { compareWithJq, countPlain } from '../../support/compare-with-jq.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.base64String({ maxLength: 24 }),
  fc.string({ unit: 'grapheme', maxLength: 9 }).map((text) => Buffer.from(text).toString('base64')),
  fc.constantFrom(
    '\ud800',
    'a\udc00b',
    '\ufeffx',
    '\u007f\u0080\u2028',
    'a\0b',
    `<a href='x'>&amp;"`,
    '%41\\\t\r\n',
  ),
  fc
    .date({ min: new Date(0), max: new Date('2040-01-01'), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`),
);
const scalars = fc.oneof(
  texts,
  fc.constantFrom(null, true, false, -0, 1e17, 1e-7, 1e308, Number.MAX_SAFE_INTEGER),
  fc.integer(),
  fc.integer({ min: 0, max: 2e9 }),
  fc.double({ noNaN: true }),
  fc.double({ min: 0, max: 4e9, noNaN: true }),
);
const values = fc.oneof(
  json,
  scalars,
  texts,
  fc.array(scalars, { maxLength: 5 }),
  fc.array(fc.record({ a: scalars, b: fc.integer({ min: 0, max: 3 }) }, { noNullPrototype: true }), {
    maxLength: 5,
  }),
  fc.tuple(fc.array(texts, { maxLength: 4 }), texts),
);

/** Each with the share of values, of 100, that it must not leave to jq. */
const expressions: Record<string, number> = {
  '@text': 40,
  '@json': 40,
  tojson: 40,
  tostring: 40,
  '@html': 40,
  '@uri': 40,
  '@sh': 25,
  '@csv': 10,
  '@tsv': 10,
  '@base64': 40,
  '@base64d': 1,
  '@html "<b>\\(.)</b>"': 40,
  '@sh "echo \\(.)"': 25,
  '@uri "?q=\\(.)&r=\\([.])"': 20,
  keys: 10,
  to_entries: 2,
  unique: 5,
  'unique_by(.b)': 5,
  'group_by(.b)': 5,
  'min_by(.b)': 5,
  'max_by(.b)': 5,
  min: 5,
  max: 5,
  'contains("a")': 5,
  '.[0] as $all | .[1] as $one | $all | contains([$one])': 1,
  // A list is a time in parts to jq, whose engine ends at some of them.
  'scalars | todate': 5,
  'scalars | strftime("%Y-%m-%dT%H:%M:%SZ")': 5,
  'strptime("%Y-%m-%dT%H:%M:%SZ")': 0.5,
  'strptime("%Y-%m-%dT%H:%M:%SZ") | mktime': 0.5,
};

describe('a function without the engine', () => {
  it('gives what jq gives for any value, hostile text among them, or leaves it to jq', () => {
    const names = Object.keys(expressions);
    fc.assert(
      fc.property(fc.array(values, { minLength: 20, maxLength: 40 }), (some) => {
        compareWithJq(names, some);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no more to jq than it must', () => {
    // The same values every time: a share of drawn ones would be below its bound by chance now and then.
    const drawn = fc.sample(values, { seed: 1, numRuns: 4000 });
    for (const [name, bound] of Object.entries(expressions)) {
      const share = (100 * countPlain(name, drawn)) / drawn.length;
      assert.ok(share >= bound, `${name} left all but ${share.toFixed(1)} % to jq`);
    }
  });

  it('leaves an object to jq whose names JavaScript has put in another order', () => {
    for (const name of ['tojson', 'to_entries', '@base64'])
      assert.throws(
        () => compileFast(`{b: 1, "1": 2} | ${name}`)?.({}),
        (error) => error === NEEDS_ENGINE,
      );
  });
});
