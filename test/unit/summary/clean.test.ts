import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { visible } from '../../../src/summary/clean.ts';

test('text from outside comes out on one line without anything that cannot be seen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const shown = visible(text);
      assert.ok(shown.isWellFormed());
      assert.doesNotMatch(shown, /\p{Bidi_Control}|\p{Cc}|[\u2028\u2029\ufeff\u200b]/u);
    }),
  );
});

test('an override is shown by its code point instead of acting', () => {
  assert.equal(visible('abc\u202efdp.exe'), 'abc‹U+202E›fdp.exe');
  assert.equal(visible('\u001b[31mred'), '‹U+001B›[31mred');
});

test('lines and tabs become single spaces', () => {
  assert.equal(visible('  one\r\n\ttwo\u2028three  '), 'one two three');
});

test('a lone surrogate becomes the replacement character', () => {
  assert.equal(visible('a\ud800b'), 'a\ufffdb');
});

test('long text is cut without halving a character', () => {
  assert.equal(visible('x'.repeat(300), 10), `${'x'.repeat(10)}…`);
  assert.equal(visible('ab👍cd', 3), 'ab…');
});

test('scripts and joined emoji stay as they are', () => {
  assert.equal(visible('名前 עברית 👩‍👩‍👧 é'), '名前 עברית 👩‍👩‍👧 é');
});
