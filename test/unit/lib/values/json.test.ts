import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEEPEST, InvalidJson, isTooLarge, parseJson, TooDeep } from '../../../../src/lib/values/json.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON from outside', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
    );
  });

  it('may be as deep as anything that is meant, and no deeper', () => {
    assert.doesNotThrow(() => parseJson(nested(DEEPEST)));
    for (const text of [
      nested(DEEPEST + 1),
      nested(1_000_000),
      '['.repeat(1_000_000),
      '{"a":'.repeat(100_000),
    ]) {
      assert.throws(() => parseJson(text), TooDeep);
    }
  });

  it('may have brackets and quotes in its texts', () => {
    const value = {
      a: '['.repeat(1_000),
      'b"\\{': `\\"${'{'.repeat(1_000)}`,
      c: `${'\\'.repeat(999)}"${'['.repeat(600)}`,
    };
    assert.deepEqual(parseJson(JSON.stringify(value)), value);
  });

  it('is refused where it is none, by the parser and not by the count', () => {
    for (const text of ['', '"', '"\\', '{"a": "\\"', ']]'])
      assert.throws(() => parseJson(text), InvalidJson);
  });
});

describe('the size of a value', () => {
  const allowed = { values: 100, characters: 1_000 };
  it('counts what is written out, every reference anew', () => {
    const shared = ['x'.repeat(100)];
    assert.equal(isTooLarge([shared, shared], allowed), false);
    assert.equal(isTooLarge(Array(11).fill(shared), allowed), true);
    assert.equal(isTooLarge({ ['k'.repeat(1_001)]: 1 }, allowed), true);
    assert.equal(isTooLarge(Array(100).fill(null), allowed), true);
  });

  it('ends where a value holds itself, or aliases of aliases stand for more than there is', () => {
    const own: unknown[] = [];
    own.push(own);
    assert.equal(isTooLarge(own, { values: 10_000, characters: 10_000 }), true);
    let doubled: unknown = 'x';
    for (let round = 0; round < 400; round += 1) doubled = [doubled, doubled];
    assert.equal(isTooLarge(doubled, { values: 10_000, characters: 10_000 }), true);
  });
});
