import { isOwnMistake, UserError } from '../../../lib/errors.ts';
import { isFatal } from '../../../port/fatal.ts';
import { groupByBlueprint, type Held } from '../held.ts';
import { type DeleteOptions, deleteEntities } from './delete-entities.ts';
import type { DeletionLedger } from './deletion-ledger.ts';
import { type Dependent, dependentsOf, keyOf } from './dependents.ts';
import { markOwned } from './mark-owned.ts';

/**
 * Deletes entities that Port kept because others require them, with those others, if the mapping says so and all of
 * them may go. Port deletes what merely relates to it as well, so that such an entity keeps it. One that no other requires
 * was only left out of Port's answer: it is deleted once more.
 */
export async function deleteRequired(
  blueprint: string,
  identifiers: readonly string[],
  ledger: DeletionLedger,
  options: DeleteOptions,
): Promise<void> {
  const leftOut: string[] = [];
  for (const identifier of identifiers) {
    const hold = (reason: string, more: Pick<Held, 'detail' | 'remedy'> = {}) =>
      ledger.hold({ blueprint, identifier, reason, ...more });
    const dependents = await findDependents(blueprint, identifier, options);
    const staying = dependents?.find((d) => stays(d, options));
    const relating = dependents?.find(({ requires }) => !requires);
    if (!dependents) hold('what depends on it could not be read');
    else if (!dependents.some(({ requires }) => requires)) leftOut.push(identifier);
    else if (!options.mapping.deleteDependentEntities)
      hold('Port keeps it: other entities require it (deleteDependentEntities is false)', {
        remedy: 'Set deleteDependentEntities to true in the mapping, or remove in Port what requires it.',
      });
    else if (staying)
      hold('deleting it would delete another entity too, which stays', {
        detail: `deleting it would delete ${staying.blueprint} "${staying.identifier}" too, which stays`,
      });
    else if (relating)
      hold('deleting it would delete another entity too, which only relates to it', {
        detail: `deleting it would delete ${relating.blueprint} "${relating.identifier}" too, which only relates to it`,
        remedy: 'Remove in Port what requires it, or what relates to it.',
      });
    else await deleteWithDependents(blueprint, identifier, dependents, ledger, options);
  }
  if (leftOut.length === 0) return;
  for (const identifier of await deleteEntities(blueprint, leftOut, false, ledger, options)) {
    options.problem(blueprint, new UserError(NOT_NAMED, undefined, { code: 'PCS5002' }), identifier);
    ledger.hold({ blueprint, identifier, reason: 'Port did not delete it' });
  }
}

const NOT_NAMED =
  'Port answered a deletion as done, did not name every entity, and still has those that it left out.';

async function deleteWithDependents(
  blueprint: string,
  identifier: string,
  dependents: readonly Dependent[],
  ledger: DeletionLedger,
  options: DeleteOptions,
): Promise<void> {
  const kept = await deleteEntities(blueprint, [identifier], true, ledger, options);
  if (kept.length > 0) ledger.hold({ blueprint, identifier, reason: 'Port did not delete it' });
  if (ledger.isHeld(blueprint, identifier)) return;
  const reason = `relates to ${blueprint} "${identifier}", which is gone`;
  for (const { requires: _, ...gone } of await goneAmong(dependents, options))
    await options.change({ action: 'cascaded', ...gone, reason });
}

/**
 * Dependents that Port has deleted. Its API's description says that all of them go, which nobody has seen of relations
 * that are not required: what is still there is not told as gone. All of them where Port does not tell.
 */
async function goneAmong(
  dependents: readonly Dependent[],
  { port, signal, problem }: DeleteOptions,
): Promise<readonly Dependent[]> {
  const there = new Set<string>();
  try {
    for (const [blueprint, identifiers] of groupByBlueprint(dependents))
      for await (const page of port.searchByIdentifier(blueprint, identifiers, []))
        for (const { identifier } of page) there.add(keyOf({ blueprint, identifier }));
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    if (isOwnMistake(error)) problem('dependents', error);
    return dependents;
  }
  return dependents.filter((one) => !there.has(keyOf(one)));
}

async function findDependents(
  blueprint: string,
  identifier: string,
  { port, catalog, signal, problem, mapping }: DeleteOptions,
): Promise<Dependent[] | undefined> {
  try {
    const dependents = await dependentsOf(port, catalog, blueprint, identifier);
    // The owned entities say which of them stay.
    if (dependents.length > 0 && mapping.deleteDependentEntities) {
      await catalog.readRest();
      // Another run may have made some since these were listed.
      await markOwned(dependents, catalog, port);
    }
    return dependents;
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    problem(blueprint, error, identifier);
    return undefined;
  }
}

const stays = ({ blueprint, identifier }: Dependent, { catalog }: DeleteOptions): boolean => {
  const entities = catalog.indexOf(blueprint);
  const slot = entities?.find(identifier);
  return entities !== undefined && slot !== undefined && (entities.owned(slot) || entities.produced(slot));
};
