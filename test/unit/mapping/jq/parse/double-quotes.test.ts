import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withDoubleQuotes } from '../../../../../src/mapping/jq/parse/double-quotes.ts';

describe('single quotes', () => {
  const cases: [string, string][] = [
    [`.x // ''`, `.x // ""`],
    [`.x // 'none'`, `.x // "none"`],
    [`'a' + 'b'`, `"a" + "b"`],
    [`"it's"`, `"it's"`],
    [`select(.a == 'x')`, `select(.a == "x')`],
    [`"a ' b"`, `"a ' b"`],
  ];
  for (const [before, after] of cases)
    it(`${before} becomes ${after}`, () => assert.equal(withDoubleQuotes(before), after));
});
