import type { Port } from '../../../port/port.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { groupByBlueprint } from '../held.ts';
import type { Reference } from './dependents.ts';

/**
 * Marks as owned which of these Port's search has as this integration's, or does not tell apart: its list of the owned
 * ones may be short, or older than they are.
 */
export async function markOwned(
  entities: readonly Reference[],
  catalog: Pick<Catalog, 'markOwned'>,
  port: Pick<Port, 'whose'>,
): Promise<void> {
  for (const [blueprint, identifiers] of groupByBlueprint(entities)) {
    const { ours, unclear } = await port.whose(blueprint, identifiers);
    for (const identifier of [...ours, ...unclear]) catalog.markOwned(blueprint, identifier);
  }
}
