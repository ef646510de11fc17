import { getOrCreate } from '../lib/collections/get-or-create.ts';
import { createBatches } from './batches.ts';
import type { Engine } from './jq/engine/engine.ts';
import { jsonText } from './jq/engine/json-text.ts';
import type { Cell } from './jq/engine/protocol.ts';
import { prune } from './jq/engine/prune.ts';
import type { Row } from './jq/engine/rows.ts';
import type { compileFast } from './jq/fast-path/compile-fast.ts';
import { JQ_ERROR, NEEDS_ENGINE } from './jq/fast-path/fallback.ts';
import { parse } from './jq/parse/parser.ts';
import { type Reach, reachOf } from './jq/parse/reach.ts';

/** Expressions over an item. Where the selector's result is false, the others need no evaluation. */
export interface Expressions {
  expressions: readonly string[];
  selector?: { slot: number };
}

export interface Evaluator {
  /** Rows aligned with the items. Keyed by the identity of `of.expressions`, which must not change. */
  evaluate(of: Expressions, items: readonly unknown[], signal?: AbortSignal): Promise<Row[]>;
  itemsWithoutEngine(): number;
}

type Fast = (input: unknown) => unknown;

/** Expressions, split into those of the fast path and those that need the engine. */
interface Parted {
  fast: { slot: number; evaluate: Fast }[];
  slow: number[];
  slowExpressions: string[];
  /** The part of an item that the slow ones see. */
  reach: Reach;
}

/** An evaluator that asks the engine only where the fast path is not sure, and sends it only what it needs to see. */
export function createEvaluator(
  { fast, engine }: { fast: typeof compileFast; engine: Engine },
  lanes: number,
): Evaluator {
  const batches = createBatches(engine, lanes);
  const known = new WeakMap<readonly string[], Parted>();
  let withoutEngine = 0;

  const parted = ({ expressions, selector }: Expressions): Parted =>
    getOrCreate(known, expressions, () => part(fast, expressions, selector?.slot));

  return {
    itemsWithoutEngine: () => withoutEngine,
    async evaluate(of, items, signal) {
      const { expressions } = of;
      const parts = parted(of);
      const rows = items.map((): Cell[] => new Array(expressions.length).fill(0));
      const unsure: number[] = [];
      const unfinished: number[] = [];
      for (let index = 0; index < items.length; index += 1) {
        const state = runFast(parts, items[index], rows[index] as Cell[], of.selector?.slot);
        if (state === 'unsure') unsure.push(index);
        else if (state === 'unfinished') unfinished.push(index);
      }
      withoutEngine += items.length - unsure.length - unfinished.length;

      const byEngine = async (
        at: readonly number[],
        asked: readonly string[],
        slots: readonly number[],
        seen: Fast,
      ) => {
        const textAt = (index: number) => jsonText(seen(items[at[index] as number]));
        const results = await batches.evaluate(asked, { count: at.length, textAt }, signal);
        for (const [index, result] of results.entries()) {
          const row = rows[at[index] as number] as Cell[];
          for (const [cell, slot] of slots.entries()) row[slot] = result[cell] ?? 0;
        }
      };
      await byEngine(unfinished, parts.slowExpressions, parts.slow, (item) => prune(item, parts.reach));
      await byEngine(unsure, expressions, [...expressions.keys()], (item) => item);
      return rows;
    },
  };
}

function part(
  compile: typeof compileFast,
  expressions: readonly string[],
  selector: number | undefined,
): Parted {
  const fast: Parted['fast'] = [];
  const slow: number[] = [];
  for (const [slot, expression] of expressions.entries()) {
    const evaluate = compile(expression);
    if (!evaluate) slow.push(slot);
    else if (slot === selector) fast.unshift({ slot, evaluate });
    else fast.push({ slot, evaluate });
  }
  const slowExpressions = slow.map((slot) => expressions[slot] as string);
  return { fast, slow, slowExpressions, reach: reachOf(slowExpressions.map(parse)) };
}

function runFast(
  parts: Parted,
  item: unknown,
  row: Cell[],
  selector: number | undefined,
): 'done' | 'unfinished' | 'unsure' {
  try {
    for (const { slot, evaluate } of parts.fast) {
      const value = evaluate(item);
      row[slot] = value === undefined ? 0 : [value];
      if (slot === selector && value === false) return 'done';
    }
  } catch (error) {
    if (error !== JQ_ERROR && error !== NEEDS_ENGINE && !(error instanceof RangeError)) throw error;
    return 'unsure';
  }
  return parts.slow.length > 0 ? 'unfinished' : 'done';
}
