import type { RawItem } from '../kinds/types.ts';
import { buildEntities } from './build-entities.ts';
import type { Evaluator } from './evaluator.ts';
import { filesOf } from './file-properties.ts';
import { type Parts, partsOf } from './items-to-parse.ts';
import type { Row } from './jq/engine/rows.ts';
import type { ResourcePlan } from './resource-plan.ts';
import type { ItemsToParse, MappedItem, MapperOptions } from './types.ts';

/** A resource made ready, with the evaluation by which its items are taken apart. */
export interface ItemMapping {
  plan: ResourcePlan;
  itemsToParse: ItemsToParse | undefined;
}

/** Maps items of one resource, aligned with them. Rejects when the engine cannot go on, or with the signal's reason. */
export async function mapItems(
  { plan, itemsToParse }: ItemMapping,
  rawItems: readonly RawItem[],
  evaluator: Evaluator,
  readFile: MapperOptions['readFile'],
  signal?: AbortSignal,
): Promise<MappedItem[]> {
  const parts = await takeApart({ plan, itemsToParse }, rawItems, evaluator, signal);
  const flat = parts.flatMap((part) => ('items' in part ? part.items : []));
  const rows = await evaluator.evaluate(plan, flat, signal);
  const files = await filesOf(plan, rows, flat, readFile);
  signal?.throwIfAborted();
  let at = 0;
  const nextOutcome = (fieldErrors: Record<string, string>) => {
    const outcome = buildEntities(plan, rows[at] as Row, files?.[at], fieldErrors);
    at += 1;
    return outcome;
  };
  return parts.map((part) => {
    if ('skipped' in part) return { outcomes: [], skipped: part.skipped };
    if ('failed' in part) return { outcomes: [part.failed] };
    const fieldErrors: Record<string, string> = {};
    const outcomes = part.items.map(() => nextOutcome(fieldErrors));
    return Object.keys(fieldErrors).length > 0 ? { outcomes, fieldErrors } : { outcomes };
  });
}

/** The items of a raw item: itself, or its elements. */
async function takeApart(
  { plan: { parts }, itemsToParse }: ItemMapping,
  rawItems: readonly RawItem[],
  evaluator: Evaluator,
  signal: AbortSignal | undefined,
): Promise<Parts[]> {
  if (!itemsToParse || !parts) return rawItems.map((item) => ({ items: [item] }));
  const rows = await evaluator.evaluate(parts, rawItems, signal);
  return rawItems.map((item, index) => partsOf(itemsToParse, item, rows[index] ?? []));
}
