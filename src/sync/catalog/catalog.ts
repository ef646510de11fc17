import { createSemaphore } from '../../lib/async/concurrency.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { EntityMapping } from '../../mapping/types.ts';
import { fingerprint } from '../../port/entities/compare.ts';
import type { Blueprint, Port, StoredEntity } from '../../port/types.ts';
import { createEntityIndex, type EntityIndex } from './entity-index.ts';
import { canWrite, type MappingTarget } from './mapping-target.ts';
import { createReferrers, type Referrers } from './referrers.ts';

/** Entities of a page of Port's search. */
const PAGE = 1000;
/** Entities of all blueprints that are read at once: three whole pages, or many small blueprints. */
const READ_AT_ONCE = 3 * PAGE;
/** Entities that a blueprint counts at least, so that the requests side by side have a bound. */
const LEAST = 100;

const ALL_FIELDS = ['title', 'team', 'properties', 'relations'];

/** Entities that Port holds of this integration, read once: a few numbers each. */
export interface Catalog {
  /** Reads which entities are owned. Before anything is compared, marked or deleted. */
  readOwned(): Promise<void>;
  /** The entities of a blueprint, what is owned of it read with its fields the first time. */
  indexWithFields(blueprint: string): Promise<EntityIndex>;
  /** The entities of a blueprint as far as it has been read. */
  indexOf(blueprint: string): EntityIndex | undefined;
  /** An item of this run is this entity, and it was not written since more of the item could not be read. */
  markListed(blueprint: string, key: string): void;
  /**
   * The targets of these relations must not be deleted as long as this entity is kept; `key` names it, if that is
   * known.
   */
  markReferenced(blueprint: string, relations: Record<string, unknown>, key: string | undefined): void;
  /** The first entity that was noted to relate to this one. */
  referrer: Referrers['referrer'];
  /** Fields that the mapping writes of a blueprint, as Port's search names them; all where it writes none. */
  mappedFields(blueprint: string): string[];
  blueprint(identifier: string): Blueprint | undefined;
  readonly blueprints: readonly Blueprint[];
  readonly indexes: readonly EntityIndex[];
}

type Source = Pick<Port, 'ownedIdentifiers' | 'searchOwned'>;

export function createCatalog(
  port: Source,
  targets: readonly MappingTarget[],
  blueprints: readonly Blueprint[],
): Catalog {
  const indexes = new Map<string, EntityIndex>();
  const schemas = new Map(blueprints.map((b) => [b.identifier, b]));
  const entitiesOf = (blueprint: string) =>
    getOrCreate(indexes, blueprint, () => createEntityIndex(blueprint));
  const { numberOf, referrer } = createReferrers(entitiesOf);
  return {
    ...createReads(port, targets, schemas, entitiesOf),
    indexOf: (blueprint) => indexes.get(blueprint),
    markListed(blueprint, key) {
      const entities = entitiesOf(blueprint);
      entities.markListed(entities.slotOf(key));
    },
    markReferenced(blueprint, relations, key) {
      const related = schemas.get(blueprint)?.relations ?? {};
      const by = key === undefined ? undefined : numberOf({ blueprint, identifier: key });
      for (const name in relations) {
        const target = related[name]?.target;
        if (target === undefined) continue;
        const value = relations[name];
        const entities = entitiesOf(target);
        const mark = (one: unknown) => {
          if (typeof one === 'string' || typeof one === 'number')
            entities.markReferenced(entities.slotOf(String(one)), by);
        };
        if (Array.isArray(value)) value.forEach(mark);
        else mark(value);
      }
    },
    referrer,
    mappedFields(blueprint) {
      const writing = targets.filter((target) => canWrite(target, blueprint));
      return writing.length === 0 ? ALL_FIELDS : fieldsOf(writing.map(({ mapping }) => mapping));
    },
    blueprint: (identifier) => schemas.get(identifier),
    blueprints,
    get indexes() {
      return [...indexes.values()];
    },
  };
}

/** Readings of Port, each done once: identifiers of all that is owned, and fields by blueprint. */
function createReads(
  port: Source,
  targets: readonly MappingTarget[],
  schemas: ReadonlyMap<string, Blueprint>,
  entitiesOf: (blueprint: string) => EntityIndex,
): Pick<Catalog, 'readOwned' | 'indexWithFields'> {
  /** Number of owned entities of each blueprint that has any. */
  const owning = new Map<string, number>();
  const searches = createSemaphore(READ_AT_ONCE);
  const withFields = new Map<string, Promise<EntityIndex>>();
  let owned: Promise<void> | undefined;

  const readIdentifiers = async (): Promise<void> => {
    for await (const page of port.ownedIdentifiers())
      for (const { blueprint, identifier } of page) {
        const entities = entitiesOf(blueprint);
        entities.markOwned(entities.slotOf(identifier));
        owning.set(blueprint, (owning.get(blueprint) ?? 0) + 1);
      }
  };
  const readOwned = (): Promise<void> => {
    owned ??= readIdentifiers();
    return owned;
  };
  const readFields = async (blueprint: string): Promise<EntityIndex> => {
    await readOwned();
    const entities = entitiesOf(blueprint);
    const comparable = comparableTargets(targets, blueprint);
    const count = owning.get(blueprint) ?? 0;
    if (count === 0 || comparable.length === 0 || !schemas.has(blueprint)) return entities;
    const include = fieldsOf(comparable.map((f) => f.mapping));
    const weight = Math.min(Math.max(LEAST, count), PAGE);
    await searches.acquire(undefined, weight);
    try {
      for await (const page of port.searchOwned(blueprint, include))
        for (const entity of page) remember(entities, comparable, entity, schemas.get(blueprint));
    } finally {
      searches.release(weight);
    }
    return entities;
  };
  return {
    readOwned,
    indexWithFields: (blueprint) => getOrCreate(withFields, blueprint, () => readFields(blueprint)),
  };
}

/** Keeps the fingerprint of what Port holds of an entity, for each target that can write it. */
function remember(
  entities: EntityIndex,
  targets: readonly MappingTarget[],
  entity: StoredEntity,
  blueprint: Blueprint | undefined,
): void {
  const slot = entities.find(entity.identifier);
  // Port made it a moment ago, for an entity of this run that relates to it: it is not written yet.
  if (slot === undefined || !entities.owned(slot)) return;
  for (const { index, mapping } of targets)
    entities.setFingerprint(index, slot, fingerprint(entity, mapping, blueprint));
}

/** Targets that write a blueprint, and whose entities can be compared with what Port holds. */
const comparableTargets = (targets: readonly MappingTarget[], blueprint: string): MappingTarget[] =>
  targets.filter((f) => canWrite(f, blueprint) && !f.searches && !f.searchesIdentifier);

/** The fields that are compared of a blueprint's entities, as Port's search names them. */
export const comparedFields = (targets: readonly MappingTarget[], blueprint: string): string[] =>
  fieldsOf(comparableTargets(targets, blueprint).map((f) => f.mapping));

/** The fields that any of these mappings writes and that are compared, as Port's search names them. */
function fieldsOf(mappings: readonly EntityMapping[]): string[] {
  const fields = mappings.flatMap((m) => [
    ...(m.title === undefined ? [] : ['title']),
    ...(m.team === undefined ? [] : ['team']),
    ...Object.keys(m.properties ?? {}).map((p) => `properties.${p}`),
    ...Object.keys(m.relations ?? {}).map((r) => `relations.${r}`),
  ]);
  return ['identifier', ...new Set(fields)];
}
