import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { within } from '../support/within.ts';

const hostile = new URL('./support/hostile.ts', import.meta.url);
const outcome = (expression: string, input: unknown) =>
  within(30, hostile, 'withoutEngine', [expression, input]);

const long = 'abcd'.repeat(1_000);
const left = 'left to the engine';

describe('a pattern in a mapping, without the engine', () => {
  const cases: [expression: string, input: string, expected: unknown][] = [
    ['test("a.*b.*c.*d.*e")', long, left],
    ['test("a.*b.*c.*d.*e")', 'a-b-c-d-e', true],
    ['capture("(?<x>a*)a*a*b$")', 'a'.repeat(4_000), left],
    ['sub("[a-d]*[a-c]*[b-d]*x"; "")', long, left],
    ['gsub(" +$"; "")', `${' '.repeat(5_000)}x`, left],
    ['test("a{0,99}a{0,99}a{0,99}b")', 'a'.repeat(4_000), left],
    [`test("${'a?'.repeat(40)}b")`, 'a'.repeat(40), left],
    ['test("^[^/]+/[^/]+/[^/]+$")', `${'a'.repeat(20_000)}/${'b'.repeat(20_000)}/c`, true],
    ['gsub("[^a-z]+"; "-")', 'a b '.repeat(3), 'a-b-a-b-a-b-'],
  ];
  for (const [expression, input, expected] of cases) {
    test(`${expression.slice(0, 60)} on ${input.length} characters`, async () => {
      assert.deepEqual(await outcome(expression, input), expected);
    });
  }
});

describe('an expression over much data, without the engine', () => {
  const many = Array.from({ length: 20_000 }, (_, id) => ({ id }));
  const cases: [expression: string, input: unknown, expected: unknown][] = [
    ['[.[] + .[]] | length', many.map(({ id }) => id), left],
    ['. as $all | map(. as $one | $all | map(select(.id == $one.id)))', many, left],
    ['. as $all | map($all)', many, left],
    [Array.from({ length: 40 }, () => '(. + .)').join(' | '), 'x', left],
    [Array.from({ length: 40 }, () => '[., .]').join(' | '), 'x', left],
    [`[${Array.from({ length: 12 }, () => '.[]').join(' | .. as $x | ')}]`, [1], undefined],
    ['map([.id]) | add | length', many, 20_000],
    ['map({"a": .id}) | add', many, { a: 19_999 }],
    ['map("x") | add | length', many, 20_000],
    ['map("x") | join(",") | length', many, 39_999],
  ];
  for (const [expression, input, expected] of cases) {
    test(`${expression.slice(0, 60)}`, async () => {
      assert.deepEqual(await outcome(expression, input), expected);
    });
  }
});
