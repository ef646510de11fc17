import { append } from '../../../lib/collections/append.ts';
import type { Mapping } from '../../../mapping/types.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { EntityIndex } from '../../catalog/entity-index.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { type Candidates, groupByBlueprint, type Held } from '../held.ts';
import { isPlaceholder, writesFields } from './placeholders.ts';
import { type RelationsToGoneOptions, relationsToGone } from './relations-to-gone.ts';

type EntityName = Pick<Held, 'blueprint' | 'identifier'>;

export interface ProtectOptions extends RelationsToGoneOptions {
  mapping: Pick<Mapping, 'createMissingRelatedEntities'>;
  targets: readonly MappingTarget[];
  catalog: Catalog;
  /** All fields of entities, whatever owns them. */
  fieldsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<StoredEntity[]>;
}

/**
 * Keeps the targets of relations of kept entities: Port would create them again, or delete the kept entity with them.
 * Kept entities are those that the run produced (their targets were marked while loading), `staying`, all that is owned
 * of blueprints that were not read, and those that this finds, whose targets are kept in turn. Moves entities from
 * `candidates` to `held` or `placeholders`.
 */
export async function protectRelated(
  candidates: Candidates,
  staying: readonly Held[],
  held: Held[],
  placeholders: EntityName[],
  options: ProtectOptions,
): Promise<void> {
  const { catalog } = options;
  let kept: ReadonlyMap<string, readonly string[] | undefined> = new Map([
    ...groupByBlueprint(staying),
    ...unreadIn(catalog).map((blueprint) => [blueprint, undefined] as const),
  ]);
  for (;;) {
    for (const [blueprint, identifiers] of kept) {
      if (!relatesToAny(blueprint, candidates, catalog)) continue;
      for await (const page of relationsToGone(blueprint, identifiers, candidates, options))
        for (const entity of page)
          catalog.markReferenced(blueprint, entity.relations ?? {}, entity.identifier);
    }
    const newlyKept = relatedAmong(candidates, catalog).map((entity) => ({
      ...entity,
      reason: 'an entity that stays in the catalog relates to it',
      ...whatRelates(catalog, entity.blueprint, entity.identifier),
    }));
    if (newlyKept.length === 0) return;
    for (const { blueprint, identifier } of newlyKept) candidates.get(blueprint)?.delete(identifier);
    const bare = await placeholdersAmong(newlyKept, options);
    append(
      placeholders,
      newlyKept.filter((entity) => bare.has(entity)),
    );
    const entities = newlyKept.filter((entity) => !bare.has(entity));
    append(held, entities);
    kept = groupByBlueprint(entities);
  }
}

/** Candidates to which an entity relates that stays, as far as is known by now. */
function relatedAmong(candidates: Candidates, catalog: Catalog): EntityName[] {
  return [...candidates].flatMap(([blueprint, gone]) => {
    const entities = catalog.indexOf(blueprint) as EntityIndex;
    return [...gone]
      .filter((identifier) => entities.referenced(entities.find(identifier) as number))
      .map((identifier) => ({ blueprint, identifier }));
  });
}

/**
 * Takes the placeholders to which entities relate that the run produced out of the candidates, and returns them: no list
 * ever had them, so that no list needs to prove that they are gone.
 */
export async function takePlaceholders(
  candidates: Candidates,
  options: ProtectOptions,
): Promise<EntityName[]> {
  const related = relatedAmong(candidates, options.catalog);
  const bare = await placeholdersAmong(related, options);
  for (const { blueprint, identifier } of bare) candidates.get(blueprint)?.delete(identifier);
  return [...bare];
}

function whatRelates(catalog: Catalog, blueprint: string, identifier: string): Pick<Held, 'detail'> {
  const by = catalog.referrer(blueprint, identifier);
  return by ? { detail: `${by.blueprint} ${by.identifier} relates to it` } : {};
}

/** Entities that Port made because others relate to them. With createMissingRelatedEntities it would make them again. */
async function placeholdersAmong<T extends EntityName>(
  entities: readonly T[],
  { mapping, catalog, targets, fieldsOf }: ProtectOptions,
): Promise<Set<T>> {
  const bare = new Set<string>();
  for (const [blueprint, identifiers] of groupByBlueprint(entities)) {
    // Entities of a resource that maps nothing but an identifier look the same.
    const mapsFields = targets.every(
      (target) => !canWrite(target, blueprint) || writesFields(target.mapping),
    );
    if (!mapping.createMissingRelatedEntities || !mapsFields) continue;
    for await (const page of fieldsOf(blueprint, identifiers))
      for (const entity of page)
        if (isPlaceholder(entity, catalog.blueprint(blueprint)))
          bare.add(JSON.stringify([blueprint, entity.identifier]));
  }
  return new Set(entities.filter((e) => bare.has(JSON.stringify([e.blueprint, e.identifier]))));
}

/** Blueprints of which a run of a part has not read what is owned. It leaves them alone as a whole. */
const unreadIn = ({ blueprints, isRead }: Catalog): string[] =>
  blueprints.map(({ identifier }) => identifier).filter((blueprint) => !isRead(blueprint));

const relatesToAny = (blueprint: string, candidates: Candidates, catalog: Catalog) =>
  Object.values(catalog.blueprint(blueprint)?.relations ?? {}).some(
    ({ target }) => (candidates.get(target)?.size ?? 0) > 0,
  );
