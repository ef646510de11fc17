import { chunks } from '../../lib/collections/chunks.ts';
import { isObject } from '../answers.ts';
import type { Caller } from '../caller.ts';
import { PortError } from '../port-error.ts';
import { searchByIdentifier } from './search.ts';

const entitiesInCall = 100;
const route = '/v1/blueprints/{blueprint}/bulk/entities/delete';

/** Deletes in hundreds. Yields the identifiers that Port says are gone. An entity that others require stays. */
export async function* deleteEntities(
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
  deleteDependents: boolean,
): AsyncGenerator<string[]> {
  for (const some of chunks(identifiers, entitiesInCall)) {
    yield* deleteSome(caller, blueprint, some, deleteDependents);
  }
}

async function* deleteSome(
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
  deleteDependents: boolean,
): AsyncGenerator<string[]> {
  let told: Set<string>;
  try {
    const answer = await caller.request({
      method: 'POST',
      path: `/v1/blueprints/${encodeURIComponent(blueprint)}/bulk/entities/delete`,
      route,
      query: { delete_dependents: String(deleteDependents) },
      body: { entities: identifiers },
      idempotent: true,
      entityWrite: true,
    });
    told = new Set(deletedOf(answer));
  } catch (error) {
    if (!isAboutTheEntities(error)) throw error;
    if (identifiers.length === 1) return;
    for (const half of chunks(identifiers, Math.ceil(identifiers.length / 2)))
      yield* deleteSome(caller, blueprint, half, deleteDependents);
    return;
  }
  yield [...told];
  const untold = identifiers.filter((identifier) => !told.has(identifier));
  yield await absent(caller, blueprint, untold);
}

/**
 * Whether Port refused a call because of one entity in it, which others require: halving the call finds it. A refusal
 * for want of a permission is none of these.
 */
const isAboutTheEntities = (error: unknown): error is PortError =>
  error instanceof PortError &&
  [403, 409, 422].includes(error.status ?? 0) &&
  error.error !== undefined &&
  !/forbidden|unauthori|permission/i.test(error.error);

const deletedOf = (answer: unknown): string[] => {
  const list = isObject(answer) && Array.isArray(answer.deletedEntities) ? answer.deletedEntities : [];
  return list.map((entity) => String(isObject(entity) ? entity.identifier : entity));
};

/**
 * The entities that Port does not have (any more): a deletion that is repeated, since its first answer was lost, names
 * nothing though it is done.
 */
const absent = async (
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
): Promise<string[]> => {
  const there = new Set<string>();
  for await (const page of searchByIdentifier(caller, blueprint, identifiers, [])) {
    for (const { identifier } of page) there.add(identifier);
  }
  return identifiers.filter((identifier) => !there.has(identifier));
};
