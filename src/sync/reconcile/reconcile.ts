import { messageOf } from '../../lib/errors.ts';
import type { Mapping } from '../../mapping/types.ts';
import { isFatal } from '../../port/fatal.ts';
import type { PutOffEntity } from '../../report/put-off.ts';
import { heldWarning } from '../../report/words/words.ts';
import type { Settings } from '../../settings/types.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type DeleteOptions, deleteEntities } from './delete/delete-entities.ts';
import { deleteRequired } from './delete/delete-required.ts';
import { createDeletionLedger, type DeletionLedger } from './delete/deletion-ledger.ts';
import { dependentsOf } from './delete/dependents.ts';
import { overMaxDeletions } from './delete/over-max-deletions.ts';
import type { Reason } from './held.ts';
import { isLeftAlone } from './left-alone.ts';
import { findStale, type StaleOptions, type StalePlan } from './stale/find-stale.ts';
import {
  createGoneTitles,
  type GoneTitles,
  namesBy,
  readGoneTitles,
  withTitles,
} from './stale/gone-titles.ts';
import { settleOwnership } from './stale/settle-ownership.ts';

export interface ReconcileOptions extends StaleOptions, DeleteOptions {
  mapping: Mapping;
  catalog: Catalog;
  settings: Pick<Settings, 'deletions' | 'maxDeletions' | 'mode'>;
  warn(message: string): void;
  /** Called with the ledger once the stale entities are known. The ledger is up to date at any time after that. */
  onLedger(ledger: DeletionLedger): void;
  /** Takes what would be deleted, dependents first, and nothing is. */
  putOff?(entities: readonly PutOffEntity[]): Promise<void>;
}

/** Gone entities whose dependents a plan looks up one by one. */
const LOOKED_UP = 50;

/** Deletes what is gone, as far as it is certain that it is gone and the limits allow it. */
export async function reconcile(given: ReconcileOptions): Promise<DeletionLedger> {
  const titles = createGoneTitles();
  const options = { ...given, titles, change: eachOnce(withTitles(given.change, titles)) };
  const { part, targets } = given;
  // A run of a part deletes nothing of what it leaves alone: whose that is need not be known.
  const concerns = (blueprint: string) => !part || !isLeftAlone(blueprint, targets);
  if (options.holdAll) await tellGone({ ...options, concerns });
  else await settleOwnership({ ...options, concerns });
  const plan = await findStale(options);
  const ledger = createDeletionLedger(plan, {
    enabled: options.settings.deletions,
    threshold: options.mapping.entityDeletionThreshold,
    namesOf: namesBy(options.catalog, titles),
  });
  options.onLedger(ledger);
  if (plan.unread) options.problem('deletions', plan.unread);
  try {
    const why = exceededLimit(plan, ledger.report.share, options);
    if (why) ledger.holdRemaining(why);
    if (options.putOff) await putOffAll(options.putOff, plan, ledger);
    for (const blueprint of [...plan.remove.keys()]) {
      const gone = ledger.remaining(blueprint);
      const kept = await deleteEntities(blueprint, gone, false, ledger, options);
      if (options.settings.mode === 'plan') await tellCascades(blueprint, gone.slice(0, LOOKED_UP), options);
      await deleteRequired(blueprint, kept, ledger, options);
    }
  } catch (error) {
    ledger.holdRemaining({ reason: `the run ended before: ${messageOf(error)}` });
    throw error;
  } finally {
    for (const { detail, reason, ...held } of ledger.held)
      await options.change({ action: 'held-back', ...held, reason: detail ?? reason });
    for (const group of ledger.report.heldBack)
      if (group.reason !== PUT_OFF) options.warn(heldWarning(group));
    tellPlaceholders(plan, options.warn);
  }
  return ledger;
}

/** Reads titles alone, where nothing at all may be deleted. */
async function tellGone({
  catalog,
  port,
  titles,
  concerns,
  signal,
  warn,
}: ReconcileOptions & { titles: GoneTitles; concerns(blueprint: string): boolean }): Promise<void> {
  try {
    await readGoneTitles(catalog, port, titles, concerns);
  } catch (error) {
    signal.throwIfAborted();
    if (isFatal(error)) throw error;
    warn(`Entities that are not found any more are told without their titles: ${messageOf(error)}`);
  }
}

const PUT_OFF = 'put off: a run with mode: delete makes up for it';

async function putOffAll(
  putOff: NonNullable<ReconcileOptions['putOff']>,
  { remove }: StalePlan,
  ledger: DeletionLedger,
): Promise<void> {
  await putOff(
    [...remove.keys()].flatMap((blueprint) =>
      ledger.remaining(blueprint).map((identifier) => ({ blueprint, identifier })),
    ),
  );
  ledger.holdRemaining({ reason: PUT_OFF });
}

/** A `change` that tells each outcome of an entity once: several that are gone may take the same one along. */
function eachOnce(change: ReconcileOptions['change']): ReconcileOptions['change'] {
  const told = new Set<string>();
  return (made) => {
    const key = JSON.stringify([made.action, made.blueprint, made.identifier]);
    if (told.has(key)) return undefined;
    told.add(key);
    return change(made);
  };
}

/** The reason why nothing is deleted although it could be, if so. */
function exceededLimit(
  { owned, leftAlone, remove }: StalePlan,
  share: number,
  { mapping, settings }: ReconcileOptions,
): Reason | undefined {
  const stale = [...remove.values()].reduce((sum, gone) => sum + gone.length, 0);
  if (stale === 0) return undefined;
  const percent = (part: number) => `${Math.round(part * 1000) / 10}%`;
  if (share > mapping.entityDeletionThreshold)
    return {
      reason: `${stale} of ${owned - leftAlone} owned entities (${percent(share)}) would go, more than entityDeletionThreshold allows (${percent(mapping.entityDeletionThreshold)})`,
      remedy: 'Look at a plan; if it is right, raise entityDeletionThreshold in the mapping for one run.',
    };
  return overMaxDeletions(stale, settings);
}

function tellPlaceholders({ placeholders }: StalePlan, warn: ReconcileOptions['warn']): void {
  for (const blueprint of new Set(placeholders.map((one) => one.blueprint))) {
    const all = placeholders.filter((one) => one.blueprint === blueprint);
    warn(
      `${all.length} of ${blueprint} have nothing but an identifier, e.g. "${all[0]?.identifier}": no resource makes them, and Port does for what relates to them (createMissingRelatedEntities). They stay as long as something does; if nothing should, correct the relation in the mapping.`,
    );
  }
}

async function tellCascades(
  blueprint: string,
  identifiers: readonly string[],
  options: ReconcileOptions,
): Promise<void> {
  if (!options.mapping.deleteDependentEntities) return;
  for (const identifier of identifiers)
    for (const d of await dependentsOf(options.port, options.catalog, blueprint, identifier)) {
      const entities = options.catalog.indexOf(d.blueprint);
      const slot = entities?.find(d.identifier);
      if (slot !== undefined && entities?.owned(slot)) continue;
      const reason = `relates to ${blueprint} "${identifier}", which is gone`;
      await options.change({ action: 'cascaded', ...d, reason });
    }
}
