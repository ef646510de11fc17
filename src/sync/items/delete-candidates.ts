import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { messageOf } from '../../lib/errors.ts';
import { isFatal } from '../../port/fatal.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { WriteOptions } from '../load/write-options.ts';
import { deleteEntities } from '../reconcile/delete/delete-entities.ts';
import { createDeletionLedger } from '../reconcile/delete/deletion-ledger.ts';
import type { Candidate } from './candidates.ts';
import type { ItemsRun } from './items-state.ts';
import type { LookedUp } from './looked-up.ts';
import { otherSourceOf } from './only-source.ts';

export interface DeleteCandidatesOptions
  extends ItemsRun,
    Pick<WriteOptions, 'catalog' | 'writer' | 'change'> {
  found: LookedUp;
}

/** Deletes what candidates were, as far as nothing else can have made it. Gives their number; the others wait. */
export async function deleteCandidates(
  candidates: readonly Candidate[],
  options: DeleteCandidatesOptions,
): Promise<number> {
  const { context, compiled, settings, catalog, waiting, counters, began } = options;
  const remove = new Map<string, string[]>();
  const wait = (reason: string, { blueprint, identifier }: Pick<Candidate, 'blueprint' | 'identifier'>) =>
    waiting.add(reason, `${blueprint} ${identifier}`);
  for (const candidate of once(candidates)) {
    if (!isOurs(candidate, catalog)) continue;
    const other = whyNothing(options) ?? otherSourceOf(candidate, { ...options, kinds: context.kinds });
    if (other) wait(other, candidate);
    else getOrCreate(remove, candidate.blueprint, () => []).push(candidate.identifier);
  }
  const count = [...remove.values()].reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return 0;
  const ledger = createDeletionLedger(
    { owned: count, remove, held: [], placeholders: [], leftAlone: 0 },
    { enabled: settings.deletions, threshold: compiled.parsed.mapping.entityDeletionThreshold },
  );
  const tooMany = await exceededLimit(count, options);
  if (tooMany) ledger.holdRemaining({ reason: tooMany });
  for (const blueprint of remove.keys()) {
    const kept = await deleteEntities(blueprint, ledger.remaining(blueprint), false, ledger, {
      ...options,
      mapping: compiled.parsed.mapping,
      port: context.port,
      parallel: settings.maxConcurrency,
      since: began,
      problem: (subject, error, example) => counters.problem('delete', subject, error, example),
    });
    for (const identifier of kept)
      ledger.hold({ blueprint, identifier, reason: 'Port keeps it: other entities require it' });
  }
  for (const held of ledger.held) wait(held.reason, held);
  options.owned.less(ledger.report.deleted);
  return ledger.report.deleted;
}

/** The reason why none of N entities is deleted, by the limits that a full sync has. */
async function exceededLimit(count: number, options: DeleteCandidatesOptions): Promise<string | undefined> {
  const { settings, compiled, counters, owned, signal, deletedBefore = 0 } = options;
  const { entityDeletionThreshold: threshold } = compiled.parsed.mapping;
  if (settings.maxDeletions !== undefined && count > settings.maxDeletions)
    return `more would go at once than maxDeletions allows (${settings.maxDeletions})`;
  const created = counters.resources.reduce((sum, resource) => sum + resource.created, 0);
  try {
    if (await owned.allows(count + deletedBefore, deletedBefore - created, threshold)) return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    return `what the integration owns could not be counted: ${messageOf(error)}`;
  }
  return `more of what is owned would go at once than entityDeletionThreshold allows (${Math.round(threshold * 1000) / 10}%)`;
}

function once(candidates: readonly Candidate[]): Candidate[] {
  const known = new Map<string, Candidate>();
  for (const candidate of candidates)
    known.set(JSON.stringify([candidate.blueprint, candidate.identifier]), candidate);
  return [...known.values()];
}

/** Whether Port has the entity, as this integration's, and no item of this run made it. */
function isOurs({ blueprint, identifier }: Candidate, catalog: Catalog): boolean {
  const entities = catalog.indexOf(blueprint);
  const slot = entities?.find(identifier);
  if (!entities || slot === undefined) return false;
  return entities.owned(slot) && !entities.produced(slot) && !entities.listed(slot);
}

/** The reason why a run over single items deletes nothing at all. */
function whyNothing({ settings, compiled }: DeleteCandidatesOptions): string | undefined {
  if (!settings.deletions) return 'deletions are switched off';
  if (compiled.parsed.mapping.entityDeletionThreshold === 0)
    return 'entityDeletionThreshold of the mapping allows none';
  return undefined;
}
