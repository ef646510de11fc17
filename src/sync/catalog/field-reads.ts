import { deferred } from '../../lib/async/concurrency.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Resource } from '../../mapping/types.ts';
import type { Blueprint } from '../../port/types.ts';
import type { EntityIndex } from './entity-index.ts';
import { comparableTargets, type FieldSearch, PAGE } from './field-search.ts';
import type { MappingTarget } from './mapping-target.ts';
import type { OwnedReads } from './owned-reads.ts';

/** Entities that a blueprint counts at least, so that the requests side by side have a bound. */
const LEAST = 100;

/** Readings of fields of what is owned, each done once. */
export interface FieldReads {
  /**
   * The entities of a blueprint, what is owned of it read the first time with the fields that are compared. Of targets
   * that compute their blueprint these are what the resource of `by` compares: any of them could write any blueprint,
   * so that a fingerprint of each entity for each of them would be more than all that is held besides.
   */
  indexWithFields(blueprint: string, by?: MappingTarget): Promise<EntityIndex>;
  /** The same as soon as what Port holds of this entity has come. Once it is known what is owned. */
  indexWith(blueprint: string, by: MappingTarget, key: string): Promise<EntityIndex>;
  /** The same, where that has come already. */
  indexIfCome(blueprint: string, by: MappingTarget, key: string): EntityIndex | undefined;
}

interface Options {
  targets: readonly MappingTarget[];
  schemas: ReadonlyMap<string, Blueprint>;
  entitiesOf(blueprint: string): EntityIndex;
  search: FieldSearch;
  owned: OwnedReads;
  /** Whether nobody asks for fields any more. */
  isOver(): boolean;
}

export function createFieldReads(options: Options): FieldReads {
  const { entitiesOf } = options;
  const readings = new Map<string, Promise<EntityIndex>>();
  /** Readings that have come to their end. */
  const read = new Set<string>();
  const pages = createPages();

  const readPages = async (blueprint: string, reading: string, by?: MappingTarget): Promise<EntityIndex> => {
    pages.come(reading);
    try {
      await readFields(options, blueprint, computes(by) ? by?.resource : undefined, () => {
        pages.come(reading);
        return options.isOver();
      });
      read.add(reading);
      return entitiesOf(blueprint);
    } finally {
      pages.end(reading);
    }
  };
  const indexWithFields: FieldReads['indexWithFields'] = (blueprint, by) => {
    const reading = readingOf(blueprint, by);
    return getOrCreate(readings, reading, () => readPages(blueprint, reading, by));
  };
  const indexIfCome: FieldReads['indexIfCome'] = (blueprint, by, key) => {
    const reading = readingOf(blueprint, by);
    if (!readings.has(reading)) return undefined;
    const entities = entitiesOf(blueprint);
    if (read.has(reading)) return entities;
    const slot = entities.find(key);
    if (slot === undefined || !entities.owned(slot)) return entities;
    return entities.fingerprint(by.index, slot) === undefined ? undefined : entities;
  };
  return {
    indexWithFields,
    async indexWith(blueprint, by, key) {
      const all = indexWithFields(blueprint, by);
      all.catch(() => {});
      const reading = readingOf(blueprint, by);
      for (let next = pages.next(reading); next; next = pages.next(reading)) {
        const entities = indexIfCome(blueprint, by, key);
        if (entities) return entities;
        await next;
      }
      return all;
    },
    indexIfCome,
  };
}

/**
 * Reads what is owned of a blueprint with the fields that its targets compare. `computedBy`: of those that compute their
 * blueprint, the ones of this resource. `isLast` hears of each page, and says whether no more are needed.
 */
async function readFields(
  { targets, schemas, entitiesOf, search, owned }: Options,
  blueprint: string,
  computedBy: Resource | undefined,
  isLast: () => boolean,
): Promise<void> {
  if (owned.count(blueprint) <= PAGE) await owned.readOwned();
  const entities = entitiesOf(blueprint);
  const count = owned.count(blueprint);
  const comparable = comparableTargets(targets, blueprint).filter((one) => isReadWith(one, computedBy));
  if (count === 0 || comparable.length === 0 || !schemas.has(blueprint)) return;
  const ownedSlot = (identifier: string) => {
    if (!owned.isAllRead()) return entities.slotOf(identifier);
    const slot = entities.find(identifier);
    // Port made it a moment ago, for an entity of this run that relates to it: it is not written yet.
    return slot !== undefined && entities.owned(slot) ? slot : undefined;
  };
  await search(entities, comparable, Math.min(Math.max(LEAST, count), PAGE), ownedSlot, isLast);
  await owned.readOwned();
}

const computes = (by: MappingTarget | undefined): boolean => by !== undefined && by.blueprint === undefined;

/** The name of a reading: that of its blueprint, with the resource where that computes it. */
const readingOf = (blueprint: string, by?: MappingTarget): string =>
  computes(by) ? `${blueprint}\n${by?.resource.index}` : blueprint;

/** Whether a target's fields are read with those that name the blueprint, or with the computed ones of this resource. */
const isReadWith = ({ blueprint, resource }: MappingTarget, computedBy: Resource | undefined): boolean =>
  computedBy ? blueprint === undefined && resource === computedBy : blueprint !== undefined;

/** Pages of readings, as they come. */
function createPages() {
  const coming = new Map<string, ReturnType<typeof deferred>>();
  const come = (reading: string) => {
    coming.get(reading)?.resolve();
    coming.set(reading, deferred());
  };
  return {
    /** A page has come, or is asked for. */
    come,
    end(reading: string) {
      coming.get(reading)?.resolve();
      coming.delete(reading);
    },
    /** Resolves with the next page, or when there is none. Undefined of a reading that is not under way. */
    next: (reading: string) => coming.get(reading)?.promise,
  };
}
