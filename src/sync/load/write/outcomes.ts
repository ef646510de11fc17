import { messageOf } from '../../../lib/errors.ts';
import type { Change } from '../../../report/change.ts';
import type { ResourceReport } from '../../../report/report.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';
import { resourceName } from '../../../report/words/words.ts';
import type { EntityIndex, EntityOutcome, TargetIndex, ToldOutcome } from '../../catalog/entity-index.ts';
import type { MappingTarget } from '../../catalog/mapping-target.ts';
import type { PendingEntity } from '../pending-entity.ts';
import type { WriteOptions } from '../write-options.ts';
import { generalise, identifierOf } from './refusals.ts';
import type { StoredBefore } from './stored-before.ts';

/**
 * Counts what became of each entity, and tells it: one change per entity and outcome, however many resources make it.
 */
export interface Outcomes {
  unchanged(target: TargetIndex, entities: EntityIndex, slot: number): void;
  /** Counts an entity as refused. `error` groups refusals to problems. `message` is told of this entity. */
  refused(pending: PendingEntity, message: string, error: unknown): Promise<void>;
  refusedByPort(pending: PendingEntity, message: string): Promise<void>;
  written(pending: PendingEntity, written: Written): Promise<void>;
}

export interface Written extends Partial<StoredBefore> {
  identifier: string;
  /** Undefined if Port does not tell. */
  created: boolean | undefined;
  /** Port has the entity, whoever owns it, and it was not made by this run. Undefined where nobody was asked. */
  isThere?: boolean;
}

export function createOutcomes(options: WriteOptions): Outcomes {
  const { catalog, targets, counters } = options;
  const refused: Outcomes['refused'] = async (pending, message, error) => {
    const { blueprint, body, target } = pending;
    const entities = catalog.indexOf(blueprint);
    const identifier = identifierOf(body);
    const slot = pending.slot ?? entities?.slotOf(`search ${identifier}`);
    if (slot !== undefined) entities?.setFingerprint(target, slot, undefined);
    count(pending, slot, 'refused', options);
    const example = messageOf(error) === message ? identifier : `${identifier}: ${message}`;
    // A literal blueprint that does not exist was told before anything was read.
    const wasTold = !catalog.blueprint(blueprint) && targets[target]?.blueprint !== undefined;
    if (!wasTold) counters.problem('write', blueprint, error, example);
    if (isNews(pending, slot, 'refused', catalog))
      await tell(pending, { action: 'refused', reason: message }, options);
  };

  return {
    unchanged(target, entities, slot) {
      if (entities.outcome(target, slot) !== 'none') return;
      entities.setOutcome(target, slot, 'unchanged');
      move(reportOf(target, options), 'none', 'unchanged');
    },
    refused,
    refusedByPort: (pending, message) =>
      refused(pending, message, new Error(generalise(message, pending.body))),
    async written(pending, { identifier, created: isCreated, isThere, ...written }) {
      const { fields = pending.stored?.fields, title } = written;
      const entities = catalog.indexOf(pending.blueprint);
      const slot = pending.slot ?? entities?.slotOf(identifier);
      const existed = isThere || (slot !== undefined && (entities?.owned(slot) ?? false));
      if (slot !== undefined) entities?.markProduced(slot);
      const created =
        (isCreated ?? !existed) || (!existed && entities !== undefined && madeInThisRun(entities, slot));
      count(pending, slot, created ? 'created' : 'updated', options);
      const told = slot !== undefined && (entities?.told(slot, 'created') ?? false);
      // A second resource completes, or in a plan writes over, what this run created: that is no news.
      if (told && (isCreated || targets[pending.target]?.conflicts.length === 0))
        return name(pending, options);
      const action = created && !told ? 'created' : 'updated';
      const again = !isNews(pending, slot, action, catalog);
      // Each resource tells which fields it changes.
      if (!again || fields)
        await tell(pending, { action, ...(title && { title }), ...(fields && { fields }) }, options, again);
    },
  };
}

const reportOf = (target: TargetIndex, { counters, targets }: WriteOptions): ResourceReport =>
  counters.reportOf((targets[target] as MappingTarget).resource);

function tell(
  { target, blueprint, body, stored }: PendingEntity,
  {
    title: before = stored?.title,
    ...made
  }: Pick<Change, 'title' | 'reason' | 'fields'> & { action: ToldOutcome },
  options: WriteOptions,
  again = false,
): Promise<void> | void {
  const title = entityTitle(body.title) ?? before;
  const named = { blueprint, identifier: identifierOf(body), ...(title !== undefined && { title }) };
  return options.change({ ...named, resource: resourceName(reportOf(target, options)), ...made }, again);
}

function name({ blueprint, body }: PendingEntity, options: WriteOptions): void {
  const title = entityTitle(body.title);
  if (title !== undefined) options.name?.(blueprint, identifierOf(body), title);
}

/** Whether this outcome of the entity was not told yet, which it is from now on. */
const isNews = (
  { blueprint }: PendingEntity,
  slot: number | undefined,
  outcome: ToldOutcome,
  catalog: WriteOptions['catalog'],
): boolean => slot === undefined || (catalog.indexOf(blueprint)?.markTold(slot, outcome) ?? true);

/** Counts an outcome in the place of the one that the entity had before. What was created stays so when updated. */
function count(
  { target, blueprint, slot: knownSlot }: PendingEntity,
  slot: number | undefined,
  outcome: EntityOutcome,
  options: WriteOptions,
): void {
  const report = reportOf(target, options);
  const entities = options.catalog.indexOf(blueprint);
  if (!entities || slot === undefined) {
    move(report, 'none', outcome);
    return;
  }
  const before = entities.outcome(target, slot);
  const after = before === 'created' && outcome === 'updated' ? 'created' : outcome;
  entities.setOutcome(target, slot, after);
  move(report, knownSlot === undefined ? 'none' : before, after);
}

/**
 * Whether an entity was made in this run by another resource, or by Port because another entity of this run relates to
 * it.
 */
const madeInThisRun = (entities: EntityIndex, slot: number | undefined) =>
  slot !== undefined && (entities.referenced(slot) || entities.overallOutcome(slot) === 'created');

function move(report: ResourceReport, from: EntityOutcome, to: EntityOutcome): void {
  if (from !== 'none') report[from] -= 1;
  if (to !== 'none') report[to] += 1;
}
