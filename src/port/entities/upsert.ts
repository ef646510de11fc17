import { chunks } from '../../lib/collections/chunks.ts';
import type { EntityBody } from '../../mapping/types.ts';
import { isObject } from '../answers.ts';
import type { Caller } from '../caller.ts';
import { PortError } from '../port-error.ts';
import type { UpsertFlags, UpsertOutcome } from '../types.ts';
import { type EntityResult, entityResults, isNamed, notNamed, type Refusal, written } from './bulk-answer.ts';
import { bulks } from './bulks.ts';

const bulkRoute = '/v1/blueprints/{blueprint}/entities/bulk';
const singleRoute = '/v1/blueprints/{blueprint}/entities';

/** Statuses of one entity by which Port puts it off. Whole answers with them are retried by the service. */
const LATER = new Set([408, 423, 425, 429, 500, 502, 503, 504]);
/** The ones among them that the service does not retry. */
const WHOLE_LATER = new Set([423, 425]);
/** Tries of such an entity, with growing waits, within two minutes. */
const MOST_TRIES = 6;
/** Bulks that these tries did not heal, from which on an entity is tried twice only. */
const MOST_UNHEALED = 20;

interface Upsert {
  caller: Caller;
  blueprint: string;
  flags: UpsertFlags;
}

/** Writes in bulks. Resolves with the outcome of each entity, in order; throws PortError where no bulk was answered. */
export const upsertEntities = (
  caller: Caller,
  blueprint: string,
  entities: readonly EntityBody[],
  flags: UpsertFlags,
): Promise<UpsertOutcome[]> => inTurn({ caller, blueprint, flags }, bulks(entities));

/**
 * Bulks one after the other, since of two entities with one identifier the later must win. The outcomes of earlier
 * bulks stand, whatever becomes of the rest.
 */
const inTurn = async (
  upsert: Upsert,
  parts: readonly (readonly EntityBody[])[],
): Promise<UpsertOutcome[]> => {
  const outcomes: UpsertOutcome[] = [];
  for (const [at, part] of parts.entries())
    try {
      outcomes.push(...(await upsertBulk(upsert, part)));
    } catch (error) {
      if (at === 0) throw error;
      return [...outcomes, ...parts.slice(at).flatMap((left) => left.map(() => unansweredFor(error)))];
    }
  return outcomes;
};

const unansweredFor = (error: unknown): UpsertOutcome => ({ result: 'unanswered', error });

/** A bulk. Entities that Port did not name are sent once more, those that it put off again later. */
const upsertBulk = async (upsert: Upsert, entities: readonly EntityBody[]): Promise<UpsertOutcome[]> => {
  const { caller } = upsert;
  const said = await ask(upsert, entities);
  const askedAgain = new Set<number>();
  const most = caller.unhealed.bulks < MOST_UNHEALED ? MOST_TRIES : 2;
  for (let tries = 1; ; tries += 1) {
    const putOff = placesOf(said, (one) => isPutOff(one) && tries < most);
    const unnamed = placesOf(said, (one, at) => one.result === 'unnamed' && !askedAgain.has(at));
    if (putOff.length + unnamed.length === 0) break;
    for (const at of unnamed) askedAgain.add(at);
    const again = withLater([...putOff, ...unnamed], entities);
    try {
      if (putOff.length > 0) await caller.backOff(tries);
      const answers = await ask(
        upsert,
        again.map((at) => entities[at] as EntityBody),
      );
      for (const [i, at] of again.entries()) said[at] = answers[i] as Told;
    } catch (error) {
      for (const at of again) said[at] = unansweredFor(error);
    }
  }
  if (said.some(isPutOff)) caller.unhealed.bulks += 1;
  return said.map(finalOf);
};

/** An outcome so far. `final`: it is not sent again. */
type Told = (EntityResult | UpsertOutcome) & { final?: true };

const finalOf = (told: Told): UpsertOutcome => {
  const { final: _, ...said } = told;
  return said.result === 'unnamed' ? notNamed : said;
};

const isPutOff = (said: Told): boolean =>
  said.result === 'refused' && !said.final && LATER.has(said.statusCode);

const placesOf = <T>(list: readonly T[], is: (one: T, at: number) => boolean): number[] =>
  list.flatMap((one, at) => (is(one, at) ? [at] : []));

/** The places in order, with later ones of the same entities: the last of an entity must stay the last. */
const withLater = (places: readonly number[], entities: readonly EntityBody[]): number[] => {
  const identifierAt = (at: number) => JSON.stringify(entities[at]?.identifier);
  const first = new Map<string, number>();
  for (const at of places.toSorted((a, b) => a - b))
    if (!first.has(identifierAt(at))) first.set(identifierAt(at), at);
  return placesOf(entities, (_, at) => places.includes(at) || at > (first.get(identifierAt(at)) ?? Infinity));
};

/** Sends a bulk. One that is refused as a whole is halved, down to the entities that cause it. */
const ask = async (upsert: Upsert, entities: readonly EntityBody[]): Promise<Told[]> => {
  try {
    return entityResults(await send(upsert, '/bulk', bulkRoute, { entities }), entities, upsert.flags);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.status === 404) return entities.map(() => refusalOf(error, false));
    if (!isAboutTheEntities(error)) throw error;
    if (WHOLE_LATER.has(error.status ?? 0)) return entities.map(() => refusalOf(error, false));
    if (entities.length === 1) return [await askForOne(upsert, entities[0] as EntityBody)];
    const parts = await inTurn(upsert, [...chunks(entities, Math.ceil(entities.length / 2))]);
    return parts.map((outcome) => ({ ...outcome, final: true }));
  }
};

/** Whether a bulk was refused because of its entities, so that a part of it may pass. */
const isAboutTheEntities = (error: PortError): boolean =>
  error.likelyCause === 'too-large' || (error.likelyCause === 'invalid' && error.status !== 408);

const askForOne = async (upsert: Upsert, entity: EntityBody): Promise<EntityResult> => {
  try {
    const answer = await send(upsert, '', singleRoute, entity);
    const stored = isObject(answer) && isObject(answer.entity) ? answer.entity : {};
    if (upsert.flags.validationOnly) return written(stored.identifier ?? entity.identifier);
    return isNamed(stored, entity) ? written(stored.identifier) : { result: 'unnamed' };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.status === 404) return refusalOf(error, true);
    if (!isAboutTheEntities(error)) throw error;
    return refusalOf(error, false);
  }
};

const send = (
  { caller, blueprint, flags }: Upsert,
  under: string,
  route: string,
  body: unknown,
): Promise<unknown> =>
  caller.request({
    method: 'POST',
    path: `/v1/blueprints/${encodeURIComponent(blueprint)}/entities${under}`,
    route,
    query: queryOf(flags),
    body,
    idempotent: true,
    entityWrite: !flags.validationOnly,
  });

const queryOf = (flags: UpsertFlags): Record<string, string> => ({
  upsert: 'true',
  merge: String(flags.merge),
  create_missing_related_entities: String(flags.createMissingRelatedEntities),
  validation_only: String(flags.validationOnly ?? false),
});

const refusalOf = (error: PortError, missingRelation: boolean): Refusal => ({
  result: 'refused',
  statusCode: error.status ?? 0,
  error: error.error ?? error.likelyCause,
  message: error.detail ?? error.message,
  missingRelation,
});
