import { isFatal } from '../../port/fatal.ts';
import type { Port } from '../../port/types.ts';
import type { Catalog } from '../catalog/catalog.ts';

export interface OwnershipOptions {
  catalog: Catalog;
  port: Pick<Port, 'whose'>;
  signal: AbortSignal;
  problem(subject: string, error: unknown): void;
}

/**
 * Port's list of what this integration owns goes by how a datasource begins and ends. What the run did not produce is
 * looked at once more: another integration's does not count as owned, what is not clear stays.
 */
export async function settleOwnership({ catalog, port, signal, problem }: OwnershipOptions): Promise<void> {
  for (const entities of catalog.indexes) {
    const slots: number[] = [];
    for (let slot = 0; slot < entities.size; slot++)
      if (entities.owned(slot) && !entities.produced(slot)) slots.push(slot);
    if (slots.length === 0 || !catalog.blueprint(entities.blueprint)) continue;
    try {
      const { foreign, unclear } = await port.whose(
        entities.blueprint,
        slots.map((slot) => entities.identifier(slot)),
      );
      for (const slot of slots) {
        const identifier = entities.identifier(slot);
        if (foreign.has(identifier)) entities.unmarkOwned(slot);
        if (unclear.has(identifier)) entities.markUnclear(slot);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isFatal(error)) throw error;
      // It is asked again right before anything is deleted.
      problem('deletions', error);
    }
  }
}
