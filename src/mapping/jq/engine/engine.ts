import { type Compiler, createCompiler, type Refusals } from './compiler.ts';
import type { Pool } from './pool.ts';
import { JobFailure } from './pool-worker.ts';
import { evaluateProgram } from './program.ts';
import type { Cell } from './protocol.ts';
import { numbered, type Row, readRows } from './rows.ts';

export interface Engine extends Compiler {
  /** Rows aligned with the items, which come as JSON text. What the engine chokes on costs only its own cell. */
  evaluate(expressions: readonly string[], items: readonly string[]): Promise<Row[]>;
}

/** jq itself, in the workers of a pool. `environment`: what `env` and `$ENV` give. */
export function createEngine(pool: Pool, environment: Readonly<Record<string, string>>): Engine {
  const refused: Refusals = new Map();
  const { compile } = createCompiler(pool, refused);
  const countTimeout = createTimeoutCount(refused);

  async function attempt(expressions: readonly string[], items: readonly string[]): Promise<Row[]> {
    const program = evaluateProgram(expressions, environment);
    const reply = await pool.run(() => ({ do: 'evaluate', program, input: numbered(items) }));
    return readRows(reply, items.length, expressions.length);
  }

  /** A bisection: halves what fails until the item, then the expression, stands alone. */
  async function bisect(expressions: readonly string[], items: readonly string[]): Promise<Row[]> {
    const reasons = expressions.map((expression) => refused.get(expression));
    if (reasons.some((reason) => reason !== undefined)) return around(reasons, expressions, items);
    try {
      return await attempt(expressions, items);
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
      if (items.length > 1) {
        const middle = items.length >> 1;
        const first = await bisect(expressions, items.slice(0, middle));
        return first.concat(await bisect(expressions, items.slice(middle)));
      }
      if (expressions.length > 1) {
        const row: Cell[] = [];
        for (const expression of expressions) {
          row.push((await bisect([expression], items))[0]?.[0] ?? 0);
        }
        return [row];
      }
      if (error.reason === 'timeout') countTimeout(expressions[0] ?? '', error);
      return [[{ e: error.message }]];
    }
  }

  /** Evaluates what is not refused, and puts the reasons where the rest would stand. */
  async function around(
    reasons: readonly (string | undefined)[],
    expressions: readonly string[],
    items: readonly string[],
  ): Promise<Row[]> {
    const live = expressions.filter((_, index) => reasons[index] === undefined);
    const rows = live.length > 0 ? await bisect(live, items) : [];
    return items.map((_, item) => {
      const cells = rows[item]?.values();
      return reasons.map((reason) => (reason === undefined ? (cells?.next().value ?? 0) : { e: reason }));
    });
  }

  return {
    compile,
    async evaluate(expressions, items) {
      if (items.length === 0) return [];
      await compile(expressions);
      return bisect(expressions, items);
    },
  };
}

/** Items for which an expression may take too long before it is tried no more. */
const TIMEOUTS_FORGIVEN = 3;

/** Counts how often an expression took too long, and refuses it in the end. */
function createTimeoutCount(refused: Refusals): (expression: string, failure: JobFailure) => void {
  const timeouts = new Map<string, number>();
  return (expression, { message }) => {
    const count = (timeouts.get(expression) ?? 0) + 1;
    timeouts.set(expression, count);
    if (count >= TIMEOUTS_FORGIVEN)
      refused.set(expression, `${message} on ${count} items and was not tried again`);
  };
}
