import { append } from '../../lib/collections/append.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import { messageOf } from '../../lib/errors.ts';
import { isListWith, isObject } from '../answers.ts';
import type { Caller } from '../caller.ts';
import { isFatal } from '../fatal.ts';
import { PortError } from '../port-error.ts';
import type { StoredEntity, Wanted } from '../types.ts';
import { maybeOurs } from './ownership.ts';
import { identifiersInQuery, rule, searchOwned } from './search.ts';

const route = '/v1/entities/search';

/** Fields of an entity as a whole: the address stays short, however many properties a mapping has. */
const fields = ['identifier', 'blueprint', 'title', 'team', 'properties', 'relations', 'updatedAt'];
const path = `${route}?exclude_calculated_properties=true${fields.map((field) => `&include=${field}`).join('')}`;

/**
 * Reads entities of several blueprints that look owned, up to 200 in a request to the search across blueprints
 * (https://docs.port.io/api-reference/search-entities). It has no pages, so that nothing rests on what an answer lacks:
 * each of these is asked for in the search of its own blueprint. After an answer that leaves a doubt, all are.
 */
export const createSearchAcross = (caller: Caller, tell: (message: string) => void) => {
  let isUsable = true;
  /** Blueprints of which the last answers lacked something: asked by themselves, they cost one request and not two. */
  const lacking = new Set<string>();

  /** The entities that the search across blueprints finds; none where it cannot be used. */
  const answered = async (part: readonly Wanted[]): Promise<readonly StoredEntity[]> => {
    if (part.length === 1 || !isUsable) return [];
    const request = { method: 'POST', path, route, body: queryFor(part, caller), idempotent: true } as const;
    try {
      return wholeAnswer(await caller.request(request), part);
    } catch (error) {
      if (!(error instanceof PortError) || isFatal(error)) throw error;
      if (isUsable) tell(`Port is asked of each blueprint by itself from now on: ${messageOf(error)}`);
      isUsable = false;
      return [];
    }
  };

  return async (wanted: readonly Wanted[]): Promise<Map<string, StoredEntity[]>> => {
    const found = new Map<string, StoredEntity[]>(wanted.map(({ blueprint }) => [blueprint, []]));
    const read = async (part: readonly Wanted[]) => {
      const entities = await answered(part);
      for (const entity of entities) found.get(entity.blueprint)?.push(entity);
      await Promise.all(
        without(part, entities).map(async ({ blueprint, include, identifiers }) => {
          for await (const page of searchOwned(caller, blueprint, include, identifiers))
            append(found.get(blueprint) as StoredEntity[], page);
        }),
      );
    };
    await Promise.all(partsOf(wanted, lacking).map(read));
    for (const { blueprint, identifiers } of wanted)
      if ((found.get(blueprint)?.length ?? 0) < identifiers.length) lacking.add(blueprint);
      else lacking.delete(blueprint);
    return found;
  };
};

/**
 * Parts of 200 entities at the most: whole ones of a single blueprint, and what is left of each, packed. Blueprints that
 * are `apart` have parts of their own.
 */
function partsOf(wanted: readonly Wanted[], apart: ReadonlySet<string>): Wanted[][] {
  const parts: { size: number; part: Wanted[] }[] = [];
  for (const one of wanted)
    for (const identifiers of chunks(one.identifiers, identifiersInQuery)) {
      const length = apart.has(one.blueprint) ? identifiersInQuery : identifiers.length;
      const fitting = parts.find(({ size }) => size + length <= identifiersInQuery) ?? { size: 0, part: [] };
      if (fitting.size === 0) parts.push(fitting);
      fitting.size += length;
      fitting.part.push({ ...one, identifiers });
    }
  return parts.map(({ part }) => part);
}

/** The query in the form in which Port's exporter asks, with the rules of `searchOwned`. */
const queryFor = (part: readonly Wanted[], { identifier: integration }: Caller) => ({
  combinator: 'and',
  rules: [
    {
      combinator: 'or',
      rules: part.flatMap(({ blueprint, identifiers }) =>
        identifiers.map((identifier) => ({
          combinator: 'and',
          rules: [rule('$identifier', '=', identifier), rule('$blueprint', '=', blueprint)],
        })),
      ),
    },
    ...maybeOurs(integration),
  ],
});

/** The entities of an answer that leaves no doubt: each was asked for, is there once and tells all its fields. */
function wholeAnswer(answer: unknown, part: readonly Wanted[]): StoredEntity[] {
  const { ok, entities, next, failedBlueprints } = isObject(answer) ? answer : {};
  const open = new Map(part.map(({ blueprint, identifiers }) => [blueprint, new Set(identifiers)]));
  const isOneOfThem = (entity: Record<string, unknown>) =>
    open.get(entity.blueprint as string)?.delete(entity.identifier as string) &&
    isObject(entity.properties) &&
    isObject(entity.relations) &&
    !Number.isNaN(Date.parse(String(entity.updatedAt)));
  const isWhole = ok === true && !next && [failedBlueprints ?? []].flat().length === 0;
  if (isWhole && isListWith('identifier', 'blueprint')(entities) && entities.every(isOneOfThem))
    return entities as unknown as StoredEntity[];
  const message = `POST ${route} was answered with something else than the entities that were asked for.`;
  throw new PortError(message, { status: 200, cause: 'malformed', route });
}

/** The entities of a part that are not among these. */
function without(part: readonly Wanted[], entities: readonly StoredEntity[]): Wanted[] {
  const found = new Map(part.map(({ blueprint }) => [blueprint, new Set<string>()]));
  for (const { blueprint, identifier } of entities) found.get(blueprint)?.add(identifier);
  return part
    .map((one) => ({
      ...one,
      identifiers: one.identifiers.filter((identifier) => !found.get(one.blueprint)?.has(identifier)),
    }))
    .filter(({ identifiers }) => identifiers.length > 0);
}
