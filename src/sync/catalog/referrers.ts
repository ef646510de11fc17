import type { EntityIndex } from './entity-index.ts';

/** Entities by blueprint and identifier. */
export interface EntityKey {
  blueprint: string;
  identifier: string;
}

/** Relations, backwards: of each entity the first that was noted to relate to it, as a number of eight bytes. */
export interface Referrers {
  /** A number of an entity, whatever its blueprint: exact up to 2^21 blueprints of 2^32 entities each. */
  numberOf(entity: EntityKey): number;
  /** The first entity that was noted to relate to this one. */
  referrer(blueprint: string, identifier: string): EntityKey | undefined;
}

const SLOTS = 2 ** 32;

export function createReferrers(entitiesOf: (blueprint: string) => EntityIndex): Referrers {
  const blueprints: string[] = [];
  const places = new Map<string, number>();
  const placeOf = (blueprint: string): number => {
    const known = places.get(blueprint);
    if (known !== undefined) return known;
    places.set(blueprint, blueprints.length);
    return blueprints.push(blueprint) - 1;
  };
  return {
    numberOf: ({ blueprint, identifier }) =>
      placeOf(blueprint) * SLOTS + entitiesOf(blueprint).slotOf(identifier),
    referrer(of, identifier) {
      const entities = entitiesOf(of);
      const slot = entities.find(identifier);
      const by = slot === undefined ? undefined : entities.referrer(slot);
      if (by === undefined) return undefined;
      const blueprint = blueprints[Math.floor(by / SLOTS)] as string;
      return { blueprint, identifier: entitiesOf(blueprint).identifier(by % SLOTS) };
    },
  };
}
