import { forEach } from '../../../lib/async/concurrency.ts';
import { append } from '../../../lib/collections/append.ts';
import { chunks } from '../../../lib/collections/chunks.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Mapping } from '../../../mapping/types.ts';
import { isFatal } from '../../../port/fatal.ts';
import type { Port } from '../../../port/port.ts';
import type { Change } from '../../../report/change.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { EntityWriter } from '../../load/write/port-writer.ts';
import { type BeforeDeletion, beforeDeletion } from '../stale/settle-ownership.ts';
import type { DeletionLedger } from './deletion-ledger.ts';
import { lastFields } from './last-fields.ts';

export interface DeleteOptions {
  mapping: Pick<Mapping, 'deleteDependentEntities'>;
  catalog: Catalog;
  port: Pick<Port, 'searchDependents' | 'whose' | 'searchByIdentifier' | 'hasEntity'>;
  writer: Pick<EntityWriter, 'delete'>;
  change(change: Change): Promise<void> | void;
  parallel: number;
  /** The time by Port's clock, ms, after which nothing may have been written to what is deleted. */
  since?: number;
  signal: AbortSignal;
  problem(subject: string, error: unknown, example?: string): void;
}

const BULK = 100;

/**
 * Deletes entities of one blueprint in bulks. Resolves with those that Port keeps, mostly because others require them.
 * Entities that Port did not answer about are held back.
 */
export async function deleteEntities(
  blueprint: string,
  identifiers: readonly string[],
  dependents: boolean,
  ledger: DeletionLedger,
  options: DeleteOptions,
): Promise<string[]> {
  const { signal, change, problem, parallel } = options;
  const fields = ['title', ...options.catalog.mappedFields(blueprint)];
  const kept: string[] = [];
  let fatal: unknown;
  const unconfirmed = (left: readonly string[], error: unknown) => {
    // Never sent: it is held back with the rest.
    if (signal.aborted && error === signal.reason) return;
    if (isFatal(error)) fatal = error;
    if (!signal.aborted) problem(blueprint, error, left[0]);
    const reason = `Port did not confirm that it is deleted: ${messageOf(error)}`;
    for (const identifier of left) ledger.hold({ blueprint, identifier, reason });
  };
  // Ends by passing over the rest, so that what is in flight is waited for.
  await forEach(chunks(identifiers, BULK), parallel, async (bulk) => {
    if (signal.aborted || fatal) return;
    const { gone, others, stored, failure } = await deleteBulk(blueprint, bulk, dependents, fields, options);
    for (const identifier of bulk) {
      const reason = others.get(identifier);
      if (reason) ledger.hold({ blueprint, identifier, ...reason });
      if (!gone.has(identifier)) continue;
      ledger.markDeleted(blueprint, identifier);
      const last = lastFields(stored.get(identifier), fields);
      await change({ action: 'deleted', blueprint, identifier, ...last });
    }
    const left = bulk.filter((identifier) => !gone.has(identifier) && !others.has(identifier));
    if (!failure) append(kept, left);
    else unconfirmed(left, failure.error);
  });
  signal.throwIfAborted();
  if (fatal) throw fatal;
  return kept;
}

/** The outcome of a bulk. `failure`: nothing is known of those that are neither gone nor others'. */
interface DeletedBulk extends Omit<BeforeDeletion, 'absent'> {
  gone: Set<string>;
  failure?: { error: unknown };
}

/** Asks who owns the entities at this moment, and deletes those that are ours still. Never rejects. */
async function deleteBulk(
  blueprint: string,
  bulk: readonly string[],
  dependents: boolean,
  fields: readonly string[],
  { port, writer, since, signal }: DeleteOptions,
): Promise<DeletedBulk> {
  const result: DeletedBulk = { gone: new Set(), others: new Map(), stored: new Map() };
  try {
    const { absent, others, stored } = await beforeDeletion(port, blueprint, bulk, fields, since);
    result.others = others;
    result.stored = stored;
    signal.throwIfAborted();
    for (const identifier of absent) result.gone.add(identifier);
    const ours = bulk.filter((identifier) => !others.has(identifier) && !absent.has(identifier));
    if (ours.length > 0)
      for await (const some of writer.delete(blueprint, ours, dependents))
        for (const identifier of some) result.gone.add(identifier);
  } catch (error) {
    result.failure = { error };
  }
  return result;
}
