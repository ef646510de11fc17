import type { Port } from '../port/types.ts';
import type { Settings } from '../settings.ts';
import type { Change, DeletionReport } from '../summary/report.ts';
import { dependentsOf } from './dependents.ts';
import { forEach } from './flow.ts';
import { findStale, type Held, type StaleOptions, type StalePlan } from './stale.ts';
import type { Writer } from './writer.ts';

export interface ReconcileOptions extends StaleOptions {
  port: Pick<Port, 'request'>;
  writer: Writer;
  settings: Pick<Settings, 'deletions' | 'maxDeletions' | 'mode'>;
  change(change: Change): Promise<void> | void;
  parallel: number;
  signal: AbortSignal;
  /** Why what is not listed any more may be there all the same, if so. */
  narrowed(gone: ReadonlyMap<string, readonly string[]>): Promise<string | undefined>;
  warn(message: string): void;
  problem(subject: string, error: unknown, example?: string): void;
}

export interface Reconciled {
  report: DeletionReport;
  /** Blueprint → number deleted (in a plan: that would be). */
  deleted: Map<string, number>;
  held: Held[];
}

const BULK = 100;
/** Held-back entities that the summary names per blueprint and reason. */
const EXAMPLES = 5;
/** Gone entities whose dependents a plan looks up one by one. */
const LOOKED_UP = 50;

/** Deletes what is gone, as far as it is certain that it is gone and the limits allow it. */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const plan = await findStale(options);
  const stale = [...plan.remove.values()].reduce((sum, gone) => sum + gone.length, 0);
  const share = plan.owned === 0 ? 0 : stale / plan.owned;
  const total = stale + plan.held.length;
  const reason = (await options.narrowed(plan.remove)) ?? limitReached(stale, share, plan, options);
  if (reason) {
    for (const [blueprint, gone] of plan.remove)
      for (const identifier of gone) plan.held.push({ blueprint, identifier, reason });
    plan.remove.clear();
  }
  const deleted = new Map<string, number>();
  for (const [blueprint, gone] of plan.remove) {
    const left = await remove(blueprint, gone, false, options, deleted);
    if (options.settings.mode === 'plan') await tellCascades(blueprint, gone.slice(0, LOOKED_UP), options);
    if (left.length > 0) plan.held.push(...(await removeRequired(blueprint, left, options, deleted)));
  }
  for (const held of plan.held) await options.change({ action: 'held-back', ...held });
  for (const { count, blueprint, reason: why } of grouped(plan.held))
    options.warn(`${count} of ${blueprint} not deleted: ${why}.`);
  return {
    deleted,
    held: plan.held,
    report: {
      enabled: options.settings.deletions,
      owned: plan.owned,
      stale: total,
      deleted: [...deleted.values()].reduce((sum, n) => sum + n, 0),
      heldBack: grouped(plan.held),
      threshold: options.mapping.entityDeletionThreshold,
      share,
    },
  };
}

function limitReached(
  stale: number,
  share: number,
  plan: StalePlan,
  { mapping, settings }: ReconcileOptions,
): string | undefined {
  const percent = (part: number) => `${Math.round(part * 1000) / 10} %`;
  if (stale > 0 && share > mapping.entityDeletionThreshold)
    return `${stale} of ${plan.owned} owned entities (${percent(share)}) would go, more than entityDeletionThreshold allows (${percent(mapping.entityDeletionThreshold)})`;
  if (settings.maxDeletions !== undefined && stale > settings.maxDeletions)
    return `${stale} entities would go, more than maxDeletions allows (${settings.maxDeletions})`;
  return undefined;
}

/** Resolves with what Port did not delete. */
async function remove(
  blueprint: string,
  identifiers: readonly string[],
  dependents: boolean,
  options: ReconcileOptions,
  deleted: Map<string, number>,
): Promise<string[]> {
  const left: string[] = [];
  const bulks = Array.from({ length: Math.ceil(identifiers.length / BULK) }, (_, i) =>
    identifiers.slice(i * BULK, (i + 1) * BULK),
  );
  await forEach(bulks, options.parallel, async (bulk) => {
    options.signal.throwIfAborted();
    try {
      const gone = new Set(await options.writer.delete(blueprint, bulk, dependents));
      for (const identifier of bulk) {
        if (!gone.has(identifier)) left.push(identifier);
        else await options.change({ action: 'deleted', blueprint, identifier });
      }
      const count = bulk.filter((identifier) => gone.has(identifier)).length;
      deleted.set(blueprint, (deleted.get(blueprint) ?? 0) + count);
    } catch (error) {
      options.problem(blueprint, error, bulk[0]);
      left.push(...bulk);
    }
  });
  return left;
}

/**
 * What Port keeps because other entities require it: goes with its dependents if the mapping says so and none of
 * them is one that stays.
 */
async function removeRequired(
  blueprint: string,
  identifiers: readonly string[],
  options: ReconcileOptions,
  deleted: Map<string, number>,
): Promise<Held[]> {
  const held: Held[] = [];
  const hold = (identifier: string, reason: string) => held.push({ blueprint, identifier, reason });
  await forEach(identifiers, options.parallel, async (identifier) => {
    if (!options.mapping.deleteDependentEntities)
      return void hold(
        identifier,
        'Port keeps it: other entities require it (deleteDependentEntities is false)',
      );
    const dependents = await dependentsOf(options.port, options.catalog, blueprint, identifier);
    const staying = dependents.find((d) => {
      const table = options.catalog.known(d.blueprint);
      const slot = table?.find(d.identifier);
      return table && slot !== undefined && (table.owned(slot) || table.produced(slot));
    });
    if (staying)
      return void hold(
        identifier,
        `deleting it would delete ${staying.blueprint} "${staying.identifier}" too, which stays`,
      );
    const left = await remove(blueprint, [identifier], true, options, deleted);
    if (left.length > 0) return void hold(identifier, 'Port did not delete it');
    for (const d of dependents)
      await options.change({
        action: 'cascaded',
        ...d,
        reason: `relates to ${blueprint} "${identifier}", which is gone`,
      });
  });
  return held;
}

async function tellCascades(
  blueprint: string,
  identifiers: readonly string[],
  options: ReconcileOptions,
): Promise<void> {
  if (!options.mapping.deleteDependentEntities) return;
  for (const identifier of identifiers)
    for (const d of await dependentsOf(options.port, options.catalog, blueprint, identifier)) {
      const table = options.catalog.known(d.blueprint);
      const slot = table?.find(d.identifier);
      if (slot !== undefined && table?.owned(slot)) continue;
      const reason = `relates to ${blueprint} "${identifier}", which is gone`;
      await options.change({ action: 'cascaded', ...d, reason });
    }
}

function grouped(held: readonly Held[]): DeletionReport['heldBack'] {
  const groups = new Map<string, DeletionReport['heldBack'][number]>();
  for (const { blueprint, identifier, reason } of held) {
    const key = `${blueprint}\n${reason}`;
    const group = groups.get(key) ?? { blueprint, reason, count: 0, examples: [] };
    groups.set(key, group);
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push(identifier);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
