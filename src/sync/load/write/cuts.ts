import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { EntityBody, Resource } from '../../../mapping/types.ts';
import { maximumEntityBytes } from '../../../port/entities/bulks.ts';
import { fit, mayExceed } from '../../../port/entities/fit.ts';
import type { Blueprint } from '../../../port/types.ts';
import { resourceName } from '../../../report/words/words.ts';

/** Cuts what is longer than Port takes, and tells it. */
export interface Cuts {
  /** The body as Port takes it: itself, or with its longest texts cut to `limit` bytes (Port's own unless given). */
  fitted(resource: Resource, body: EntityBody, blueprint: Blueprint | undefined, limit?: number): EntityBody;
  /** A warning for each field of a resource that was cut since the last time. */
  warnOf(resource: Resource): void;
}

interface Cut {
  place: string;
  identifiers: Set<string>;
  limit: number;
}

/** Identifiers up to which the count is exact. */
const MOST = 1_000;

export function createCuts(warn: (message: string) => void): Cuts {
  const all = new Map<number, Map<string, Cut>>();
  const note = ({ index }: Resource, body: EntityBody, place: string, limit: number) => {
    const ofResource = getOrCreate(all, index, () => new Map());
    const cut = getOrCreate(ofResource, place, () => ({ place, identifiers: new Set<string>(), limit }));
    cut.limit = limit;
    if (cut.identifiers.size < MOST) cut.identifiers.add(String(body.identifier));
  };
  return {
    fitted(resource, body, blueprint, limit = maximumEntityBytes) {
      const fitted = mayExceed(body, limit) ? fit(body, limit, blueprint) : undefined;
      if (!fitted) return body;
      for (const place of fitted.cut) note(resource, body, place, limit);
      return fitted.body;
    },
    warnOf({ index, kind }) {
      for (const { place, identifiers, limit } of all.get(index)?.values() ?? []) {
        const count = identifiers.size < MOST ? identifiers.size : `${MOST} or more`;
        const [example] = identifiers;
        warn(
          `${resourceName({ index, kind })}: ${place} of ${count} of its entities, e.g. "${example}", is cut with a mark at its end: Port takes no entity of more than ${Math.round(limit / 1024)} KiB.`,
        );
      }
      all.delete(index);
    },
  };
}
