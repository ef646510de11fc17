import { chunks } from '../lib/chunks.ts';
import { isObject } from './answers.ts';
import type { Caller } from './call.ts';
import { searchByIdentifier } from './search.ts';
import { PortError } from './types.ts';

const entitiesInCall = 100;
const route = '/v1/blueprints/{blueprint}/bulk/entities/delete';

/** Deletes in hundreds. Yields the identifiers that are gone, as Port says so; those that others require are not. */
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
 * One entity that others require makes Port refuse the whole call: halves find it, and it stays. Having no right to
 * delete is no such refusal.
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
 * Those that Port does not have any more: a deletion whose first answer was lost names nothing when it is repeated,
 * and is none the less done.
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
