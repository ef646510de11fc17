import { loadJq } from 'jq-wasm/inline';
import { jsonText } from '../../../../src/mapping/jq/engine/json-text.ts';
import { evaluateProgram } from '../../../../src/mapping/jq/engine/program.ts';
import type { Cell } from '../../../../src/mapping/jq/engine/protocol.ts';

const jq = await loadJq();

/** Whether jq takes the expression as it stands. */
export const compiles = (expression: string): boolean => jq.raw('', expression).exitCode === 0;

/** Cells of real jq, by item and expression, in the order asked for. */
export function realJq(
  expressions: readonly string[],
  items: readonly unknown[],
  environment: Record<string, string> = {},
): Cell[][] {
  const input = items.map((item, index) => `[${index},${jsonText(item)}]`).join('\n');
  const { stdout, stderr, exitCode } = jq.raw(input, evaluateProgram(expressions, environment), ['-c']);
  if (exitCode !== 0) throw new Error(`jq: ${stderr}\n${expressions.join('\n')}`);
  return stdout.split('\n').map((line) => (JSON.parse(line) as unknown[]).slice(1) as Cell[]);
}
