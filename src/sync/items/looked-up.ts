import { append } from '../../lib/collections/append.ts';
import type { Blueprint, Port, StoredEntity } from '../../port/types.ts';
import { type Catalog, comparedFields, createCatalog } from '../catalog/catalog.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';

/** Identifiers by blueprint. */
export type Keys = ReadonlyMap<string, ReadonlySet<string>>;

/** Entities as Port holds them, as far as they may be this integration's. */
export type LookedUp = ReadonlyMap<string, readonly StoredEntity[]>;

/** Asks Port for these entities and no others, with the fields that are compared. */
export async function lookUp(
  keys: Keys,
  targets: readonly MappingTarget[],
  blueprints: readonly Blueprint[],
  port: Pick<Port, 'searchOwned'>,
): Promise<LookedUp> {
  const found = new Map<string, StoredEntity[]>();
  await Promise.all(
    [...keys].map(async ([blueprint, identifiers]) => {
      if (identifiers.size === 0 || !blueprints.some(({ identifier }) => identifier === blueprint)) return;
      const entities: StoredEntity[] = [];
      const include = [...comparedFields(targets, blueprint), 'updatedAt'];
      for await (const page of port.searchOwned(blueprint, include, [...identifiers])) append(entities, page);
      found.set(blueprint, entities);
    }),
  );
  return found;
}

/** A catalog that knows these entities and no others. */
export const catalogOf = (
  found: LookedUp,
  targets: readonly MappingTarget[],
  blueprints: readonly Blueprint[],
): Catalog =>
  createCatalog(
    {
      async *ownedIdentifiers() {
        yield [...found.values()].flat();
      },
      async *searchOwned(blueprint) {
        yield [...(found.get(blueprint) ?? [])];
      },
    },
    targets,
    blueprints,
  );
