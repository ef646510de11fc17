import { isOwnMistake } from '../../lib/errors.ts';
import type { EntityBody } from '../../mapping/types.ts';
import { fingerprint } from '../../port/entities/compare.ts';
import { isFatal } from '../../port/fatal.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { EntityIndex, TargetIndex } from '../catalog/entity-index.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { Collisions } from './collisions.ts';
import { type NumericIdentifiers, refusalOfIdentifier } from './numeric-identifiers.ts';
import type { PendingEntity } from './pending-entity.ts';
import type { AcceptedEntity, ResourceQueue } from './resource-queue.ts';
import type { SentSlots } from './sent-slots.ts';
import { createUpdates } from './updates.ts';
import type { BulkSender } from './write/bulk-sender.ts';
import type { BulkWriter } from './write/bulk-writer.ts';
import type { Cuts } from './write/cuts.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * Decides what becomes of each mapped entity: nothing if a later item of the source made it already, or Port holds the
 * same; a creation at once; an update at the end of its resource, when the last item in the source is known.
 */
export interface Claims {
  /** Claims an entity for its item. Resolves at once where the catalog is known and Port holds the same. */
  claim(queue: ResourceQueue, accepted: AcceptedEntity): Promise<void> | void;
  /** Writes the updates that no later item has replaced. Resolves when Port has answered. */
  writeUpdates(queue: ResourceQueue): Promise<void>;
}

export interface ClaimsOptions extends WriteOptions {
  collisions?: Collisions;
  cuts: Cuts;
  numbers: NumericIdentifiers;
  bulkWriter: BulkWriter;
  sender: BulkSender;
  sent: SentSlots;
}

/** An entity whose identifier is known, on its way to its slot. */
interface Claim {
  queue: ResourceQueue;
  target: MappingTarget;
  accepted: AcceptedEntity;
  entities: EntityIndex;
  pending: PendingEntity & { slot: number };
  /** The entity is claimed, so that it stays, and is not written. */
  isWithheld: boolean;
}

export function createClaims(options: ClaimsOptions): Claims {
  const { catalog, counters, bulkWriter, sender, targets } = options;
  return {
    claim(queue, accepted) {
      const { blueprint, key } = accepted.entity;
      const by = targets[accepted.target] as MappingTarget;
      const body = bodyOf(queue, accepted, options);
      noteBlueprint(queue, blueprint, counters);
      // Most entities need nothing that has to be waited for.
      const entities = key === undefined ? undefined : catalog.indexIfCome(blueprint, by, key);
      if (entities) return place(queue, accepted, body, entities, options);
      const reading =
        key === undefined ? catalog.indexWithFields(blueprint, by) : catalog.indexWith(blueprint, by, key);
      return orEnd(reading, options).then((known) => place(queue, accepted, body, known, options));
    },
    async writeUpdates(queue) {
      const updates = createUpdates({
        ...options,
        async pass(pending) {
          const { target, blueprint } = pending;
          const entities = await readAll(target, blueprint, options);
          const slot = pending.slot as number;
          if (isUnchanged(entities, pending)) return bulkWriter.countUnchanged(target, entities, slot);
          await sender.enqueue(queue, pending);
        },
        leave({ target, blueprint, slot }) {
          const entities = catalog.indexOf(blueprint);
          if (entities) bulkWriter.countUnchanged(target, entities, slot as number);
        },
      });
      for await (const { sequence, ...pending } of queue.updates.drain()) {
        const { target, blueprint, slot } = pending;
        const entities = await readAll(target, blueprint, options);
        if (!entities.isWinner(target, slot as number, sequence)) continue;
        if (isUnchanged(entities, pending)) bulkWriter.countUnchanged(target, entities, slot as number);
        else await updates.add(pending);
      }
      await updates.flush();
      await sender.flush(queue);
    },
  };
}

/** Fails for one blueprint where Port does not give its entities, and ends the run where Port is out of reach. */
async function orEnd(
  reading: Promise<EntityIndex>,
  { fatal }: Pick<ClaimsOptions, 'fatal'>,
): Promise<EntityIndex> {
  try {
    return await reading;
  } catch (error) {
    if (isFatal(error)) fatal(error);
    throw error;
  }
}

