import type { Port } from '../../port/port.ts';
import type { Blueprint, StoredEntity } from '../../port/types.ts';
import { type Catalog, createCatalog } from '../catalog/catalog.ts';
import { comparedFields } from '../catalog/field-search.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';

/** Identifiers by blueprint. */
export type Keys = ReadonlyMap<string, ReadonlySet<string>>;

/** Entities as Port holds them, as far as they may be this integration's. */
export type LookedUp = ReadonlyMap<string, readonly StoredEntity[]>;

/** Asks Port for these entities and no others, with the fields that are compared. */
export const lookUp = (
  keys: Keys,
  targets: readonly MappingTarget[],
  blueprints: readonly Blueprint[],
  port: Pick<Port, 'searchOwnedAcross'>,
): Promise<LookedUp> =>
  port.searchOwnedAcross(
    blueprints.flatMap(({ identifier: blueprint }) => {
      const identifiers = [...(keys.get(blueprint) ?? [])];
      const include = [...comparedFields(targets, blueprint), 'updatedAt'];
      return identifiers.length > 0 ? [{ blueprint, identifiers, include }] : [];
    }),
  );

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
