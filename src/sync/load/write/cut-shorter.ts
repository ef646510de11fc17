import { maximumEntityBytes } from '../../../port/entities/bulks.ts';
import { fingerprint } from '../../../port/entities/compare.ts';
import type { MappingTarget } from '../../catalog/mapping-target.ts';
import type { PendingEntity } from '../pending-entity.ts';
import type { WriteOptions } from '../write-options.ts';
import type { Cuts } from './cuts.ts';

/** Bytes below which an entity is not cut. */
const SHORTEST_ENTITY = 16 * 1024;

/**
 * An entity that Port found too large, cut to half the bytes it was allowed before, or half of those, until something
 * is cut. Undefined if there is nothing left to cut.
 */
export function cutShorter(
  pending: PendingEntity,
  { catalog, targets, cuts }: Pick<WriteOptions, 'catalog' | 'targets'> & { cuts: Cuts },
): PendingEntity | undefined {
  const { target, body } = pending;
  const { resource, mapping, searches } = targets[target] as MappingTarget;
  const blueprint = catalog.blueprint(pending.blueprint);
  const most = pending.limit ?? maximumEntityBytes;
  for (let limit = most / 2; limit >= SHORTEST_ENTITY; limit /= 2) {
    const shorter = cuts.fitted(resource, body, blueprint, limit);
    if (shorter === body) continue;
    const print = searches ? undefined : fingerprint(shorter, mapping, blueprint);
    return { ...pending, body: shorter, limit, fingerprint: print };
  }
  return undefined;
}
