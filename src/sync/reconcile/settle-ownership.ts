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
 * Checks the ownership of entities that the run did not produce: Port's list goes by the beginning and the end of a
 * datasource's name. An entity of another integration does not count as owned. An unclear one stays.
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

/**
 * Reasons by identifier, of the entities that are not proven to be this integration's any more, or that were written
 * after `since` (ms by Port's clock): by another run, which may know better. Asked right before a deletion.
 */
export async function notOwnedAnyMore(
  port: Pick<Port, 'whose' | 'searchByIdentifier'>,
  blueprint: string,
  identifiers: readonly string[],
  since = Number.POSITIVE_INFINITY,
): Promise<Map<string, string>> {
  const { ours, unclear, updatedAt } = await port.whose(blueprint, identifiers);
  const reasons = new Map([...unclear].map((identifier) => [identifier, UNCLEAR]));
  for (const identifier of ours)
    if ((updatedAt.get(identifier) ?? Number.NEGATIVE_INFINITY) > since) reasons.set(identifier, WRITTEN);
  const others = identifiers.filter((identifier) => !ours.has(identifier) && !unclear.has(identifier));
  if (others.length === 0) return reasons;
  for await (const page of port.searchByIdentifier(blueprint, others, []))
    for (const { identifier } of page) reasons.set(identifier, TAKEN_OVER);
  return reasons;
}

export const UNCLEAR =
  'it may be another integration’s, whose identifier ends like this one’s: Port does not tell them apart';
const WRITTEN = 'another run has written to it since this one began';
const TAKEN_OVER = 'somebody else has written to it during the run';
