import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bodyJson } from '../../../src/http/body-json.ts';
import { InvalidJson } from '../../../src/lib/values/json.ts';

/** Bytes that are decoded at a time. */
const PIECE = 2 ** 11;

/** The value that JSON.parse makes of a text, or that it makes none. */
const plainly = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'no JSON';
  }
};

const ours = (body: Buffer): unknown => {
  try {
    return { value: bodyJson(body) };
  } catch (error) {
    assert.ok(error instanceof InvalidJson);
    return 'no JSON';
  }
};

const sign = fc.constantFrom(
  '\\',
  '"',
  'u',
  '0',
  'é',
  'ř',
  '日',
  '🙂',
  '\u2028',
  '\ufffd',
  '\ufeff',
  ' ',
  ',',
);
const before = fc.integer({ min: 0, max: 6 });

test('the value is that of the text, with wide characters wherever they stand', () => {
  const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
  fc.assert(
    fc.property(json, before, (value, shorter) => {
      const text = JSON.stringify(['a'.repeat(PIECE - 4 - shorter), value, '“', 'b'.repeat(2 * PIECE)]);
      assert.deepEqual(ours(Buffer.from(text)), plainly(text));
    }),
  );
});

test('what is no JSON stays none: no sign is taken for another', () => {
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 8 }), before, (signs, shorter) => {
      const text = `["${'a'.repeat(PIECE - 2 - shorter)}${signs.join('')}","${'b'.repeat(PIECE)}"]`;
      assert.deepEqual(ours(Buffer.from(text)), plainly(text));
    }),
    { numRuns: 2_000 },
  );
});

test('a backslash before a wide character is no JSON, within a piece and across two', () => {
  for (const length of [3, PIECE - 2])
    assert.throws(
      () => bodyJson(Buffer.from(`"${'a'.repeat(length - 1)}\\ř${'b'.repeat(PIECE)}"`)),
      InvalidJson,
    );
});

test('the place of what is wrong is that of the text as it came', () => {
  const text = `{"a": "“quoted”",\n "b": "“\\q"}${' '.repeat(PIECE)}`;
  assert.throws(() => bodyJson(Buffer.from(text)), /line 2, column 10/);
});

test('a few wide characters do not make a text of two bytes a character, which is parsed then', (t) => {
  const parse = t.mock.method(JSON, 'parse');
  const isNarrow = () => /^[\0-\xff]*$/.test(parse.mock.calls.at(-1)?.arguments[0] ?? '“');
  const long = 'a'.repeat(PIECE);
  assert.equal(bodyJson(Buffer.from(`"“${long}”é"`)), `“${long}”é`);
  assert.ok(isNarrow());
  const dense = '日本語'.repeat(PIECE);
  assert.equal(bodyJson(Buffer.from(`"${long}${dense}"`)), `${long}${dense}`);
  assert.ok(!isNarrow());
});

test('a byte order mark is left out once', () => {
  assert.deepEqual(bodyJson(Buffer.from('\ufeff{"a":"“"}')), { a: '“' });
  assert.throws(() => bodyJson(Buffer.from('\ufeff\ufeff{}')), InvalidJson);
  assert.throws(() => bodyJson(Buffer.alloc(0)), InvalidJson);
});

test('bytes that are no text become what Node makes of them', () => {
  const body = Buffer.concat([Buffer.from('"'), Buffer.from([0x80, 0xf0, 0x9f]), Buffer.from('a"')]);
  assert.equal(bodyJson(body), '\ufffd\ufffda');
});
