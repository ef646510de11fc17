import { chunks } from '../../lib/collections/chunks.ts';
import type { Caller } from '../caller.ts';
import type { StoredEntity, Whose } from '../types.ts';
import { createOwnership, datasourcePrefix, datasourceSuffix, type Find, maybeOurs } from './ownership.ts';
import { pages } from './pages.ts';

/** Port's limits for one page. */
const searchPage = 1000;
const ownedPage = 5000;
/** Identifiers in a query: of 1,000 characters each they are well below any limit of a body. */
export const identifiersInQuery = 200;

const searchRoute = '/v1/blueprints/{blueprint}/entities/search';
const ownedRoute = '/v1/blueprints/entities/datasource-entities';

export const rule = (property: string, operator: string, value: unknown) => ({ property, operator, value });

/** Pages of a blueprint's entities, all or among these, whose datasource begins and ends like this integration's. */
export async function* searchOwned(
  caller: Caller,
  blueprint: string,
  include: readonly string[],
  among?: readonly string[],
): AsyncIterable<StoredEntity[]> {
  const ours = maybeOurs(caller.identifier);
  if (!among) return yield* search(caller, blueprint, include, ours);
  for (const some of chunks(among, identifiersInQuery))
    yield* search(caller, blueprint, include, [...ours, isOneOf(some)]);
}

/** The proven owners of a blueprint's entities, any number: see ownership.ts. */
export const createWhose = (caller: Caller) => {
  const whose = createOwnership(caller);
  return async (
    blueprint: string,
    identifiers: readonly string[],
    include: readonly string[] = [],
  ): Promise<Whose> => {
    const updatedAt = new Map<string, number>();
    const all: Whose = {
      ours: new Set(),
      foreign: new Set(),
      unclear: new Set(),
      stored: new Map(),
      updatedAt,
    };
    const fields = ['updatedAt', ...include];
    const find: Find = async function* (rules, among) {
      for await (const page of search(caller, blueprint, fields, [...rules, isOneOf(among)])) {
        for (const { identifier, updatedAt: at } of page) {
          const time = Date.parse(at ?? '');
          if (!Number.isNaN(time)) updatedAt.set(identifier, time);
        }
        yield page;
      }
    };
    for (const some of chunks(identifiers, identifiersInQuery)) {
      const found = await whose(find, some);
      for (const kind of ['ours', 'foreign', 'unclear'] as const)
        for (const one of found[kind]) all[kind].add(one);
      for (const [identifier, entity] of found.stored) all.stored.set(identifier, entity);
    }
    return all;
  };
};

/** Entities by identifier, whoever owns them. */
export async function* searchByIdentifier(
  caller: Caller,
  blueprint: string,
  identifiers: readonly string[],
  include: readonly string[],
): AsyncIterable<StoredEntity[]> {
  for (const some of chunks(identifiers, identifiersInQuery))
    yield* search(caller, blueprint, include, [isOneOf(some)]);
}

const isOneOf = (identifiers: readonly string[]) => rule('$identifier', 'in', identifiers);

/** Entities of a blueprint that relate to this one, directly or through others. */
export const searchDependents = (
  caller: Caller,
  blueprint: string,
  of: { blueprint: string; identifier: string },
): AsyncIterable<StoredEntity[]> =>
  search(caller, blueprint, ['title', 'relations'], [relatedTo(of.blueprint, of.identifier)]);

/**
 * Entities of a blueprint that look owned and relate to any of these, and a witness if it relates to its target of the
 * same blueprint.
 * The target is asked for in the midst of others: several values could mean all of them, the first or the last.
 */
export const searchRelating = (
  caller: Caller,
  blueprint: string,
  of: { blueprint: string; identifiers: readonly string[] },
  witness: { identifier: string; target: string },
): AsyncIterable<StoredEntity[]> => {
  const { identifiers } = of;
  const values = [identifiers.at(0), witness.target, identifiers.at(-1)].filter((one) => one !== undefined);
  const shown = [relatedTo(of.blueprint, values), rule('$identifier', '=', witness.identifier)];
  const rules = [relatedTo(of.blueprint, identifiers), { combinator: 'and', rules: shown }];
  const ours = maybeOurs(caller.identifier);
  return search(caller, blueprint, ['relations'], [...ours, { combinator: 'or', rules }]);
};

/** A rule for what depends on an entity, or on any of several (https://docs.port.io/search-and-query/relation-operators). */
const relatedTo = (blueprint: string, value: string | readonly string[]) => ({
  operator: 'relatedTo',
  blueprint,
  value,
  direction: 'downstream',
});

async function* search(
  caller: Caller,
  blueprint: string,
  include: readonly string[],
  rules: unknown[],
): AsyncIterable<StoredEntity[]> {
  const request = {
    method: 'POST',
    path: `/v1/blueprints/${encodeURIComponent(blueprint)}/entities/search`,
    route: searchRoute,
    idempotent: true,
  } as const;
  const body = {
    query: { combinator: 'and', rules },
    include: [...new Set(['identifier', 'blueprint', ...include])],
    limit: searchPage,
  };
  for await (const page of pages<StoredEntity>(caller, request, body)) {
    for (const entity of page) entity.blueprint ??= blueprint;
    yield page;
  }
}

/**
 * Pages of everything that this integration owns; undefined where Port has no such route (it is not in its public
 * description).
 */
export const ownedIdentifiers = async (
  caller: Caller,
): Promise<AsyncIterable<{ identifier: string; blueprint: string }[]> | undefined> => {
  const request = { method: 'POST', path: ownedRoute, route: ownedRoute, idempotent: true } as const;
  const body = {
    datasource_prefix: datasourcePrefix,
    datasource_suffix: datasourceSuffix(caller.identifier),
    limit: ownedPage,
  };
  const first = await caller.request({ ...request, body, allow: [404] });
  const names = ['identifier', 'blueprint'];
  return first === undefined ? undefined : pages(caller, request, body, { first, names });
};
