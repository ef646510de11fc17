import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { compileFast } from '../../../../../src/mapping/jq/fast-path/compile-fast.ts';
import { NEEDS_ENGINE } from '../../../../../src/mapping/jq/fast-path/fallback.ts';
import { readPattern } from '../../../../../src/mapping/jq/fast-path/read-pattern.ts';
import { compareWithJq, sum } from '../../support/compare-with-jq.ts';
import { realJq } from '../../support/real-jq.ts';

const character = fc.constantFrom(
  ...['a', 'b', '1', '-', '/', ' ', '_', '"', "'", '\\.', '\\d', '\\W', '\\s', '\\/', '\\{', '.', '=', '}'],
  ...['[a-c]', '[^a]', '[0-9-]', '[.]', '[a\\d]', '[\\]x]', '[ab|]', '[a-]', '[A-Z0-9_]', '[+*?]', '[^\\s-]'],
  ...['[\\p{L}]', '[^\\p{L}0-9=-]'],
);
const times = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{2}', '{1,2}', '{2,}', '{0,1}?', '{0}');
const pattern = fc.letrec<{ choices: string; piece: string; sequence: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.tuple(character, times).map((both) => both.join('')),
    fc.constantFrom('^', '$'),
    tie('choices').map((inner) => `(${inner})`),
    tie('choices').map((inner) => `(?:${inner})`),
    fc.tuple(fc.constantFrom('x', 'y', 'z'), tie('choices')).map(([name, inner]) => `(?<${name}>${inner})`),
  ),
  sequence: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  choices: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
})).choices;
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab1-/ _."\'={}[]xX+*\\'), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'ab1é\n\r\u2028😀١жー漢한ª×'), maxLength: 6 }),
);

it('what JavaScript finds is what jq finds', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 6 }),
      fc.array(text, { minLength: 1 }),
      (all, texts) => {
        const sources = all
          .filter((one) => readPattern(one))
          .flatMap((one) => {
            const written = JSON.stringify(one);
            return [
              `test(${written})`,
              `sub(${written}; "<>")`,
              `gsub(${written}; "")`,
              `gsub(${written}; .x | @uri)`,
              `sub(${written}; "<" + (.y // "none") + ">")`,
              `capture(${written})`,
            ];
          });
        compared += sum(compareWithJq(sources, texts));
      },
    ),
    { numRuns: Number(process.env.PATTERN_RUNS ?? 300) },
  );
  assert.ok(compared > 1000, `only ${compared} results were compared`);
});

const others = [
  ...['(a+)+', 'a++', 'a**', '(a|b)*', 'a{,2}', 'a{2,1}', '(?i)a', '(?=a)', '(?<x>a)(?<x>b)'],
  ...['[[:alpha:]]', '[a&&b]', '[z-a]', '[é]', '\\h', '\\b', '\\1', 'é', '(', ']'],
];
for (const source of others)
  it(`leaves ${source} to the engine`, () => assert.equal(readPattern(source), undefined));

it('a letter is one to both, wherever the shorter way is taken', () => {
  const source = 'test("[\\\\p{L}]")';
  const evaluate = compileFast(source);
  const sure: { character: string; letter: unknown }[] = [];
  for (let code = 1; code < 0x1_1000; code += 1) {
    const character = String.fromCodePoint(code);
    try {
      if (character.isWellFormed()) sure.push({ character, letter: evaluate?.(character) });
    } catch (error) {
      if (error !== NEEDS_ENGINE) throw error;
    }
  }
  assert.ok(sure.length > 30_000);
  const rows = realJq(
    [source],
    sure.map(({ character }) => character),
  );
  for (const [at, { character, letter }] of sure.entries())
    assert.deepEqual(rows[at]?.[0], [letter], `U+${character.codePointAt(0)?.toString(16)}`);
});
