import { messageOf } from '../../../lib/errors.ts';
import { isFatal } from '../../../port/fatal.ts';
import type { EntityIndex, TargetIndex } from '../../catalog/entity-index.ts';
import type { MappingTarget } from '../../catalog/mapping-target.ts';
import type { PendingEntity } from '../pending-entity.ts';
import type { SentSlots } from '../sent-slots.ts';
import type { WriteOptions } from '../write-options.ts';
import { cutShorter } from './cut-shorter.ts';
import type { Cuts } from './cuts.ts';
import { type BlueprintBulk, inTopologicalOrder } from './dependency-order.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import type { WriteOutcome } from './port-writer.ts';
import { createRetries, type Retries } from './retries.ts';
import { noteThereBefore } from './there-before.ts';

/** Writes bulks, and counts what became of each entity. */
export interface BulkWriter {
  countUnchanged(target: TargetIndex, entities: EntityIndex, slot: number): void;
  /** Notes the fingerprint of an entity that is about to be sent. Targets that write the same fields lose theirs. */
  noteSending(pending: PendingEntity): void;
  /** Counts an entity as refused without sending it: Port would refuse it for this reason. */
  refuse(pending: PendingEntity, reason: string): Promise<void>;
  /**
   * Writes a bulk. Never rejects. An entity that Port refused, or did not answer to, is counted as refused; if the run
   * has ended by then, an unanswered one stays unsettled.
   */
  write(blueprint: string, bulk: readonly PendingEntity[]): Promise<void>;
  /**
   * Bulks of the entities that were refused because the target of a relation was missing, in topological order. Empty
   * if there are none, or if the round before wrote none of them: those are counted as refused then.
   */
  nextRetryRound(): Promise<BlueprintBulk[]>;
}

type BulkWriterOptions = WriteOptions & { cuts: Cuts; sent: SentSlots };

export function createBulkWriter(options: BulkWriterOptions): BulkWriter {
  const { catalog, targets, sent } = options;
  const outcomes = createOutcomes(options);
  const retries = createRetries();
  const settle = createSettle(options, outcomes, retries);
  return {
    countUnchanged: outcomes.unchanged,
    noteSending(pending) {
      const { target, blueprint, slot } = pending;
      const entities = catalog.indexOf(blueprint);
      if (!entities || slot === undefined) return;
      sent.mark(blueprint, slot);
      pending.before = entities.fingerprint(target, slot);
      entities.setFingerprint(target, slot, pending.fingerprint);
      for (const other of targets[target]?.conflicts ?? []) entities.setFingerprint(other, slot, undefined);
    },
    refuse: (pending, reason) => outcomes.refused(pending, reason, new Error(reason)),
    async write(blueprint, bulk) {
      // A change that cannot be told ends the run: nothing more is written untold.
      for (const [pending, answer] of await upsert(blueprint, bulk, options))
        await settle(pending, answer).catch(options.fatal);
    },
    async nextRetryRound() {
      const { again, refused } = retries.next();
      for (const { pending, message } of refused) await outcomes.refusedByPort(pending, message);
      return inTopologicalOrder(again, (blueprint) => catalog.blueprint(blueprint)?.relations ?? {});
    },
  };
}

/** Counts what Port answered to an entity. One that may pass in another way is written once more, or waits for that. */
function createSettle(
  options: BulkWriterOptions,
  outcomes: Outcomes,
  retries: Retries,
): (pending: PendingEntity, answer: WriteOutcome) => Promise<void> {
  const { catalog, sent } = options;

  const settle = async (pending: PendingEntity, answer: WriteOutcome): Promise<void> => {
    if (answer.result === 'written') {
      const slot = catalog.indexOf(pending.blueprint)?.find(answer.identifier);
      if (slot !== undefined) sent.mark(pending.blueprint, slot);
      return outcomes.written(pending, answer);
    }
    if (answer.result === 'overtaken') {
      const entities = catalog.indexOf(pending.blueprint);
      if (entities && pending.slot !== undefined) outcomes.unchanged(pending.target, entities, pending.slot);
      return;
    }
    if (answer.result === 'unanswered') {
      const { error } = answer;
      if (isFatal(error)) options.fatal(error);
      // The bulk may never have been sent, so that its entities do not count as refused.
      if (options.signal.aborted) return;
      return outcomes.refused(pending, messageOf(error), error);
    }
    const { statusCode, missingRelation, message } = answer;
    if (statusCode === 413 && (await writeShorter(pending))) return;
    if (missingRelation || statusCode === 409) retries.add(pending, message);
    else await outcomes.refusedByPort(pending, message);
  };

  /** Writes an entity that Port found too large once more, cut. Resolves with whether there was anything left to cut. */
  const writeShorter = async (pending: PendingEntity): Promise<boolean> => {
    const { target, blueprint, slot } = pending;
    const shorter = cutShorter(pending, options);
    if (!shorter) return false;
    const entities = catalog.indexOf(blueprint);
    if (entities && slot !== undefined) entities.setFingerprint(target, slot, shorter.fingerprint);
    if (shorter.fingerprint === undefined || shorter.fingerprint !== pending.before)
      for (const [sent, answer] of await upsert(blueprint, [shorter], options)) await settle(sent, answer);
    // Port holds it already, cut as it is.
    else if (entities && slot !== undefined) outcomes.unchanged(target, entities, slot);
    return true;
  };

  return settle;
}

/** Answers of Port to a bulk, each with its entity, in order. Never rejects. */
async function upsert(
  blueprint: string,
  bulk: readonly PendingEntity[],
  options: WriteOptions,
): Promise<[PendingEntity, WriteOutcome][]> {
  const { catalog, targets, writer } = options;
  const schema = catalog.blueprint(blueprint);
  if (!schema) {
    const message = `Blueprint "${blueprint}" does not exist in Port.`;
    const refusal = { statusCode: 404, error: 'not_found', message, missingRelation: false };
    return bulk.map((pending) => [pending, { result: 'refused', ...refusal }]);
  }
  const writes = bulk.map(({ body, target }) => ({
    body,
    mapping: (targets[target] as MappingTarget).mapping,
    blueprint: schema,
  }));
  try {
    const outcomes = await writer.upsert(blueprint, writes);
    const answers = bulk.map(
      (pending, i) => [pending, outcomes[i] as WriteOutcome] as [PendingEntity, WriteOutcome],
    );
    await noteThereBefore(blueprint, answers, options);
    return answers;
  } catch (error) {
    return bulk.map((pending) => [pending, { result: 'unanswered', error }]);
  }
}
