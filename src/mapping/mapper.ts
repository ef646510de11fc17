import type { PartialItem, RawItem } from '../kinds/types.ts';
import { buildEntities } from './build-entities.ts';
import { createEvaluator } from './evaluator.ts';
import { filesOf } from './file-properties.ts';
import { type Identity, identityOf, isIdentified } from './identity.ts';
import { type Parts, partsOf } from './items-to-parse.ts';
import { compileFast } from './jq/compile-fast.ts';
import { createEngine } from './jq/engine.ts';
import { compileHint } from './jq/messages.ts';
import { createPool } from './jq/pool.ts';
import type { Row } from './jq/rows.ts';
import { quoted } from './quoted.ts';
import { planOf, type ResourcePlan } from './resource-plan.ts';
import type { MappedItem, Mapper, MapperOptions, Mapping, Refused, Resource } from './types.ts';

/** The worker's file in the bundle and in the sources. */
const besideThis = () =>
  new URL(import.meta.url.endsWith('.ts') ? './jq/jq-worker.ts' : './jq-worker.js', import.meta.url);

/** Evaluates a mapping's resources over raw items. Workers start when the first expression needs the engine. */
export function createMapper(mapping: Mapping, options: MapperOptions): Mapper {
  const pool = createPool({
    path: options.workerPath ?? besideThis(),
    maxWorkers: options.maxWorkers,
    timeLimitSeconds: options.timeLimitSeconds,
  });
  const engine = createEngine(pool, options.environment);
  const plans = new Map<Resource, ResourcePlan>();
  const identities = new Map<Resource, Identity>();
  let items = 0;

  function plan(resource: Resource): ResourcePlan {
    const known = plans.get(resource) ?? planOf(resource);
    plans.set(resource, known);
    return known;
  }

  const evaluator = createEvaluator(engine, options.maxWorkers + 1);

  async function map(
    resource: Resource,
    rawItems: readonly RawItem[],
    signal?: AbortSignal,
  ): Promise<MappedItem[]> {
    signal?.throwIfAborted();
    items += rawItems.length;
    const ready = plan(resource);
    const parts = await takeApart(resource, ready, rawItems, signal);
    const flat = parts.flatMap((part) => ('items' in part ? part.items : []));
    const rows = await evaluator.evaluate(ready, flat, signal);
    const files = await filesOf(ready, rows, flat, options.readFile);
    signal?.throwIfAborted();
    let at = 0;
    const outcome = (fieldErrors: Record<string, string>) => {
      const made = buildEntities(ready, rows[at] as Row, files?.[at], fieldErrors);
      at += 1;
      return made;
    };
    return parts.map((part) => {
      if ('skipped' in part) return { outcomes: [], skipped: part.skipped };
      if ('failed' in part) return { outcomes: [part.failed] };
      const fieldErrors: Record<string, string> = {};
      const outcomes = part.items.map(() => outcome(fieldErrors));
      return Object.keys(fieldErrors).length > 0 ? { outcomes, fieldErrors } : { outcomes };
    });
  }

  async function identify(
    resource: Resource,
    partial: readonly PartialItem[],
    signal?: AbortSignal,
  ): Promise<(MappedItem | undefined)[]> {
    const identity = identities.get(resource) ?? identityOf(resource);
    identities.set(resource, identity);
    const decided = partial.filter((one) => isIdentified(identity, one));
    const mapped = await map(
      identity.resource,
      decided.map(({ item }) => item),
      signal,
    );
    const made = new Map(decided.map((one, i) => [one, mapped[i]]));
    return partial.map((one) => made.get(one));
  }

  /** The items that a raw item stands for: itself, or its elements. */
  async function takeApart(
    { itemsToParse }: Resource,
    { parts }: ResourcePlan,
    rawItems: readonly RawItem[],
    signal?: AbortSignal,
  ): Promise<Parts[]> {
    if (!itemsToParse || !parts) return rawItems.map((item) => ({ items: [item] }));
    const rows = await evaluator.evaluate(parts, rawItems, signal);
    return rawItems.map((item, index) => partsOf(itemsToParse, item, rows[index] ?? []));
  }

  async function check(): Promise<Refused[]> {
    const sources = mapping.resources.flatMap((resource) =>
      plan(resource).sources.map((source) => ({
        ...source,
        resource,
        where: `resources[${resource.index}].${source.place}`,
      })),
    );
    const refused = await engine.compile(
      sources.map(({ expression }) => expression).filter((expression) => !compileFast(expression)),
    );
    return sources.flatMap(({ where, written, expression, resource, field }) => {
      const message = refused.get(expression);
      if (message === undefined) return [];
      const hint = compileHint(written);
      const problem = { where, message: `${quoted(written)} ${message}.`, ...(hint && { hint }) };
      return [{ ...problem, resource, ...(field && { field }) }];
    });
  }

  return {
    check,
    map,
    identify,
    stats() {
      const { workers, jobs, seconds } = pool.stats();
      return {
        workers,
        batches: jobs,
        items,
        engineSeconds: seconds,
        itemsWithoutEngine: evaluator.itemsWithoutEngine(),
      };
    },
    close: () => pool.close(),
  };
}
