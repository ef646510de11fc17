import { messageOf } from '../../lib/errors.ts';
import { maximumEntityBytes } from '../../port/entities/bulks.ts';
import { fingerprint } from '../../port/entities/compare.ts';
import { isFatal } from '../../port/fatal.ts';
import type { UpsertOutcome } from '../../port/types.ts';
import type { FieldChange } from '../../report/report.ts';
import type { EntityIndex, TargetIndex } from '../catalog/entity-index.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { Cuts } from './cuts.ts';
import { type BlueprintBulk, inTopologicalOrder } from './dependency-order.ts';
import { createOutcomes } from './outcomes.ts';
import type { PendingEntity } from './pending-entity.ts';
import type { WriteOptions } from './write-options.ts';

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

/** Bytes below which an entity is not cut. */
const SHORTEST_ENTITY = 16 * 1024;

type Answer = UpsertOutcome & { fields?: FieldChange[] };

export function createBulkWriter(options: WriteOptions & { cuts: Cuts }): BulkWriter {
  const { catalog, targets, cuts, writer } = options;
  const outcomes = createOutcomes(options);
  const retries = createRetries();
  const targetOf = (index: TargetIndex) => targets[index] as MappingTarget;

  /** Answers, each with its entity, in order. */
  const upsert = async (
    blueprint: string,
    bulk: readonly PendingEntity[],
  ): Promise<[PendingEntity, Answer][]> => {
    const schema = catalog.blueprint(blueprint);
    if (!schema) {
      const message = `Blueprint "${blueprint}" does not exist in Port.`;
      const refusal = { statusCode: 404, error: 'not_found', message, missingRelation: false };
      return bulk.map((pending) => [pending, { result: 'refused', ...refusal }]);
    }
    const writes = bulk.map(({ body, target }) => ({
      body,
      mapping: targetOf(target).mapping,
      blueprint: schema,
    }));
    try {
      const answers = await writer.upsert(blueprint, writes);
      return bulk.map((pending, i) => [pending, answers[i] as Answer]);
    } catch (error) {
      return bulk.map((pending) => [pending, { result: 'unanswered', error }]);
    }
  };

  /**
   * Writes an entity that Port found too large once more, cut to half the bytes, and half of those. A cut entity that
   * Port holds already is unchanged. Resolves with whether there was anything left to cut.
   */
  const writeShorter = async (pending: PendingEntity): Promise<boolean> => {
    const { target, blueprint, slot, body, before } = pending;
    const { resource, mapping, searches } = targetOf(target);
    const limit = (pending.limit ?? maximumEntityBytes) / 2;
    if (limit < SHORTEST_ENTITY) return false;
    const shorter = cuts.fitted(resource, body, catalog.blueprint(blueprint), limit);
    if (shorter === body) return writeShorter({ ...pending, limit });
    const print = searches ? undefined : fingerprint(shorter, mapping, catalog.blueprint(blueprint));
    const isUnchanged = print !== undefined && print === before;
    const entities = catalog.indexOf(blueprint);
    if (entities && slot !== undefined) {
      entities.setFingerprint(target, slot, print);
      if (isUnchanged) outcomes.unchanged(target, entities, slot);
    }
    if (isUnchanged) return true;
    const next = { ...pending, body: shorter, limit, fingerprint: print };
    for (const [sent, answer] of await upsert(blueprint, [next])) await settle(sent, answer);
    return true;
  };

  const settle = async (pending: PendingEntity, answer: Answer): Promise<void> => {
    if (answer.result === 'written') return outcomes.written(pending, answer);
    if (answer.result === 'unanswered') {
      const { error } = answer;
      if (isFatal(error)) options.fatal(error);
      // It may never have been sent, so it does not count as refused.
      if (options.signal.aborted) return;
      return outcomes.refused(pending, messageOf(error), error);
    }
    const { statusCode, missingRelation, message } = answer;
    if (statusCode === 413 && (await writeShorter(pending))) return;
    if (missingRelation || statusCode === 409) retries.add(pending, message);
    else await outcomes.refusedByPort(pending, message);
  };

  return {
    countUnchanged: outcomes.unchanged,
    noteSending(pending) {
      const { target, blueprint, slot } = pending;
      const entities = catalog.indexOf(blueprint);
      if (!entities || slot === undefined) return;
      pending.before = entities.fingerprint(target, slot);
      entities.setFingerprint(target, slot, pending.fingerprint);
      for (const other of targetOf(target).conflicts) entities.setFingerprint(other, slot, undefined);
    },
    refuse: (pending, reason) => outcomes.refused(pending, reason, new Error(reason)),
    async write(blueprint, bulk) {
      // A change that cannot be told ends the run: nothing more is written untold.
      for (const [pending, answer] of await upsert(blueprint, bulk))
        await settle(pending, answer).catch(options.fatal);
    },
    async nextRetryRound() {
      const { again, refused } = retries.next();
      for (const { pending, message } of refused) await outcomes.refusedByPort(pending, message);
      return inTopologicalOrder(again, (blueprint) => catalog.blueprint(blueprint)?.relations ?? {});
    },
  };
}

interface Refused {
  pending: PendingEntity;
  message: string;
}

/** Entities to be tried again, round by round, as long as a round brings their number down. */
function createRetries() {
  let waiting: Refused[] = [];
  let before = Number.POSITIVE_INFINITY;
  return {
    add: (pending: PendingEntity, message: string) => void waiting.push({ pending, message }),
    next(): { again: PendingEntity[]; refused: Refused[] } {
      const round = waiting;
      waiting = [];
      if (round.length >= before) return { again: [], refused: round };
      if (round.length > 0) before = round.length;
      return { again: round.map(({ pending }) => pending), refused: [] };
    },
  };
}
