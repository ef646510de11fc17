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
