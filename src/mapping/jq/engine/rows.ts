import { parseJson } from '../../../lib/values/json.ts';
import { JobFailure } from './pool-worker.ts';
import type { Cell, WorkerReply } from './protocol.ts';

/** Cells of one item, aligned with the expressions. */
export type Row = readonly Cell[];

/** Lines `[index, item]`, the input of an evaluation. */
export const numbered = (items: readonly string[]): string =>
  items.map((item, index) => `[${index},${item}]`).join('\n');

/** Lines `[index, cell, …]`, its output. Throws JobFailure: the program did not run to its end for every item. */
export function readRows(reply: WorkerReply, items: number, expressions: number): Row[] {
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
