import { askEngine, JQ_ERROR } from './fallback.ts';
import * as values from './values.ts';
import { truthy } from './values.ts';

/** A filter with exactly one output. Throws JQ_ERROR or NEEDS_ENGINE. */
export type OneOutput = (input: unknown) => unknown;

/**
 * All outputs at once. Only the first one counts in the end, and an error after it would not. Any error leaves the
 * item to the engine.
 */
export type AllOutputs = (input: unknown) => unknown[];

/** An expression made ready; README.md explains its words. `failsFirst`: an error comes before the first output. */
export type Filter =
  | { one: OneOutput; many: AllOutputs; failsFirst: true }
  | { one: undefined; many: AllOutputs; failsFirst: boolean };

export const oneOutput = (one: OneOutput): Filter => ({
  one,
  many: (input) => [one(input)],
  failsFirst: true,
});
/** Any number of outputs, some of which may come before one fails. */
export const manyOutputs = (many: AllOutputs, whole = false): Filter => ({
  one: undefined,
  many,
  failsFirst: whole,
});
/** Any number of outputs, or a failure. */
export const allOrError = (many: AllOutputs): Filter => manyOutputs(many, true);

/** `first | second` */
export function piped(first: Filter | undefined, second: Filter | undefined): Filter | undefined {
  if (!first || !second) return undefined;
  const { one } = first;
  const next = second.one;
  if (one && next) return oneOutput((input) => next(one(input)));
  if (one) return manyOutputs((input) => second.many(one(input)), second.failsFirst);
  return manyOutputs((input) => values.paidList(first.many(input).flatMap(second.many)));
}

const operators = new Map<string, (left: unknown, right: unknown) => unknown>([
  ['+', values.plus],
  ['-', values.arithmetic((left, right) => left - right)],
  ['*', values.arithmetic((left, right) => left * right)],
  ['/', values.arithmetic((left, right) => left / right)],
  ['==', values.equal],
  ['!=', (left, right) => !values.equal(left, right)],
  ['<', (left, right) => values.compare(left, right) < 0],
  ['<=', (left, right) => values.compare(left, right) <= 0],
  ['>', (left, right) => values.compare(left, right) > 0],
  ['>=', (left, right) => values.compare(left, right) >= 0],
]);

export function binary(operator: string, left: Filter, right: Filter): Filter | undefined {
  if (operator === '//') return alternative(left, right);
  const { one: a } = left;
  const { one: b } = right;
  const compute = operators.get(operator);
  if (!a || !b) return compute && ofEach(compute, left, right);
  if (operator === 'and') return oneOutput((input) => truthy(a(input)) && truthy(b(input)));
  if (operator === 'or') return oneOutput((input) => truthy(a(input)) || truthy(b(input)));
  return compute && oneOutput((input) => compute(a(input), b(input)));
}

/** Every output of the left with every one of the right, which jq asks first: without one, the left is not asked. */
function ofEach(compute: (left: unknown, right: unknown) => unknown, left: Filter, right: Filter): Filter {
  return manyOutputs((input) =>
    right.many(input).flatMap((b) => values.paidList(left.many(input)).map((a) => compute(a, b))),
  );
}

/** An error on the left is one of the whole in jq. */
function alternative(left: Filter, right: Filter): Filter {
  const { one: a } = left;
  const { one: b } = right;
  if (a && b) {
    return oneOutput((input) => {
      const value = a(input);
      return truthy(value) ? value : b(input);
    });
  }
  return manyOutputs((input) => {
    const outputs = left.many(input).filter(truthy);
    return outputs.length > 0 ? outputs : right.many(input);
  });
}

export function conditional(when: Filter, then: Filter, otherwise: Filter): Filter | undefined {
  const { one: condition } = when;
  if (!condition) return undefined;
  const { one: a } = then;
  const { one: b } = otherwise;
  return a && b
    ? oneOutput((input) => (truthy(condition(input)) ? a(input) : b(input)))
    : manyOutputs(
        (input) => (truthy(condition(input)) ? then : otherwise).many(input),
        then.failsFirst && otherwise.failsFirst,
      );
}

/** `try`: nothing where the body fails. What it gave before it failed is known only where that is nothing. */
export function tried({ many, failsFirst: known }: Filter): Filter {
  return allOrError((input) => orElse(() => many(input), known ? [] : undefined) ?? askEngine());
}

/** `try … catch`: the message that the handler would get is jq's. */
export function triedOrEngine({ one, many }: Filter): Filter {
  return one
    ? oneOutput((input) => orElse(() => one(input), undefined) ?? askEngine())
    : manyOutputs((input) => orElse(() => many(input), undefined) ?? askEngine());
}

/** The value, or the other one where jq fails. */
function orElse<Value, Other>(compute: () => Value, other: Other): Value | Other {
  try {
    return compute();
  } catch (error) {
    if (error !== JQ_ERROR) throw error;
    return other;
  }
}
