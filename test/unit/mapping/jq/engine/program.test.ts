import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { realJq } from '../../support/real-jq.ts';

describe('an expression in the program', () => {
  const first = (expression: string, environment: Record<string, string> = {}) =>
    realJq([expression], [{ id: 1 }], environment)[0]?.[0];

  const cases: [what: string, expression: string, cell: unknown][] = [
    ['gives its first output', '.id, 2, error("x")', [1]],
    ['may give nothing', 'empty', 0],
    ['may give null', 'null', [null]],
    ['may fail', 'error("x")', { e: 'x' }],
    ['may fail with null', 'error(null)', { e: null }],
    ['may fail with what a break looks like', 'error({__jq: 0})', { e: { __jq: 0 } }],
    ['may end in a comment', '.id # the identifier', [1]],
    ['may end in a comment that goes on', '.id # the \\', [1]],
    ['may define functions', 'def f: .id + 1; def g(x): x * 2; g(f)', [4]],
    ['may break out of its own label', 'label $out | (1, 2) | ., break $out', [1]],
    ['may take none of many', 'limit(0; repeat(1))', 0],
    ['does not end the run', 'halt', { e: 'halt is not available in a mapping' }],
    [
      'does not end the run with an error',
      '"x" | halt_error(1)',
      { e: 'halt_error is not available in a mapping' },
    ],
    ['does not see other items', 'input', { e: 'No more inputs' }],
    ['does not see any other item', '[inputs]', [[]]],
    ['sees no file name', 'input_filename', [null]],
    ['writes nothing aside', 'debug | debug("x") | stderr | .id', [1]],
    ['sees no environment', 'env, 1', [{}]],
    ['sees no environment variable', '$ENV.PATH', [null]],
  ];
  for (const [what, expression, cell] of cases)
    it(`${what}: ${expression}`, () => assert.deepEqual(first(expression), cell));

  it('sees the environment that is allowed, both ways', () => {
    const allowed = { REGION: 'eu "\\(1)\u00e9' };
    assert.deepEqual(first('[env.REGION, $ENV.REGION, (env | keys), ($ENV | keys)]', allowed), [
      [allowed.REGION, allowed.REGION, ['REGION'], ['REGION']],
    ]);
  });

  it('takes items with lone surrogates, and with numbers that JSON cannot write', () => {
    const [cells] = realJq(
      ['.a', '.b', '.["c\uFFFD"]'],
      [{ a: 'x\ud800y', b: Number.POSITIVE_INFINITY, 'c\udc00': 1 }],
    );
    assert.deepEqual(cells, [['x\uFFFDy'], [null], [1]]);
  });
});
