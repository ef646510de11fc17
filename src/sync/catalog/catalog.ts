import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Blueprint } from '../../port/types.ts';
import { type CatalogReads, type CatalogSource, createReads } from './catalog-reads.ts';
import { createEntityIndex, type EntityIndex } from './entity-index.ts';
import { fieldsOf } from './field-search.ts';
import { canWrite, type MappingTarget } from './mapping-target.ts';
import { createReferrers, type Referrers } from './referrers.ts';

const ALL_FIELDS = ['title', 'team', 'properties', 'relations'];

/** Entities that Port holds of this integration, read once: a few numbers each. */
export interface Catalog extends CatalogReads {
  /** The entities of a blueprint as far as it has been read. */
  indexOf(blueprint: string): EntityIndex | undefined;
  /** Port's search has the entity as owned, whatever its list of the owned ones says. */
  markOwned(blueprint: string, key: string): void;
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

/** `only`: blueprints that are enough as long as nothing is deleted; all that is owned is read unless given. */
export function createCatalog(
  port: CatalogSource,
  targets: readonly MappingTarget[],
  blueprints: readonly Blueprint[],
  only?: ReadonlySet<string>,
): Catalog {
  const indexes = new Map<string, EntityIndex>();
  const schemas = new Map(blueprints.map((b) => [b.identifier, b]));
  const entitiesOf = (blueprint: string) =>
    getOrCreate(indexes, blueprint, () => createEntityIndex(blueprint));
  const { numberOf, referrer } = createReferrers(entitiesOf);
  return {
    ...createReads({ port, targets, schemas, entitiesOf, only }),
    indexOf: (blueprint) => indexes.get(blueprint),
    markOwned(blueprint, key) {
      const entities = entitiesOf(blueprint);
      entities.markOwned(entities.slotOf(key));
    },
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
