import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carries } from '../../../../../src/mapping/carries.ts';
import { compileFast } from '../../../../../src/mapping/jq/fast-path/compile-fast.ts';
import { parse } from '../../../../../src/mapping/jq/parse/parser.ts';
import { reachOf } from '../../../../../src/mapping/jq/parse/reach.ts';
import { mapAll } from '../../support/mapping.ts';

/** Expressions that are long as text and deep once they are parsed: a generated list, a chain, a ladder of cases. */
const long: Record<string, (times: number) => string> = {
  'a sum': (times) => Array(times).fill('.a').join(' + '),
  'a list': (times) => `[${Array(times).fill('.a').join(', ')}] | length`,
  alternatives: (times) => Array(times).fill('.none').join(' // '),
  cases: (times) => `if .none then 1 ${'elif .none then 2 '.repeat(times)}else 3 end`,
  'question marks': (times) => `.a${'?'.repeat(times)}`,
  tries: (times) => `${'try '.repeat(times)}.a`,
  filters: (times) => `.a${' | . + 0'.repeat(times)}`,
  'a path': (times) => `.none${'.none'.repeat(times)}`,
  elements: (times) => `.none${'[]?'.repeat(times)}`,
  parts: (times) => `.none${'[0:1]'.repeat(times)}`,
  brackets: (times) => `${'['.repeat(times)}.a${']'.repeat(times)}`,
  objects: (times) => `${'{a: '.repeat(times)}.a${'}'.repeat(times)}`,
  texts: (times) => `${'"\\('.repeat(times)}.a${')"'.repeat(times)}`,
  conjunctions: (times) => Array(times).fill('(.a == 1)').join(' and '),
  variables: (times) => `${'. as $x | '.repeat(times)}.a`,
};

for (const [name, made] of Object.entries(long))
  test(`an expression of any length is read, or left to jq: ${name}`, () => {
    for (const times of [300, 1_000, 9_000]) {
      const expression = made(times);
      compileFast(expression)?.({ a: 1 });
      carries(expression, ['a']);
      reachOf([parse(expression)]);
    }
    const short = parse(made(100));
    assert.notEqual(short, undefined);
    assert.deepEqual(reachOf([short]).everything, false);
  });

test('an expression that is too long for the fast path gives what jq gives', async () => {
  const mappings = {
    identifier: '.id',
    blueprint: '"x"',
    properties: { long: long.cases?.(2_000), short: '.a' },
  };
  const { mapped } = await mapAll({ mappings }, [{ id: 'x', a: 1 }]);
  const [outcome] = mapped[0]?.outcomes ?? [];
  assert.equal(outcome?.result, 'mapped');
  assert.deepEqual(outcome.entities[0]?.body.properties, { long: 3, short: 1 });
});
