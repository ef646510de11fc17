import { forEach } from '../../../lib/async/concurrency.ts';
import { chunks } from '../../../lib/collections/chunks.ts';
import { isFatal } from '../../../port/fatal.ts';
import type { Port } from '../../../port/port.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Reason } from '../held.ts';
import { type GoneTitles, staleSlots } from './gone-titles.ts';

export interface OwnershipOptions {
  catalog: Catalog;
  port: Pick<Port, 'whose'>;
  signal: AbortSignal;
  titles: Pick<GoneTitles, 'note'>;
  /** Whether anything of a blueprint may be deleted. */
  concerns(blueprint: string): boolean;
  problem(subject: string, error: unknown): void;
}

/** Entities of one question, and questions at a time. */
const AT_ONCE = 200;
const PARALLEL = 5;

/**
 * Checks the ownership of entities that the run did not produce: Port's list goes by the beginning and the end of a
 * datasource's name. An entity of another integration does not count as owned. An unclear one stays.
 * The same answers tell titles.
 */
export async function settleOwnership(options: OwnershipOptions): Promise<void> {
  const questions = questionsOf(options);
  const failed = new Set<string>();
  const ask = async ({ entities, slots }: Question) => {
    const { blueprint } = entities;
    if (failed.has(blueprint)) return;
    try {
      await settle(entities, slots, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (isFatal(error)) throw error;
      // Port is asked again right before anything is deleted.
      if (!failed.has(blueprint)) options.problem('deletions', error);
      failed.add(blueprint);
    }
  };
  // The versions that its answer finds in datasources need not be found by each of the others.
  const { done, value: first } = questions.next();
  if (!done) await ask(first);
  await forEach(questions, PARALLEL, ask);
}

interface Question {
  entities: Catalog['indexes'][number];
  slots: readonly number[];
}

function* questionsOf({ catalog, concerns }: OwnershipOptions): Generator<Question, void> {
  for (const entities of catalog.indexes)
    if (catalog.blueprint(entities.blueprint) && concerns(entities.blueprint))
      for (const slots of chunks([...staleSlots(entities)], AT_ONCE)) yield { entities, slots };
}

async function settle(
  entities: Catalog['indexes'][number],
  slots: readonly number[],
  { port, titles }: OwnershipOptions,
): Promise<void> {
  const { blueprint } = entities;
  const identifiers = slots.map((slot) => entities.identifier(slot));
  const { foreign, unclear, stored } = await port.whose(blueprint, identifiers, ['title']);
  for (const slot of slots) {
    const identifier = entities.identifier(slot);
    if (foreign.has(identifier)) entities.unmarkOwned(slot);
    if (unclear.has(identifier)) entities.markUnclear(slot);
    titles.note(blueprint, identifier, stored.get(identifier)?.title);
  }
}

/** The answers of Port about entities right before they are deleted. */
export interface BeforeDeletion {
  /** Reasons by identifier, of those that are not proven to be this integration's any more. */
  others: ReadonlyMap<string, Reason>;
  /** Identifiers that Port does not have any more. */
  absent: ReadonlySet<string>;
  /** The fields that were asked for, of those that Port has. */
  stored: ReadonlyMap<string, StoredEntity>;
}

/**
 * Asks Port once more whose the entities are: those that are not proven to be this integration's any more, or that were
 * written after `since` (ms by Port's clock), by another run that may know better. `include`: fields as its search names
 * them.
 */
export async function beforeDeletion(
  port: Pick<Port, 'whose' | 'searchByIdentifier' | 'hasEntity'>,
  blueprint: string,
  identifiers: readonly string[],
  include: readonly string[],
  since = Number.POSITIVE_INFINITY,
): Promise<BeforeDeletion> {
  const { ours, unclear, stored, updatedAt } = await port.whose(blueprint, identifiers, include);
  const reasons = new Map([...unclear].map((identifier): [string, Reason] => [identifier, UNCLEAR]));
  for (const identifier of ours)
    if ((updatedAt.get(identifier) ?? Number.NEGATIVE_INFINITY) > since)
      reasons.set(identifier, { reason: WRITTEN });
  const others = identifiers.filter((identifier) => !ours.has(identifier) && !unclear.has(identifier));
  if (others.length === 0) return { others: reasons, absent: new Set(), stored };
  for await (const page of port.searchByIdentifier(blueprint, others, []))
    for (const { identifier } of page) reasons.set(identifier, { reason: TAKEN_OVER });
  const absent = others.filter((identifier) => !reasons.has(identifier));
  for (const sample of absent.slice(0, SAMPLES))
    if (await port.hasEntity(blueprint, sample)) {
      for (const identifier of absent) reasons.set(identifier, { reason: NOT_FOUND });
      return { others: reasons, absent: new Set(), stored };
    }
  return { others: reasons, absent: new Set(absent), stored };
}

/** Entities of a bulk that are looked at by their own address, where Port's search does not have them. */
const SAMPLES = 5;

export const UNCLEAR: Reason = {
  reason:
    'it may be another integration’s, whose identifier ends like this one’s: Port does not tell them apart',
  remedy: 'Delete it in Port if it is this integration’s, or give one of the two another identifier.',
};
const WRITTEN = 'another run has written to it since this one began';
const NOT_FOUND = 'Port has such an entity, and its search does not find it: whose it is was not told';
const TAKEN_OVER = 'somebody else has written to it during the run';
