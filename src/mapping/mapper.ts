import type { PartialItem, RawItem } from '../kinds/types.ts';
import { getOrCreate } from '../lib/collections/get-or-create.ts';
import { checkExpressions } from './definition/check-expressions.ts';
import { createEvaluator } from './evaluator.ts';
import { identityOf, isIdentified } from './identity.ts';
import { createEngine } from './jq/engine/engine.ts';
import { createPool } from './jq/engine/pool.ts';
import { createFastCompiler } from './jq/fast-path/compile-fast.ts';
import { mapItems } from './map-items.ts';
import { planOf } from './resource-plan.ts';
import type { MappedItem, Mapper, MapperOptions, Mapping, Resource } from './types.ts';

/** The worker's file in the bundle and in the sources. */
const besideThis = () =>
  new URL(import.meta.url.endsWith('.ts') ? './jq/engine/jq-worker.ts' : './jq-worker.js', import.meta.url);

/** A function of resources that computes each result once. */
const oncePerResource = <Made>(make: (resource: Resource) => Made): ((resource: Resource) => Made) => {
  const known = new Map<Resource, Made>();
  return (resource) => getOrCreate(known, resource, () => make(resource));
};

/** Evaluates a mapping's resources over raw items. Workers start when the first expression needs the engine. */
export function createMapper(mapping: Pick<Mapping, 'resources'>, options: MapperOptions): Mapper {
  const pool = createPool({
    path: options.workerPath ?? besideThis(),
    maxWorkers: options.maxWorkers,
    timeLimitSeconds: options.timeLimitSeconds,
  });
  const engine = createEngine(pool, options.environment);
  const fast = createFastCompiler();
  const evaluator = createEvaluator({ fast, engine }, options.maxWorkers + 1);
  const plan = oncePerResource(planOf);
  const identity = oncePerResource(identityOf);
  let items = 0;

  async function map(
    resource: Resource,
    rawItems: readonly RawItem[],
    signal?: AbortSignal,
  ): Promise<MappedItem[]> {
    signal?.throwIfAborted();
    items += rawItems.length;
    const { itemsToParse } = resource;
    return mapItems({ plan: plan(resource), itemsToParse }, rawItems, evaluator, options.readFile, signal);
  }

  async function identify(
    resource: Resource,
    partial: readonly PartialItem[],
    signal?: AbortSignal,
  ): Promise<(MappedItem | undefined)[]> {
    const deciding = identity(resource);
    const decided = partial.filter((one) => isIdentified(deciding, one));
    const mapped = await map(
      deciding.resource,
      decided.map(({ item }) => item),
      signal,
    );
    const made = new Map(decided.map((one, i) => [one, mapped[i]]));
    return partial.map((one) => made.get(one));
  }

  return {
    check: () => checkExpressions(mapping.resources, plan, { fast, engine }),
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
