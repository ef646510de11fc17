import assert from 'node:assert/strict';
import { compileFast } from '../../../../src/mapping/jq/fast-path/compile-fast.ts';
import { JQ_ERROR, NEEDS_ENGINE } from '../../../../src/mapping/jq/fast-path/fallback.ts';
import { realJq } from './real-jq.ts';

/** The cell that plain JavaScript gives, undefined where it leaves the item to the engine. */
function plainCell(evaluate: (input: unknown) => unknown, value: unknown): unknown {
  try {
    const output = evaluate(value);
    return output === undefined ? 0 : [output];
  } catch (error) {
    if (error === JQ_ERROR || error === NEEDS_ENGINE) return undefined;
    throw error;
  }
}

/** Number of values that an expression does not leave to the engine. */
export function countPlain(expression: string, values: readonly unknown[]): number {
  const evaluate = compileFast(expression);
  return evaluate ? values.filter((value) => plainCell(evaluate, value) !== undefined).length : 0;
}

/** Holds the fast path against jq. Gives for each expression how many values it did not leave to the engine. */
export function compareWithJq(expressions: readonly string[], values: readonly unknown[]): number[] {
  const compared = expressions.map(() => 0);
  const plain = expressions.flatMap((source, at) => {
    const evaluate = compileFast(source);
    return evaluate ? [{ source, at, evaluate }] : [];
  });
  if (plain.length === 0) return compared;
  const rows = realJq(
    plain.map(({ source }) => source),
    values,
  );
  for (const [row, value] of values.entries())
    for (const [slot, { source, at, evaluate }] of plain.entries()) {
      const cell = plainCell(evaluate, value);
      if (cell === undefined) continue;
      compared[at] = (compared[at] ?? 0) + 1;
      assert.deepEqual(cell, rows[row]?.[slot], `${source} on ${JSON.stringify(value)}`);
    }
  return compared;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
