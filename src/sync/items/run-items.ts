import { countWanted, type ItemSelection } from '../../kinds/item-selection.ts';
import type { Compiled } from '../../mapping/compile.ts';
import { PORT_PRECISION_MS } from '../../port/port.ts';
import { type Counters, createCounters } from '../../report/counters/counters.ts';
import { loadOrder } from '../catalog/mapping-target.ts';
import { createLoader, entitiesIn } from '../load/loader.ts';
import { createPortWriter } from '../load/write/port-writer.ts';
import { carefulWriter, isOvertaken, OVERTAKEN, portTime } from './careful-writer.ts';
import { deleteCandidates } from './delete-candidates.ts';
import { createWaiting, type ItemsOutcome } from './items-outcome.ts';
import type { ItemsRun, ItemsState } from './items-state.ts';
import { catalogOf, type Keys, type LookedUp, lookUp } from './looked-up.ts';
import { type Reading, readChosen } from './read-chosen.ts';

/** Times that items are read again, where somebody else has written their entities since. */
const READINGS = 3;

/** Reads the chosen items, writes what differs, and deletes what is proven to be gone of them. Throws what ends it. */
export async function runChosen(state: ItemsState, items: ItemSelection): Promise<ItemsOutcome> {
  const { context } = state;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.stop.signal]);
  for (let readings = 1; ; readings += 1) {
    const began = portTime(context);
    const counters = createCounters(state.compiled.parsed.mapping, context.log.debug);
    const waiting = createWaiting();
    const run: ItemsRun = { ...state, stop, signal, counters, waiting, began };
    const reading = await readAll(run, items);
    const found = await lookUp(keysIn(reading), state.targets, state.blueprints, context.port);
    const overtaken = overtakenIn(run, found);
    if (overtaken.size > 0 && readings < READINGS) {
      // Port's clock is known to the second only: after one, a reading is later than what was written before it.
      await context.clock.sleep(PORT_PRECISION_MS, signal);
      continue;
    }
    const { isAnswered, deleted, catalog } = await write(run, reading, found, overtaken);
    return {
      chosen: [...items.values()].reduce((sum, lists) => sum + countWanted(lists), 0),
      ...totalsOf(counters),
      deleted,
      waiting: waiting.groups,
      isRead: reading.isComplete,
      ...(reading.givenUp && { givenUp: reading.givenUp }),
      isAnswered,
      counters,
      catalog,
    };
  }
}

const readAll = (run: ItemsRun, items: ItemSelection): Promise<Reading> =>
  readChosen({
    ...run,
    scope: { ...run.settings.scope, items },
    mapping: run.compiled.parsed.mapping,
    now: new Date(run.context.clock.now()),
    parallel: run.settings.maxConcurrency,
  });

/** The entities that a reading is about. */
function keysIn({ batches, candidates }: Reading): Keys {
  const keys = new Map<string, Set<string>>();
  const add = (blueprint: string, key: string | undefined) => {
    if (key !== undefined) keys.set(blueprint, (keys.get(blueprint) ?? new Set<string>()).add(key));
  };
  for (const { mapped } of batches) for (const { blueprint, key } of entitiesIn(mapped)) add(blueprint, key);
  for (const { blueprint, identifier } of candidates) add(blueprint, identifier);
  return keys;
}

/** Entities that somebody else has written since the reading began: what they were made of may be newer. */
function overtakenIn(run: ItemsRun, found: LookedUp): Set<string> {
  const overtaken = new Set<string>();
  for (const [blueprint, entities] of found)
    for (const entity of entities)
      if (isOvertaken(run, { ...entity, blueprint })) overtaken.add(keyOf(blueprint, entity.identifier));
  return overtaken;
}

const keyOf = (blueprint: string, identifier: string): string => JSON.stringify([blueprint, identifier]);

async function write(
  run: ItemsRun,
  { batches, partial, candidates }: Reading,
  found: LookedUp,
  overtaken: ReadonlySet<string>,
): Promise<Pick<ItemsOutcome, 'isAnswered' | 'deleted' | 'catalog'>> {
  const { context, compiled, targets, blueprints, signal, settings, waiting } = run;
  const { mapping } = compiled.parsed;
  const catalog = catalogOf(found, targets, blueprints);
  const answers = { isAnswered: overtaken.size === 0 };
  const options = {
    ...run,
    catalog,
    writer: carefulWriter(createPortWriter(context.port, flagsOf(mapping), context.mask), run, answers),
    change: context.change,
    parallel: settings.maxConcurrency,
    fatal: (error: unknown) => run.stop.abort(error),
  };
  await catalog.readOwned();
  const loader = createLoader({ ...options, order: loadOrder(mapping, targets), spools: context.spools });
  loader.acceptPartial(partial);
  const isLate = (blueprint: string, key: string | undefined) =>
    key !== undefined && overtaken.has(keyOf(blueprint, key));
  for (const key of overtaken) waiting.add(OVERTAKEN, JSON.parse(key).join(' '));
  for (const { resource, mapped, ordinals } of batches) {
    const current = mapped.map((item) => ({
      ...item,
      outcomes: item.outcomes.map((outcome) =>
        outcome.result === 'filtered'
          ? outcome
          : { ...outcome, entities: outcome.entities.filter((e) => !isLate(e.blueprint, e.key)) },
      ),
    }));
    await loader.accept(resource, current, ordinals);
  }
  await Promise.all(mapping.resources.map((resource) => loader.finish(resource)));
  await loader.retryMissingRelations();
  signal.throwIfAborted();
  const deleted = await deleteCandidates(
    candidates.filter(({ blueprint, identifier }) => !isLate(blueprint, identifier)),
    { ...run, ...options, found },
  );
  return { ...answers, deleted, catalog };
}

const flagsOf = ({
  enableMergeEntity,
  createMissingRelatedEntities,
}: Compiled['parsed']['mapping']): { merge: boolean; createMissingRelatedEntities: boolean } => ({
  merge: enableMergeEntity,
  createMissingRelatedEntities,
});

const totalsOf = ({ resources }: Counters) => ({
  created: sum(resources, 'created'),
  updated: sum(resources, 'updated'),
  unchanged: sum(resources, 'unchanged'),
  refused: sum(resources, 'refused'),
});

const sum = <K extends 'created' | 'updated' | 'unchanged' | 'refused'>(
  resources: readonly Record<K, number>[],
  outcome: K,
): number => resources.reduce((total, resource) => total + resource[outcome], 0);
