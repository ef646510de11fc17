import { isObject } from './answers.ts';
import type { Caller } from './call.ts';
import { searchByIdentifier } from './search.ts';

const entitiesInCall = 100;
const route = '/v1/blueprints/{blueprint}/bulk/entities/delete';

/** Deletes in hundreds. Resolves with the identifiers that are gone. */
export const deleteEntities = async (
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
  deleteDependents: boolean,
): Promise<string[]> => {
  const gone: string[] = [];
  for (let start = 0; start < identifiers.length; start += entitiesInCall) {
    const some = identifiers.slice(start, start + entitiesInCall);
    gone.push(...(await deleteSome(caller, blueprint, some, deleteDependents)));
  }
  return gone;
};

const deleteSome = async (
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
  deleteDependents: boolean,
): Promise<string[]> => {
  const answer = await caller.request({
    method: 'POST',
    path: `/v1/blueprints/${encodeURIComponent(blueprint)}/bulk/entities/delete`,
    route,
    query: { delete_dependents: String(deleteDependents) },
    body: { entities: identifiers },
    idempotent: true,
    entityWrite: true,
  });
  const told = new Set(deletedOf(answer));
  const untold = identifiers.filter((identifier) => !told.has(identifier));
  return [...told, ...(await absent(caller, blueprint, untold))];
};

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
