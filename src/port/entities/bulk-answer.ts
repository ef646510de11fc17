import type { EntityBody } from '../../mapping/types.ts';
import { errorOf, isObject } from '../answers.ts';
import type { UpsertFlags, UpsertOutcome } from '../types.ts';

export type Written = Extract<UpsertOutcome, { result: 'written' }>;
export type Refusal = Extract<UpsertOutcome, { result: 'refused' }>;
/** The result of one entity in Port's answer; `unnamed`: the answer does not name it. */
export type EntityResult = Written | Refusal | { result: 'unnamed' };

/**
 * The result of each entity of a bulk, in order: `entities[] {identifier, index, created}` names those that were
 * written, `errors[] {identifier, index, statusCode, error, message}` those that were not (Port's API description,
 * "Create multiple entities"). A refusal wins over anything else said of an entity. Without `validationOnly`, an entity
 * that is not named was not written.
 */
export const entityResults = (
  answer: unknown,
  entities: readonly EntityBody[],
  { validationOnly = false }: Pick<UpsertFlags, 'validationOnly'>,
): EntityResult[] => {
  const taken = validationOnly && isObject(answer) && answer.ok !== false;
  const said = entities.map(
    ({ identifier }): EntityResult => (taken ? written(identifier) : { result: 'unnamed' }),
  );
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

/** Whether an answer's item has the entity's identifier. One that Port finds by a query has another than was sent. */
export const isNamed = (item: Record<string, unknown>, entity: EntityBody | undefined): boolean =>
  typeof entity?.identifier === 'object'
    ? typeof item.identifier === 'string' && item.identifier !== ''
    : String(item.identifier) === String(entity?.identifier);

export const written = (identifier: unknown, created?: unknown): Written => ({
  result: 'written',
  created: typeof created === 'boolean' ? created : undefined,
  identifier: typeof identifier === 'object' ? '' : String(identifier),
});

/** The refusal of an entity that Port named neither as written nor as refused, however often it was sent. */
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

/** The entity's index in the bulk: Port's, else by identifier where no other entity has the same. */
const placeOf = (item: Record<string, unknown>, entities: readonly EntityBody[]): number | undefined => {
  const index = Number(item.index ?? Number.NaN);
  if (Number.isInteger(index) && index >= 0 && index < entities.length) return index;
  const same = entities.flatMap((entity, at) =>
    String(entity.identifier) === String(item.identifier) ? [at] : [],
  );
  return same.length === 1 ? same[0] : undefined;
};

/**
 * The refusal in an item of `errors`. `identifier: "unknown"` means that a search identifier matched no entity or
 * several: writing another entity first does not help.
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
