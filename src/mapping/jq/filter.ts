import { askEngine, JQ_ERROR } from './fallback.ts';
import * as values from './values.ts';
import { truthy } from './values.ts';

/** A filter with exactly one output. Throws JQ_ERROR or NEEDS_ENGINE. */
export type One = (input: unknown) => unknown;

/**
 * All outputs at once. Only the first one counts in the end, and an error after it would not: so any error leaves
 * the item to the engine.
 */
export type Many = (input: unknown) => unknown[];

/** `whole`: where it fails, it does so before its first output. */
export type Filter = { one: One; many: Many; whole: true } | { one: undefined; many: Many; whole: boolean };

export const single = (one: One): Filter => ({ one, many: (input) => [one(input)], whole: true });
/** Any number of outputs, some of which may come before one fails. */
export const several = (many: Many, whole = false): Filter => ({ one: undefined, many, whole });
/** Any number of outputs, or a failure. */
export const whole = (many: Many): Filter => several(many, true);

/** `first | second` */
export function flat(first: Filter | undefined, second: Filter | undefined): Filter | undefined {
  if (!first || !second) return undefined;
  const { one } = first;
  const next = second.one;
  if (one && next) return single((input) => next(one(input)));
  if (one) return several((input) => second.many(one(input)), second.whole);
  return several((input) => values.counted(first.many(input).flatMap(second.many)));
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
  if (operator === 'and') return single((input) => truthy(a(input)) && truthy(b(input)));
  if (operator === 'or') return single((input) => truthy(a(input)) || truthy(b(input)));
  return compute && single((input) => compute(a(input), b(input)));
}

/** Every output of the left with every one of the right, which jq asks first: without one, the left is not asked. */
function ofEach(compute: (left: unknown, right: unknown) => unknown, left: Filter, right: Filter): Filter {
  return several((input) =>
    right.many(input).flatMap((b) => values.counted(left.many(input)).map((a) => compute(a, b))),
  );
}

/** An error on the left is one of the whole in jq. */
function alternative(left: Filter, right: Filter): Filter {
  const { one: a } = left;
  const { one: b } = right;
  if (a && b) {
    return single((input) => {
      const value = a(input);
      return truthy(value) ? value : b(input);
    });
  }
  return several((input) => {
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
    ? single((input) => (truthy(condition(input)) ? a(input) : b(input)))
    : several(
        (input) => (truthy(condition(input)) ? then : otherwise).many(input),
        then.whole && otherwise.whole,
      );
}

/** `try`: nothing where the body fails. What it gave before it failed is known only where that is nothing. */
export function attempt({ many, whole: known }: Filter): Filter {
  return whole((input) => orElse(() => many(input), known ? [] : undefined) ?? askEngine());
}

/** `try … catch`: the message that the handler would get is jq's. */
export function attemptOrAsk({ one, many }: Filter): Filter {
  return one
    ? single((input) => orElse(() => one(input), undefined) ?? askEngine())
    : several((input) => orElse(() => many(input), undefined) ?? askEngine());
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
