import { createSemaphore } from '../../lib/async/concurrency.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { EntityMapping, Resource } from '../../mapping/types.ts';
import { fingerprint } from '../../port/entities/compare.ts';
import type { Port } from '../../port/port.ts';
import type { Blueprint } from '../../port/types.ts';
import type { EntityIndex, TargetIndex } from './entity-index.ts';
import { canWrite, type MappingTarget } from './mapping-target.ts';

/** Entities of a page of Port's search. */
const PAGE = 1000;
/** Entities of all blueprints that are read at once: two whole pages, or many small blueprints. */
const READ_AT_ONCE = 2 * PAGE;
/** Entities that a blueprint counts at least, so that the requests side by side have a bound. */
const LEAST = 100;

export type CatalogSource = Pick<Port, 'ownedIdentifiers' | 'searchOwned'>;

export interface ReadsOptions {
  port: CatalogSource;
  targets: readonly MappingTarget[];
  schemas: ReadonlyMap<string, Blueprint>;
  entitiesOf(blueprint: string): EntityIndex;
  /** Blueprints that are read at first; all that is owned unless given. */
  only?: ReadonlySet<string> | undefined;
}

/** Readings of Port, each done once: identifiers of what is owned, and fields by blueprint. */
export interface CatalogReads {
  /** Reads which entities are owned. Before anything is compared or marked. */
  readOwned(): Promise<void>;
  /** Reads which entities are owned of the blueprints that were not read at first. */
  readRest(): Promise<void>;
  /** Whether it is known which entities of a blueprint are owned. */
  isRead(blueprint: string): boolean;
  /**
   * The entities of a blueprint, what is owned of it read the first time with the fields that are compared. Of targets
   * that compute their blueprint these are what the resource of `by` compares: any of them could write any blueprint,
   * so that a fingerprint of each entity for each of them would be more than all that is held besides.
   */
  indexWithFields(blueprint: string, by?: MappingTarget): Promise<EntityIndex>;
  /**
   * Begins to read what is owned, then the fields of the blueprints that take several pages, most entities first, one
   * after the other, so that there is room for those that are asked for. Each page names the next one, so that whoever
   * asks for them later would wait for all of them. Who asks is told what failed.
   */
  readAhead(): void;
  /** Nobody asks for fields any more: what is read of them ends with its page. */
  endReading(): void;
}

export function createReads({ port, targets, schemas, entitiesOf, only }: ReadsOptions): CatalogReads {
  const search = createFieldSearch(port, schemas);
  /** Number of owned entities of each blueprint that has any. */
  const owning = new Map<string, number>();
  const withFields = new Map<string, Promise<EntityIndex>>();
  /** Blueprints of which what is owned came with its fields. */
  const whole = new Set<string>();
  let isOver = false;
  let owned: Promise<void> | undefined;
  let rest: Promise<void> | undefined;
  let isRestRead = false;

  const readIdentifiers = async (): Promise<void> => {
    for await (const page of port.ownedIdentifiers())
      for (const { blueprint, identifier } of page) {
        if (whole.has(blueprint)) continue;
        const entities = entitiesOf(blueprint);
        entities.markOwned(entities.slotOf(identifier));
        owning.set(blueprint, (owning.get(blueprint) ?? 0) + 1);
      }
    isRestRead = true;
  };
  const readRest = (): Promise<void> => {
    rest ??= readIdentifiers();
    return rest;
  };
  /** Nothing of a blueprint counts as owned before its last page. */
  const readWhole = async (blueprint: string): Promise<void> => {
    const entities = entitiesOf(blueprint);
    const comparable = comparableTargets(targets, blueprint);
    const slots = await search(entities, comparable, PAGE, entities.slotOf);
    for (const slot of slots) entities.markOwned(slot);
    whole.add(blueprint);
  };
  const readOnly = async (some: ReadonlySet<string>): Promise<void> => {
    const reads = await Promise.allSettled([...some].filter((one) => schemas.has(one)).map(readWhole));
    if (reads.some(({ status }) => status === 'rejected')) await readRest();
  };
  const readOwned = (): Promise<void> => {
    owned ??= only ? readOnly(only) : readRest();
    return owned;
  };
  const readFields = async (blueprint: string, computedBy: Resource | undefined): Promise<EntityIndex> => {
    await readOwned();
    const entities = entitiesOf(blueprint);
    const count = owning.get(blueprint) ?? 0;
    const comparable = comparableTargets(targets, blueprint).filter((one) => isReadWith(one, computedBy));
    if (count === 0 || comparable.length === 0 || !schemas.has(blueprint)) return entities;
    const ownedSlot = (identifier: string) => {
      const slot = entities.find(identifier);
      // Port made it a moment ago, for an entity of this run that relates to it: it is not written yet.
      return slot !== undefined && entities.owned(slot) ? slot : undefined;
    };
    await search(entities, comparable, Math.min(Math.max(LEAST, count), PAGE), ownedSlot, () => isOver);
    return entities;
  };
  const indexWithFields = (blueprint: string, by?: MappingTarget) => {
    const computedBy = by?.blueprint === undefined ? by?.resource : undefined;
    const reading = computedBy ? `${blueprint}\n${computedBy.index}` : blueprint;
    return getOrCreate(withFields, reading, () => readFields(blueprint, computedBy));
  };
  const readLong = async (): Promise<void> => {
    await readOwned();
    const long = [...owning].filter(([blueprint, count]) => count > PAGE && isWritten(targets, blueprint));
    for (const [blueprint] of long.sort(([, a], [, b]) => b - a))
      if (!isOver) await indexWithFields(blueprint).catch(() => {});
  };
  return {
    readOwned,
    readRest,
    isRead: (blueprint) => isRestRead || whole.has(blueprint),
    indexWithFields,
    readAhead() {
      readLong().catch(() => {});
    },
    endReading() {
      isOver = true;
    },
  };
}

