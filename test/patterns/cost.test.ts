import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { costOf } from '../../src/lib/patterns/cost.ts';
import { linearTest } from '../../src/lib/patterns/linear-test.ts';
import { readTree } from '../../src/lib/patterns/tree.ts';
import { within } from '../support/within.ts';
import { stepsOf } from './support/backtrack.ts';

describe('what a pattern costs', () => {
  const cases: [pattern: RegExp, degree: number][] = [
    [/^a+$/, 1],
    [/\s+/g, 1],
    [/a+$/, 2],
    [/\s+$/, 2],
    [/^(?:a|b)*c/, 1],
    [/^\/+|\/+$/g, 2],
    [/^[^/]+\/[^/]+\/[^/]+$/, 1],
    [/a.*b.*c.*d.*e/, 5],
    [/x(?:a*a*b)?/, 2],
    [/,(?=\s*x)/, 1],
    [/\s(?=\s*x)/, 2],
    [/(?<=a*)b/, 2],
    [/^a{1,1000}$/, 1],
    [/^a{0,1000}a{0,1000}$/, 2],
    [/(?:a+)+$/, Number.POSITIVE_INFINITY],
    [/^(?:a|a)*$/, Number.POSITIVE_INFINITY],
    [/^(?:a?b?)*c/, Number.POSITIVE_INFINITY],
    [/^(?:\s|(?:\u200d|\ufe0f)*)*:/u, Number.POSITIVE_INFINITY],
    [/^(?:ab|a|b)*c/, Number.POSITIVE_INFINITY],
    // Patterns that have matched after each round, while the next round tries at first what fails.
    [/(?:ab)*/, 1],
    [/(?:ab|c?d)*e?/, 1],
    [/(?:a(?:a*c)?)*/, 2],
    [/(?:(?:[ab]+?c)?ab)*/, 2],
    [/(?:(?:(?:[ab])+?(?=aa)|[^a](?!b))?a{1,2})*(?:(?:a)*)|(?:a*)/, 2],
    [/(?:a(?:(?:a|a)*c)?)*/, Number.POSITIVE_INFINITY],
    [/(?:x|(?:a|a)*c|a)*/, Number.POSITIVE_INFINITY],
    [/(?:(?:a+)+c|a)*/, Number.POSITIVE_INFINITY],
  ];
  for (const [pattern, degree] of cases) {
    test(`is of degree ${degree} for ${pattern}`, () => assert.equal(costOf(pattern)?.degree, degree));
  }

  test('is not told where references stand in the pattern', () => {
    assert.equal(costOf(/(a)\1/), undefined);
    assert.equal(costOf(/(?<x>a)\k<x>/), undefined);
  });
});

const piece = fc.letrec<{ one: string; many: string }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '^', '$', '(?=a)', '(?!b)'),
    fc
      .tuple(fc.constantFrom('a', 'b', '[ab]'), fc.constantFrom('*', '+', '?', '{1,2}', '*?'))
      .map((two) => two.join('')),
    fc
      .tuple(tie('many'), fc.constantFrom('', '*', '+', '?', '+?'))
      .map(([inner, times]) => `(?:${inner})${times}`),
    tie('many').map((inner) => `(?=${inner})`),
  ),
  many: fc
    .array(fc.array(tie('one'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((options) => options.map((parts) => parts.join('')).join('|')),
})).many;

const hostile = new URL('./support/hostile.ts', import.meta.url);

test('a pattern that is called linear takes no more steps than that, whatever is repeated in the text', () => {
  const words = ['', 'a', 'b', 'ab', 'ba', 'aab'];
  fc.assert(
    fc.property(
      piece,
      fc.constantFrom(...words),
      fc.constantFrom(...words.slice(1)),
      fc.constantFrom(...words),
      (source, before, word, after) => {
        if (costOf({ source, flags: '' })?.degree !== 1) return;
        const tree = readTree(source, '');
        assert.ok(tree);
        const steps = (times: number) => stepsOf(tree, before + word.repeat(times) + after);
        const [some, twice] = [steps(24), steps(48)];
        assert.ok(
          twice <= 2.4 * some + 50,
          `${source} on ${before}(${word})*${after}: ${some}, then ${twice} steps`,
        );
      },
    ),
    { numRuns: 1_500 },
  );
});

test('the linear way finds what JavaScript finds', () => {
  fc.assert(
    fc.property(
      piece,
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 6 })),
      (source, texts) => {
        const regex = new RegExp(source);
        const linear = linearTest(regex);
        for (const text of linear ? texts : [])
          assert.equal(linear?.(text), regex.test(text), `${regex} on ${text}`);
      },
    ),
    { numRuns: 1_500 },
  );
});

describe('a pattern of a user on a text of somebody else', () => {
  const text = `${'a'.repeat(3_000)}!`;
  for (const source of ['(?:a?){30}b', '(?:a+)+$', 'a*a*a*a*a*b', '^(?:.*a){8}$', '^(?=(?:a|a)*b)']) {
    test(`is ready at once: ${source}`, async () => {
      assert.equal(await within(30, hostile, 'patternMatches', [source, text]), false);
    });
  }

  test('is ready at once where it has matched long before: (?:a(?:(?:a|a)*c)?)*', async () => {
    assert.equal(await within(30, hostile, 'patternMatches', ['(?:a(?:(?:a|a)*c)?)*', text]), true);
  });

  for (const [glob, path] of [
    ['**/*a*a*a*a*a*b', `src/${'a'.repeat(4_000)}`],
    ['**/a/**/a/**/a/**/b', 'a/'.repeat(2_000)],
    ['{*a*,*a*a*}{*a*,*a*a*}b', 'a'.repeat(4_000)],
  ]) {
    test(`is ready at once: ${glob}`, async () => {
      assert.equal(await within(30, hostile, 'globMatches', [glob, path]), false);
      assert.equal(await within(30, hostile, 'globMatches', [glob, `${path}b`]), true);
    });
  }

  test('is ready at once: a folder of many stars', async () => {
    const pattern = '*a'.repeat(50);
    assert.equal(await within(30, hostile, 'segmentMatches', [pattern, `${text}b`]), false);
    assert.equal(await within(30, hostile, 'segmentMatches', [pattern, `${text}a`]), true);
  });
});
