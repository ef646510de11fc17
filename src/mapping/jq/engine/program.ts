const refuse = (name: string) => JSON.stringify(`${name} is not available in a mapping`);

/**
 * Definitions that hide what an expression must not reach: the process environment, other items of the batch, the end
 * of the batch. `debug` and `stderr` write to no reader.
 */
function prelude(environment: Readonly<Record<string, string>>): string {
  const allowed = JSON.stringify(environment);
  return [
    `def env: ${allowed};`,
    `def halt: error(${refuse('halt')});`,
    `def halt_error: error(${refuse('halt_error')});`,
    `def halt_error(status): error(${refuse('halt_error')});`,
    'def input: error("No more inputs");',
    'def inputs: empty;',
    'def debug: .;',
    'def debug(message): (message | empty), .;',
    'def stderr: .;',
    'def input_filename: null;',
    'def input_line_number: 0;',
    `${allowed} as $ENV |`,
  ].join('\n');
}

/** Two line ends: the first closes a comment at the end of the expression, the second one that ends in `\`. */
const enclosed = (expression: string) => `(${expression}\n\n)`;

/** A program that only says whether the expression compiles inside the others. */
export const compileProgram = (expression: string): string => `${prelude({})} ${enclosed(expression)}`;

/**
 * A program over lines `[index, item]` that gives a line `[index, cell, cell, …]` for each.
 * Only for expressions that compile on their own: `1] | [2` would break out.
 */
export function evaluateProgram(
  expressions: readonly string[],
  environment: Readonly<Record<string, string>>,
): string {
  const cells = expressions.map((expression) => `first(try (${enclosed(expression)} | [.]) catch {e: .}, 0)`);
  return `${prelude(environment)} .[0] as $index | .[1] | [$index, ${cells.join(',\n')}]`;
}
