import type { EntityBody } from '../mapping/types.ts';
import { errorOf, isObject, promised } from './answers.ts';
import { bulks } from './bulks.ts';
import type { Caller } from './call.ts';
import { PortError, type UpsertFlags, type UpsertOutcome } from './types.ts';

type Refusal = Extract<UpsertOutcome, { result: 'refused' }>;

const bulkRoute = '/v1/blueprints/{blueprint}/entities/bulk';
const singleRoute = '/v1/blueprints/{blueprint}/entities';

/** Writes in bulks. What Port said to each entity; throws PortError when it said nothing to any. */
export const upsertEntities = (
  caller: Caller,
  blueprint: string,
  entities: readonly EntityBody[],
  flags: UpsertFlags,
): Promise<UpsertOutcome[]> => inTurn(caller, blueprint, bulks(entities), flags);

/**
 * One after the other: two entities may be the same one, and then the later must win. What was said of the earlier
 * ones holds, whatever becomes of the rest.
 */
const inTurn = async (
  caller: Caller,
  blueprint: string,
  parts: readonly (readonly EntityBody[])[],
  flags: UpsertFlags,
): Promise<UpsertOutcome[]> => {
  const outcomes: UpsertOutcome[] = [];
  for (const [at, part] of parts.entries())
    try {
      outcomes.push(...(await upsertBulk(caller, blueprint, part, flags)));
    } catch (error) {
      if (at === 0) throw error;
      return [...outcomes, ...parts.slice(at).flatMap((left) => left.map(() => unansweredFor(error)))];
    }
  return outcomes;
};

const unansweredFor = (error: unknown): UpsertOutcome => ({ result: 'unanswered', error });

const upsertBulk = async (
  caller: Caller,
  blueprint: string,
  entities: readonly EntityBody[],
  flags: UpsertFlags,
): Promise<UpsertOutcome[]> => {
  try {
    const answer = await caller.request({
      method: 'POST',
      path: `/v1/blueprints/${encodeURIComponent(blueprint)}/entities/bulk`,
      route: bulkRoute,
      query: queryOf(flags),
      body: { entities },
      idempotent: true,
      entityWrite: !flags.validationOnly,
    });
    return outcomesOf(answer, entities);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.status === 404) return entities.map(() => refusalOf(error, false));
    if (!isAboutTheEntities(error)) throw error;
    return entities.length === 1
      ? [await upsertSingle(caller, blueprint, entities[0] as EntityBody, flags)]
      : inTurn(caller, blueprint, halves(entities), flags);
  }
};

/** Refused as a whole because of what is in it, so that a part of it may well pass. */
const isAboutTheEntities = (error: PortError): boolean =>
  error.likelyCause === 'too-large' || error.likelyCause === 'invalid';

const halves = (entities: readonly EntityBody[]): EntityBody[][] => {
  const middle = Math.ceil(entities.length / 2);
  return [entities.slice(0, middle), entities.slice(middle)];
};

const upsertSingle = async (
  caller: Caller,
  blueprint: string,
  entity: EntityBody,
  flags: UpsertFlags,
): Promise<UpsertOutcome> => {
  try {
    const answer = await caller.request({
      method: 'POST',
      path: `/v1/blueprints/${encodeURIComponent(blueprint)}/entities`,
      route: singleRoute,
      query: queryOf(flags),
      body: entity,
      idempotent: true,
      entityWrite: !flags.validationOnly,
    });
    const stored = isObject(answer) && isObject(answer.entity) ? answer.entity : {};
    return written(stored.identifier ?? entity.identifier);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.status === 404) return refusalOf(error, true);
    if (!isAboutTheEntities(error)) throw error;
    return refusalOf(error, false);
  }
};

const queryOf = (flags: UpsertFlags): Record<string, string> => ({
  upsert: 'true',
  merge: String(flags.merge),
  create_missing_related_entities: String(flags.createMissingRelatedEntities),
  validation_only: String(flags.validationOnly ?? false),
});

const written = (identifier: unknown, created?: unknown): UpsertOutcome => ({
  result: 'written',
  created: typeof created === 'boolean' ? created : undefined,
  identifier: typeof identifier === 'object' ? '' : String(identifier),
});

const refusalOf = (error: PortError, missingRelation: boolean): Refusal => ({
  result: 'refused',
  statusCode: error.status ?? 0,
  error: error.error ?? error.likelyCause,
  message: error.detail ?? error.message,
  missingRelation,
});

/** Refusals win over anything else said of an entity; one that nothing was said of counts as refused too. */
const outcomesOf = (answer: unknown, entities: readonly EntityBody[]): UpsertOutcome[] => {
  const asked = { method: 'POST', route: bulkRoute };
  const errors = listOf(answer, 'errors');
  const accepted = listOf(answer, 'entities');
  if (!isObject(answer) || !(Array.isArray(answer.entities) || errors.length > 0 || answer.ok === true)) {
    promised(answer, 'entities', Array.isArray, asked);
  }
  const told = Array.isArray((answer as Record<string, unknown>).entities);
  const outcomes: (UpsertOutcome | undefined)[] = entities.map((entity) =>
    told || errors.length > 0 ? undefined : written(entity.identifier),
  );
  for (const entity of accepted) {
    const index = placeOf(entity, entities);
    if (index !== undefined) outcomes[index] = written(entity.identifier, entity.created);
  }
  for (const error of errors) {
    const index = placeOf(error, entities);
    if (index !== undefined) outcomes[index] = itemRefusal(error);
  }
  return outcomes.map((outcome) => outcome ?? unanswered);
};

const listOf = (answer: unknown, member: string): Record<string, unknown>[] => {
  const list = isObject(answer) ? answer[member] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
};

/** By the index that Port gives; by identifier where it gives none and the identifier is clear. */
const placeOf = (item: Record<string, unknown>, entities: readonly EntityBody[]): number | undefined => {
  const index = Number(item.index ?? Number.NaN);
  if (Number.isInteger(index) && index >= 0 && index < entities.length) return index;
  const same = entities.flatMap((entity, at) =>
    String(entity.identifier) === String(item.identifier) ? [at] : [],
  );
  return same.length === 1 ? same[0] : undefined;
};

/**
 * `identifier: "unknown"` is how Port says that a search identifier matched none or several: nothing that waits
 * for another entity to be written.
 */
const itemRefusal = (item: Record<string, unknown>): Refusal => {
  const statusCode = Number(item.statusCode ?? 0);
  const { error = 'refused', message = error } = errorOf(item);
  const unknown = item.identifier === 'unknown';
  return {
    result: 'refused',
    statusCode,
    error,
    message,
    missingRelation: !unknown && (statusCode === 404 || error === 'not_found'),
  };
};

const unanswered: Refusal = {
  result: 'refused',
  statusCode: 0,
  error: 'unanswered',
  message: 'Port’s answer to the bulk does not say what became of this entity.',
  missingRelation: false,
};
