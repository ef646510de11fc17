import type { Pool } from './pool.ts';

/** The reasons why expressions are not evaluated, by expression. */
export type Refusals = Map<string, string>;

export interface Compiler {
  /** jq's message per expression that does not compile; each expression is compiled once. */
  compile(expressions: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const COMPILED_AT_ONCE = 50;

/** Compiles expressions in a worker, and notes in `refused` those that do not. */
export function createCompiler(pool: Pool, refused: Refusals): Compiler {
  const compiled = new Set<string>();
  /** One compilation at a time, so that none is done twice. */
  let compiling: Promise<unknown> = Promise.resolve();

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

  return {
    async compile(expressions) {
      if (expressions.some((expression) => !compiled.has(expression))) {
        const turn = compiling.then(() => compileUnknown(expressions));
        compiling = turn.catch(() => {});
        await turn;
      }
      return refused;
    },
  };
}
