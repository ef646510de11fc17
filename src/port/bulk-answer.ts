import type { EntityBody } from '../mapping/types.ts';
import { errorOf, isObject } from './answers.ts';
import type { UpsertFlags, UpsertOutcome } from './types.ts';

export type Written = Extract<UpsertOutcome, { result: 'written' }>;
export type Refusal = Extract<UpsertOutcome, { result: 'refused' }>;
/** What Port's answer says of one entity. */
export type Said = Written | Refusal | { result: 'unnamed' };

/**
 * What the answer to a bulk says of each entity: `entities[] {identifier, index, created}` names those that were
 * written, `errors[] {identifier, index, statusCode, error, message}` those that were not (Port's API description,
 * "Create multiple entities"). Refusals win over anything else said of an entity. Nothing is written that is not named;
 * where nothing was to be written, no error is enough.
 */
export const saidOf = (
  answer: unknown,
  entities: readonly EntityBody[],
  { validationOnly = false }: Pick<UpsertFlags, 'validationOnly'>,
): Said[] => {
  const taken = validationOnly && isObject(answer) && answer.ok !== false;
  const said = entities.map(({ identifier }): Said => (taken ? written(identifier) : { result: 'unnamed' }));
  for (const item of listOf(answer, 'entities')) {
    const index = placeOf(item, entities);
    if (index !== undefined && isNamed(item, entities[index]))
      said[index] = written(item.identifier, item.created);
  }
  for (const item of listOf(answer, 'errors')) {
    const index = placeOf(item, entities);
    if (index !== undefined) said[index] = itemRefusal(item);
  }
  return said;
};

/** By its identifier; an entity that Port found by a query has one that was not sent. */
export const isNamed = (item: Record<string, unknown>, entity: EntityBody | undefined): boolean =>
  typeof entity?.identifier === 'object'
    ? typeof item.identifier === 'string' && item.identifier !== ''
    : String(item.identifier) === String(entity?.identifier);

export const written = (identifier: unknown, created?: unknown): Written => ({
  result: 'written',
  created: typeof created === 'boolean' ? created : undefined,
  identifier: typeof identifier === 'object' ? '' : String(identifier),
});

/** Port named it neither as written nor as refused, however often it was asked. */
export const notNamed: Refusal = {
  result: 'refused',
  statusCode: 0,
  error: 'unanswered',
  message: 'Port answered without naming this entity: it may not have been written.',
  missingRelation: false,
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
