import { append } from '../../lib/append.ts';
import { chunks } from '../../lib/chunks.ts';
import { forEach } from '../../lib/concurrency.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { Mapping } from '../../mapping/types.ts';
import { isFatal } from '../../port/fatal.ts';
import type { Port } from '../../port/types.ts';
import type { Change } from '../../report/report.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Writer } from '../load/port-writer.ts';
import type { Account } from './deletion-ledger.ts';
import { type Dependent, dependentsOf } from './dependents.ts';
import { notOurs } from './taken-over.ts';

export interface RemoveOptions {
  mapping: Pick<Mapping, 'deleteDependentEntities'>;
  catalog: Catalog;
  port: Pick<Port, 'searchDependents' | 'whose' | 'searchByIdentifier'>;
  writer: Pick<Writer, 'delete'>;
  change(change: Change): Promise<void> | void;
  parallel: number;
  signal: AbortSignal;
  problem(subject: string, error: unknown, example?: string): void;
}

const BULK = 100;

/** Resolves with what Port keeps, mostly because something requires it. What it does not answer to is held back. */
export async function remove(
  blueprint: string,
  identifiers: readonly string[],
  dependents: boolean,
  account: Account,
  options: RemoveOptions,
): Promise<string[]> {
  const { port, writer, signal, change, problem, parallel } = options;
  const kept: string[] = [];
  let hopeless: unknown;
  const bulks = chunks(identifiers, BULK);
  const unconfirmed = (left: readonly string[], error: unknown) => {
    // Never sent: it is held back with the rest.
    if (signal.aborted && error === signal.reason) return;
    if (isFatal(error)) hopeless = error;
    if (!signal.aborted) problem(blueprint, error, left[0]);
    const reason = `Port did not confirm that it is deleted: ${messageOf(error)}`;
    for (const identifier of left) account.hold({ blueprint, identifier, reason });
  };
  // Ends by passing over the rest, so that what is in flight is waited for.
  await forEach(bulks, parallel, async (bulk) => {
    if (signal.aborted || hopeless) return;
    const gone = new Set<string>();
    let others: ReadonlyMap<string, string> = new Map();
    let failure: { error: unknown } | undefined;
    try {
      others = await notOurs(port, blueprint, bulk);
      signal.throwIfAborted();
      const ours = bulk.filter((identifier) => !others.has(identifier));
      if (ours.length > 0)
        for await (const some of writer.delete(blueprint, ours, dependents))
          for (const identifier of some) gone.add(identifier);
    } catch (error) {
      failure = { error };
    }
    for (const identifier of bulk) {
      const reason = others.get(identifier);
      if (reason) account.hold({ blueprint, identifier, reason });
      if (!gone.has(identifier)) continue;
      account.gone(blueprint, identifier);
      await change({ action: 'deleted', blueprint, identifier });
    }
    const left = bulk.filter((identifier) => !gone.has(identifier) && !others.has(identifier));
    if (!failure) append(kept, left);
    else unconfirmed(left, failure.error);
  });
  signal.throwIfAborted();
  if (hopeless) throw hopeless;
  return kept;
}

/**
 * What Port keeps because other entities require it: goes with its dependents if the mapping says so and none of
 * them is one that stays. What nothing relates to Port has only left out of its answer: it is asked once more.
 */
export async function removeRequired(
  blueprint: string,
  identifiers: readonly string[],
  account: Account,
  options: RemoveOptions,
): Promise<void> {
  const leftOut: string[] = [];
  for (const identifier of identifiers) {
    const hold = (reason: string) => account.hold({ blueprint, identifier, reason });
    const dependents = await findDependents(blueprint, identifier, options);
    const staying = dependents?.find((d) => stays(d, options));
    if (!dependents) hold('what depends on it could not be read');
    else if (dependents.length === 0) leftOut.push(identifier);
    else if (!options.mapping.deleteDependentEntities)
      hold('Port keeps it: other entities require it (deleteDependentEntities is false)');
    else if (staying)
      hold(`deleting it would delete ${staying.blueprint} "${staying.identifier}" too, which stays`);
    else await removeWithDependents(blueprint, identifier, dependents, account, options);
  }
  if (leftOut.length === 0) return;
  for (const identifier of await remove(blueprint, leftOut, false, account, options)) {
    options.problem(blueprint, new UserError(NOT_NAMED, undefined, { code: 'PCS5002' }), identifier);
    account.hold({ blueprint, identifier, reason: 'Port did not delete it' });
  }
}

const NOT_NAMED =
  'Port answered a deletion as done, did not name every entity, and still has those that it left out.';

async function removeWithDependents(
  blueprint: string,
  identifier: string,
  dependents: readonly Dependent[],
  account: Account,
  options: RemoveOptions,
): Promise<void> {
  const kept = await remove(blueprint, [identifier], true, account, options);
  if (kept.length > 0) account.hold({ blueprint, identifier, reason: 'Port did not delete it' });
  if (account.held.some((h) => h.blueprint === blueprint && h.identifier === identifier)) return;
  const reason = `relates to ${blueprint} "${identifier}", which is gone`;
  for (const d of dependents) await options.change({ action: 'cascaded', ...d, reason });
}

async function findDependents(
  blueprint: string,
  identifier: string,
  { port, catalog, signal, problem }: RemoveOptions,
): Promise<Dependent[] | undefined> {
  try {
    return await dependentsOf(port, catalog, blueprint, identifier);
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    problem(blueprint, error, identifier);
    return undefined;
  }
}

const stays = ({ blueprint, identifier }: Dependent, { catalog }: RemoveOptions): boolean => {
  const table = catalog.known(blueprint);
  const slot = table?.find(identifier);
  return table !== undefined && slot !== undefined && (table.owned(slot) || table.produced(slot));
};
