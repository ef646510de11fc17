import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { prune } from '../../../../../src/mapping/jq/engine/prune.ts';
import { compileFast } from '../../../../../src/mapping/jq/fast-path/compile-fast.ts';
import { parse } from '../../../../../src/mapping/jq/parse/parser.ts';
import { reachOf } from '../../../../../src/mapping/jq/parse/reach.ts';
import { anyExpression, item, nonsense, plainExpression } from '../../support/arbitrary.ts';
import { compareWithJq, sum } from '../../support/compare-with-jq.ts';
import { compiles, realJq } from '../../support/real-jq.ts';

const expressions = (of: fc.Arbitrary<string>) => fc.array(of, { minLength: 1, maxLength: 10 });
const items = fc.array(item, { minLength: 1, maxLength: 8 });

describe('an expression without the engine', () => {
  it('gives what jq gives, or leaves it to jq', () => {
    let compared = 0;
    fc.assert(
      fc.property(expressions(plainExpression), items, (sources, values) => {
        compared += sum(compareWithJq(sources, values));
      }),
      { numRuns: 400 },
    );
    assert.ok(compared > 300, `only ${compared} results were compared`);
  });

  it('is one that jq takes', () => {
    fc.assert(
      fc.property(nonsense, (source) => {
        if (compileFast(source)) assert.ok(compiles(source), JSON.stringify(source));
      }),
      { numRuns: 3000 },
    );
  });

  const usual = [
    '.a',
    '.a.b."c d"[0]?',
    '.["System.Title"]',
    '"text"',
    'true',
    '5',
    '.a // "none"',
    '.a // .b // null',
    '. | tostring',
    '.__project.id + "/" + (.id | tostring) | gsub(" "; "")',
    'if .a == "" then null else . end',
    '.a and .b',
    '.a | not',
    '[.a[] | select(.b == 1) | .c]',
    '.a | map(.b) | join(", ")',
    '"https://x/\\(.a | @uri)"',
    '.a | split("/") | last',
    '{a, "b": .c}',
    '.a | values | tostring',
    'del(.a.b)',
    '.a # comment',
    '.a as $x | .b + $x',
    '.a | gsub("[ ();]"; "")',
    '.a / 1000 | round',
    '.a | test("^(release|feature)/")',
    '[.a // [] | sort_by(.rank)[].name]',
    '(.a // (.b | capture("/(?<id>[0-9a-f-]{36})/").id)) + "/" + (.c | tostring)',
    '(.a | sub("[.][0-9]+"; "") | fromdate) - (.b | fromdate) | . / 6 | round / 10',
  ];
  for (const source of usual) it(`needs none for ${source}`, () => assert.ok(compileFast(source)));

  const others = [
    'def f: 1; f',
    '.a | test("(x+)+$")',
    '.a | test("x"; "i")',
    '.a | sub("x*"; "")',
    '.a | capture("(?<x>a)|b")',
    'reduce .[] as $x (0; . + $x)',
    '. as [$x] | $x',
    '..',
    'env',
    'now',
    '.a = 1',
    '"it"s"',
    '',
  ];
  for (const source of others)
    it(`needs one for ${source}`, () => assert.equal(compileFast(source), undefined));
});

describe('an item without what its expressions cannot see', () => {
  it('gives the same results and the same errors', () => {
    let compared = 0;
    fc.assert(
      fc.property(expressions(anyExpression), items, (sources, values) => {
        const reach = reachOf(sources.map(parse));
        if (reach.everything) return;
        compared += 1;
        const pruned = values.map((value) => prune(value, reach));
        assert.deepEqual(realJq(sources, pruned), realJq(sources, values), sources.join('\n'));
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(anyExpression, items, (source, values) => {
        const reach = reachOf([parse(source)]);
        if (reach.everything) return;
        compared += 1;
        const pruned = values.map((value) => prune(value, reach));
        assert.deepEqual(realJq([source], pruned), realJq([source], values), source);
      }),
      { numRuns: 600 },
    );
    assert.ok(compared > 100, `only ${compared} were compared`);
  });

  const value = { a: { b: 1, c: [{ d: 1, e: 2 }, { d: 3 }], f: 'x' }, g: [1, 2], h: null, __proto__: null };
  const cases: [source: string, left: unknown][] = [
    ['.a.b | sort', { a: { b: 1 } }],
    ['[.a.c[].d] | sort', { a: { c: [{ d: 1 }, { d: 3 }] } }],
    ['if .a then (.g | sort) else .h end', { a: {}, g: [1, 2], h: null }],
    ['.a as $x | $x.c | map(.e) | sort', { a: { c: [{ e: 2 }, {}] } }],
    ['.missing | sort', {}],
    ['to_entries', value],
    ['.a | keys', { a: value.a }],
    ['def f: .a; f', value],
  ];
  for (const [source, left] of cases) {
    it(`keeps ${JSON.stringify(left)} for ${source}`, () => {
      assert.deepEqual(prune(value, reachOf([parse(source)])), left);
    });
  }
});