/** All that Port holds of a blueprint. Where it breaks off, what came before: updates are of entities that came. */
async function readAll(target: TargetIndex, blueprint: string, options: ClaimsOptions): Promise<EntityIndex> {
  const { catalog, targets, counters, signal } = options;
  try {
    return await orEnd(catalog.indexWithFields(blueprint, targets[target]), options);
  } catch (error) {
    const come = catalog.indexOf(blueprint);
    if (signal.aborted || !come) throw error;
    if (isOwnMistake(error)) counters.problem('read', blueprint, error);
    return come;
  }
}

/** The body as Port takes it: the identifier as text, and nothing longer than it may be. */
function bodyOf(
  { resource }: ResourceQueue,
  { entity: { body, blueprint } }: AcceptedEntity,
  { catalog, cuts, numbers }: ClaimsOptions,
): EntityBody {
  const { identifier } = body;
  const schema = catalog.blueprint(blueprint);
  if (typeof identifier !== 'number') return cuts.fitted(resource, body, schema);
  numbers.met(resource, identifier);
  return cuts.fitted(resource, { ...body, identifier: String(identifier) }, schema);
}

/** Names a blueprint in the report of the resource that writes it. */
function noteBlueprint(
  { resource, blueprints }: ResourceQueue,
  blueprint: string,
  counters: Pick<Counters, 'reportOf'>,
): void {
  const report = counters.reportOf(resource);
  if (blueprints.size === 0) for (const literal of report.blueprints) blueprints.add(literal);
  if (blueprints.has(blueprint)) return;
  blueprints.add(blueprint);
  report.blueprints.push(blueprint);
}

/** Notes what the entity relates to, and claims it where its identifier is known. */
function place(
  queue: ResourceQueue,
  accepted: AcceptedEntity,
  body: EntityBody,
  entities: EntityIndex,
  options: ClaimsOptions,
): Promise<void> | void {
  const { target: index, entity } = accepted;
  const { blueprint, key } = entity;
  const target = options.targets[index] as MappingTarget;
  const isWithheld = target.withheld || (target.replaces && entity.unread !== undefined);
  options.catalog.markReferenced(blueprint, body.relations ?? {}, key);
  if (key !== undefined) {
    const pending = { target: index, blueprint, slot: entities.slotOf(key), body };
    return claimSlot({ queue, target, accepted, entities, pending, isWithheld }, options);
  }
  // Port finds the entity by a search query.
  if (isWithheld) return;
  options.counters.reportOf(queue.resource).entities += 1;
  return options.sender.enqueue(queue, { target: index, blueprint, slot: undefined, body });
}

/** Claims an identifier that is known, and passes on what has to be written. */
function claimSlot(
  { queue, target, accepted: { entity, ordinal }, entities, pending, isWithheld }: Claim,
  { catalog, collisions, counters, bulkWriter, sender }: ClaimsOptions,
): Promise<void> | void {
  const { index, searches, mapping } = target;
  const { slot, blueprint, body } = pending;
  const key = entity.key as string;
  const before = entities.ordinal(index, slot);
  if (before >= 0) collisions?.met(queue.resource, blueprint, key, before, ordinal);
  const claim = entities.claim(index, slot, ordinal);
  if (!claim) return;
  if (claim.first) counters.reportOf(queue.resource).entities += 1;
  if (isWithheld) return bulkWriter.countUnchanged(index, entities, slot);
  const refusal = refusalOfIdentifier(key);
  if (refusal) return claim.first ? bulkWriter.refuse(pending, refusal) : undefined;
  // An entity that lacks a text that could not be read cannot be compared.
  if (!searches && !entity.unread)
    pending.fingerprint = fingerprint(body, mapping, catalog.blueprint(blueprint));
  if (isUnchanged(entities, pending)) return bulkWriter.countUnchanged(index, entities, slot);
  if (claim.first && (searches || !entities.owned(slot))) return sender.enqueue(queue, pending);
  return queue.updates.add({ ...pending, sequence: claim.sequence });
}

/** Whether Port holds the same already. */
const isUnchanged = (entities: EntityIndex, { target, slot, fingerprint: print }: PendingEntity): boolean =>
  print !== undefined && slot !== undefined && entities.fingerprint(target, slot) === print;
