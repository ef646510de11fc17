import { messageOf } from '../../lib/errors.ts';
import type { FieldChange, ResourceReport } from '../../report/report.ts';
import type { EntityIndex, EntityOutcome, TargetIndex, ToldOutcome } from '../catalog/entity-index.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { PendingEntity } from './pending-entity.ts';
import { generalise, identifierOf } from './refusals.ts';
import type { WriteOptions } from './write-options.ts';

/** Counts what became of each entity, and tells it: one change per entity and outcome, however many resources make it. */
export interface Outcomes {
  unchanged(target: TargetIndex, entities: EntityIndex, slot: number): void;
  /** `error` groups refusals to problems. `message` is told of this entity. */
  refused(pending: PendingEntity, message: string, error: unknown): Promise<void>;
  refusedByPort(pending: PendingEntity, message: string): Promise<void>;
  written(pending: PendingEntity, written: Written): Promise<void>;
}

export interface Written {
  identifier: string;
  /** Undefined if Port does not tell. */
  created: boolean | undefined;
  /** Fields that a plan found to be different. */
  fields?: FieldChange[];
}

export function createOutcomes(options: WriteOptions): Outcomes {
  const { catalog, targets, counters } = options;
  const targetOf = (index: TargetIndex) => targets[index] as MappingTarget;
  const reportOf = (index: TargetIndex) => counters.reportOf(targetOf(index).resource);

  const change = (
    { target, blueprint, body }: PendingEntity,
    made: { action: ToldOutcome; reason?: string; fields?: FieldChange[] },
  ) => {
    const { kind, index } = reportOf(target);
    const identifier = identifierOf(body);
    return options.change({ blueprint, identifier, resource: `${kind}-${index}`, ...made });
  };

  const isNews = ({ blueprint }: PendingEntity, slot: number | undefined, outcome: ToldOutcome) =>
    slot === undefined || (catalog.indexOf(blueprint)?.markTold(slot, outcome) ?? true);

  const count = (
    { target, blueprint, slot: knownSlot }: PendingEntity,
    slot: number | undefined,
    outcome: EntityOutcome,
  ) => {
    const report = reportOf(target);
    const entities = catalog.indexOf(blueprint);
    if (!entities || slot === undefined) return move(report, 'none', outcome);
    const before = entities.outcome(target, slot);
    const after = before === 'created' && outcome === 'updated' ? 'created' : outcome;
    entities.setOutcome(target, slot, after);
    move(report, knownSlot === undefined ? 'none' : before, after);
  };

  const refused = async (pending: PendingEntity, message: string, error: unknown): Promise<void> => {
    const { blueprint, body, target } = pending;
    const entities = catalog.indexOf(blueprint);
    const identifier = identifierOf(body);
    const slot = pending.slot ?? entities?.slotOf(`search ${identifier}`);
    if (slot !== undefined) entities?.setFingerprint(target, slot, undefined);
    count(pending, slot, 'refused');
    const example = messageOf(error) === message ? identifier : `${identifier}: ${message}`;
    counters.problem('write', blueprint, error, example);
    if (isNews(pending, slot, 'refused')) await change(pending, { action: 'refused', reason: message });
  };

  return {
    unchanged(target, entities, slot) {
      if (entities.outcome(target, slot) !== 'none') return;
      entities.setOutcome(target, slot, 'unchanged');
      move(reportOf(target), 'none', 'unchanged');
    },
    refused,
    refusedByPort: (pending, message) =>
      refused(pending, message, new Error(generalise(message, pending.body))),
    async written(pending, { identifier, created: isCreated, fields }) {
      const entities = catalog.indexOf(pending.blueprint);
      const slot = pending.slot ?? entities?.slotOf(identifier);
      const existed = slot !== undefined && (entities?.owned(slot) ?? false);
      if (slot !== undefined) entities?.markProduced(slot);
      const created =
        (isCreated ?? !existed) || (!existed && entities !== undefined && madeInThisRun(entities, slot));
      count(pending, slot, created ? 'created' : 'updated');
      const told = slot !== undefined && (entities?.told(slot, 'created') ?? false);
      // A second resource completes, or writes over, what this run created: that is no news.
      if (told && targetOf(pending.target).conflicts.length === 0) return;
      const action = created && !told ? 'created' : 'updated';
      // A plan tells for each resource which fields it changes.
      if (isNews(pending, slot, action) || fields)
        await change(pending, { action, ...(fields && { fields }) });
    },
  };
}

/** Made in this run by another resource, or by Port because another entity of this run relates to it. */
const madeInThisRun = (entities: EntityIndex, slot: number | undefined) =>
  slot !== undefined && (entities.referenced(slot) || entities.overallOutcome(slot) === 'created');

function move(report: ResourceReport, from: EntityOutcome, to: EntityOutcome): void {
  if (from !== 'none') report[from] -= 1;
  if (to !== 'none') report[to] += 1;
}