/**
 * Searches for what is owned of a blueprint, and keeps a fingerprint of each entity for each comparable target. Gives the
 * slots. `slotOf`: undefined where an entity does not count. `weight`: about how many there are. `isOver`: whether the
 * page that has come is the last one wanted.
 */
function createFieldSearch(port: Pick<Port, 'searchOwned'>, schemas: ReadonlyMap<string, Blueprint>) {
  const searches = createSemaphore(READ_AT_ONCE);
  return async (
    entities: EntityIndex,
    comparable: readonly MappingTarget[],
    weight: number,
    slotOf: (identifier: string) => number | undefined,
    isOver = () => false,
  ): Promise<number[]> => {
    const { blueprint } = entities;
    const include = fieldsOf(comparable.map((f) => f.mapping));
    const slots: number[] = [];
    await searches.acquire(undefined, weight);
    try {
      for await (const page of port.searchOwned(blueprint, include)) {
        for (const entity of page) {
          const slot = slotOf(entity.identifier);
          if (slot === undefined) continue;
          slots.push(slot);
          for (const { index, mapping, conflicts } of comparable)
            if (!conflicts.some((other) => isChanged(entities, other, slot)))
              entities.setFingerprint(index, slot, fingerprint(entity, mapping, schemas.get(blueprint)));
        }
        if (isOver()) break;
      }
    } finally {
      searches.release(weight);
    }
    return slots;
  };
}

/** Whether a target's fields are read with those that name the blueprint, or with the computed ones of this resource. */
const isReadWith = ({ blueprint, resource }: MappingTarget, computedBy: Resource | undefined): boolean =>
  computedBy ? blueprint === undefined && resource === computedBy : blueprint !== undefined;

/** Whether a target has claimed an entity and changes it, or may: what comes of Port may be from before that. */
const isChanged = (entities: EntityIndex, target: TargetIndex, slot: number): boolean =>
  entities.ordinal(target, slot) >= 0 && entities.outcome(target, slot) !== 'unchanged';

/** Whether a resource that is read writes this blueprint in any case. */
const isWritten = (targets: readonly MappingTarget[], blueprint: string): boolean =>
  targets.some(
    ({ blueprint: written, resource: { unusable, leftAlone } }) =>
      written === blueprint && !unusable && !leftAlone,
  );

/** Targets that write a blueprint, and whose entities can be compared with what Port holds. */
const comparableTargets = (targets: readonly MappingTarget[], blueprint: string): MappingTarget[] =>
  targets.filter((f) => canWrite(f, blueprint) && !f.searches && !f.searchesIdentifier);

/** The fields that are compared of a blueprint's entities, as Port's search names them. */
export const comparedFields = (targets: readonly MappingTarget[], blueprint: string): string[] =>
  fieldsOf(comparableTargets(targets, blueprint).map((f) => f.mapping));

/** The fields that any of these mappings writes and that are compared, as Port's search names them. */
export function fieldsOf(mappings: readonly EntityMapping[]): string[] {
  const fields = mappings.flatMap((m) => [
    ...(m.title === undefined ? [] : ['title']),
    ...(m.team === undefined ? [] : ['team']),
    ...Object.keys(m.properties ?? {}).map((p) => `properties.${p}`),
    ...Object.keys(m.relations ?? {}).map((r) => `relations.${r}`),
  ]);
  return ['identifier', ...new Set(fields)];
}
