import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Resource } from '../../mapping/types.ts';
import { resourceName } from '../../report/words/words.ts';
import { organisationOf } from '../catalog/ordinals.ts';

/**
 * Notices entities that items of several organisations make. Port has one entity for them, as the last organisation has
 * it.
 */
export interface Collisions {
  /** An item at `ordinal` makes an entity that one at `before` has made already. */
  met(resource: Resource, blueprint: string, identifier: string, before: number, ordinal: number): void;
  /** Warns once for each blueprint of a resource. To be called when all of its entities were met. */
  warnOf(resource: Resource): void;
}

interface Met {
  blueprint: string;
  identifiers: Set<string>;
  organisations: Set<number>;
}

/** Identifiers up to which the count is exact. */
const MOST = 1_000;

/**
 * The collisions of a run. `names`: those of the organisations, in the run's order. `depths`: how deep under the
 * organisation the items of each resource (by index) hang.
 */
export function createCollisions(
  names: readonly string[],
  depths: ReadonlyMap<number, number>,
  warn: (message: string) => void,
): Collisions {
  const all = new Map<number, Map<string, Met>>();
  return {
    met(resource, blueprint, identifier, before, ordinal) {
      const depth = depths.get(resource.index) ?? 0;
      const places = [organisationOf(before, depth), organisationOf(ordinal, depth)];
      if (places[0] === places[1]) return;
      const ofResource = getOrCreate(all, resource.index, () => new Map<string, Met>());
      const met = getOrCreate(ofResource, blueprint, () => ({
        blueprint,
        identifiers: new Set<string>(),
        organisations: new Set<number>(),
      }));
      if (met.identifiers.size < MOST) met.identifiers.add(identifier);
      for (const place of places) met.organisations.add(place);
    },
    warnOf(resource) {
      for (const { blueprint, identifiers, organisations } of all.get(resource.index)?.values() ?? []) {
        const [example] = identifiers;
        const count = identifiers.size < MOST ? identifiers.size : `${MOST} or more`;
        const who = [...organisations].sort((a, b) => a - b).map((place) => names[place]);
        warn(
          `${resourceName(resource)}: ${count} of the entities of "${blueprint}" are made by items of several organisations (${who.join(', ')}), e.g. "${example}". They are one entity in Port, as the last organisation has it; if they are different things, put .__organizationName into the identifier.`,
        );
      }
    },
  };
}
