import { parseJson } from '../../lib/json.ts';
import { JobFailure, type Pool } from './pool.ts';
import { evaluateProgram } from './program.ts';
import type { Cell, WorkerReply } from './protocol.ts';

/** Cells of one item, aligned with the expressions. */
export type Row = readonly Cell[];

export interface Engine {
  /** jq's message per expression that does not compile; once per expression. */
  compile(expressions: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Rows aligned with the items, which come as JSON text. What the engine chokes on costs only its own cell. */
  evaluate(expressions: readonly string[], items: readonly string[]): Promise<Row[]>;
}

/** After so many items that an expression never came to an end for, it is not tried again. */
const TIMEOUTS_FORGIVEN = 3;

const COMPILED_AT_ONCE = 50;

export function createEngine(pool: Pool, environment: Readonly<Record<string, string>>): Engine {
  /** Expression → why it is not evaluated. */
  const refused = new Map<string, string>();
  const compiled = new Set<string>();
  const timeouts = new Map<string, number>();
  /** One compilation at a time, so that none is done twice. */
  let compiling: Promise<unknown> = Promise.resolve();

  async function compile(expressions: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (expressions.some((expression) => !compiled.has(expression))) {
      const turn = compiling.then(() => compileUnknown(expressions));
      compiling = turn.catch(() => {});
      await turn;
    }
    return refused;
  }

  async function compileUnknown(expressions: readonly string[]): Promise<void> {
    const unknown = [...new Set(expressions)].filter((expression) => !compiled.has(expression));
    for (let at = 0; at < unknown.length; at += COMPILED_AT_ONCE) {
      const some = unknown.slice(at, at + COMPILED_AT_ONCE);
      const reply = await pool.run(() => ({ do: 'compile', expressions: some }));
      if (reply.is !== 'compiled') throw new Error(`The jq worker answered a compilation with ${reply.is}.`);
      for (const [index, expression] of some.entries()) {
        compiled.add(expression);
        const message = reply.messages[index];
        if (message) refused.set(expression, `does not compile: ${message}`);
      }
    }
  }

  async function attempt(expressions: readonly string[], items: readonly string[]): Promise<Row[]> {
    const program = evaluateProgram(expressions, environment);
    const reply = await pool.run(() => ({ do: 'evaluate', program, input: numbered(items) }));
    return readRows(reply, items.length, expressions.length);
  }

  /** Halves what fails until the item, then the expression, stands alone. */
  async function search(expressions: readonly string[], items: readonly string[]): Promise<Row[]> {
    const reasons = expressions.map((expression) => refused.get(expression));
    if (reasons.some((reason) => reason !== undefined)) return around(reasons, expressions, items);
    try {
      return await attempt(expressions, items);
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
      if (items.length > 1) {
        const middle = items.length >> 1;
        const first = await search(expressions, items.slice(0, middle));
        return first.concat(await search(expressions, items.slice(middle)));
      }
      if (expressions.length > 1) {
        const row: Cell[] = [];
        for (const expression of expressions) {
          row.push((await search([expression], items))[0]?.[0] ?? 0);
        }
        return [row];
      }
      strike(expressions[0] ?? '', error);
      return [[{ e: error.message }]];
    }
  }

  function strike(expression: string, failure: JobFailure): void {
    if (failure.reason !== 'timeout') return;
    const count = (timeouts.get(expression) ?? 0) + 1;
    timeouts.set(expression, count);
    if (count >= TIMEOUTS_FORGIVEN) {
      refused.set(expression, `${failure.message} on ${count} items and was not tried again`);
    }
  }

  /** Evaluates what may be, and puts the reasons where the rest would stand. */
  async function around(
    reasons: readonly (string | undefined)[],
    expressions: readonly string[],
    items: readonly string[],
  ): Promise<Row[]> {
    const live = expressions.filter((_, index) => reasons[index] === undefined);
    const rows = live.length > 0 ? await search(live, items) : [];
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
      return search(expressions, items);
    },
  };
}

const numbered = (items: readonly string[]): string =>
  items.map((item, index) => `[${index},${item}]`).join('\n');

/** Lines `[index, cell, …]`; anything else means that the program did not run to its end for every item. */
function readRows(reply: WorkerReply, items: number, expressions: number): Row[] {
  if (reply.is !== 'output') {
    throw new JobFailure(
      'crash',
      reply.is === 'failure' ? reply.message : `the jq worker answered ${reply.is}`,
    );
  }
  const lines = reply.text === '' ? [] : reply.text.split('\n');
  if (lines.length !== items) throw new JobFailure('crash', 'the engine lost items');
  return lines.map((line, item) => {
    const [index, ...cells] = parseLine(line);
    if (index !== item || cells.length !== expressions) {
      throw new JobFailure('crash', 'the engine mixed up items');
    }
    return cells as Row;
  });
}

function parseLine(line: string): unknown[] {
  try {
    return parseJson(line) as unknown[];
  } catch {
    throw new JobFailure('crash', 'the result is too deeply nested');
  }
}
