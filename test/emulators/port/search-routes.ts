import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { compileQuery } from './query.ts';
import { bodyOf, checkSize, done, flag, invalid, type Json } from './refusal.ts';
import { blueprintOf, entitiesOf, type State } from './state.ts';
import type { PortEntity } from './types.ts';
import { viewOf } from './view.ts';

const searchLimit = 1000;
const ownedLimit = 5000;
const megabyte = 1024 * 1024;

/** Opaque to clients: the last entity of the page before. */
const encodeCursor = (sequence: number) => Buffer.from(`after:${sequence}`).toString('base64url');

const decodeCursor = (from: unknown): number => {
  if (from === undefined || from === null) return 0;
  const match = /^after:(\d+)$/.exec(Buffer.from(String(from), 'base64url').toString());
  if (!match) throw invalid('body/from is not a cursor that this route gave out');
  return Number(match[1]);
};

const limitOf = (body: Json, fallback: number, maximum: number): number => {
  const limit = body.limit ?? fallback;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > maximum)
    throw invalid(`body/limit must be an integer from 1 to ${maximum}`);
  return limit;
};

/** A page of at most `size` matches after the cursor; `next` only when one more matches. */
const page = (
  entities: Iterable<PortEntity>,
  after: number,
  size: number,
  test: (entity: PortEntity) => boolean,
) => {
  const found: PortEntity[] = [];
  for (const entity of entities) {
    if (entity.sequence <= after || !test(entity)) continue;
    if (found.length === size) return { found, next: encodeCursor((found.at(-1) as PortEntity).sequence) };
    found.push(entity);
  }
  return { found, next: undefined };
};

const includeOf = (include: unknown): string[] | undefined => {
  if (include === undefined) return undefined;
  if (!Array.isArray(include) || !include.every((one) => typeof one === 'string'))
    throw invalid('body/include must be array of strings');
  return include;
};

const searchBlueprint = (state: State, call: Call, pageSize: number): EmulatedResponse => {
  const blueprint = blueprintOf(state, call.parameters.blueprint as string);
  const body = bodyOf(call.json() ?? {}, ['query', 'include', 'exclude', 'limit', 'from']);
  const include = includeOf(body.include);
  const size = Math.min(limitOf(body, 200, searchLimit), pageSize);
  const test = body.query === undefined ? () => true : compileQuery(state, body.query);
  const entities = entitiesOf(state, blueprint.identifier).values();
  const { found, next } = page(entities, decodeCursor(body.from), size, test);
  return done({ entities: found.map((entity) => viewOf(state, entity, include)), ...(next && { next }) });
};

const acrossParameters = new Set([
  'exclude_calculated_properties',
  'include',
  'exclude',
  'attach_title_to_relation',
  'attach_identifier_to_title_mirror_properties',
  'allow_partial_results',
]);

/**
 * The search across blueprints, the query as the body and no pages: https://docs.port.io/api-reference/search-entities,
 * as Port's exporter asks it. How the service words a refusal, and whether it has limits, was seen nowhere.
 */
const searchAcross = (state: State, call: Call): EmulatedResponse => {
  checkSize(call.request.body, megabyte);
  const unknown = [...call.query.keys()].find((name) => !acrossParameters.has(name));
  if (unknown !== undefined) throw invalid(`querystring must NOT have additional properties: "${unknown}"`);
  const test = compileQuery(state, bodyOf(call.json(), ['combinator', 'rules'], ['combinator', 'rules']));
  const include = call.query.has('include') ? call.query.getAll('include') : undefined;
  const isPlain = flag(call.query, 'exclude_calculated_properties');
  const entities = [...state.entities.values()].flatMap((all) => [...all.values()].filter(test));
  return done({
    matchingBlueprints: [...new Set(entities.map((entity) => entity.blueprint))],
    entities: entities.map((entity) => viewOf(state, entity, include, isPlain)),
  });
};

const timeOf = (before: unknown): number => {
  if (before === undefined) return Number.POSITIVE_INFINITY;
  const time = typeof before === 'string' ? Date.parse(before) : Number.NaN;
  if (Number.isNaN(time)) throw invalid('body/before must match format "date-time"');
  return time;
};

const ownedEntities = (state: State, call: Call, pageSize: number): EmulatedResponse => {
  const body = bodyOf(
    call.json(),
    ['datasource_prefix', 'datasource_suffix', 'limit', 'from', 'before'],
    ['datasource_prefix', 'datasource_suffix'],
  );
  const before = timeOf(body.before);
  const [prefix, suffix] = [String(body.datasource_prefix), String(body.datasource_suffix)];
  const size = Math.min(limitOf(body, 1000, ownedLimit), pageSize);
  const all = [...state.entities.values()].flatMap((entities) => [...entities.values()]);
  all.sort((a, b) => a.sequence - b.sequence);
  const { found, next } = page(
    all,
    decodeCursor(body.from),
    size,
    ({ datasource, updatedAt }) =>
      datasource.startsWith(prefix) && datasource.endsWith(suffix) && Date.parse(updatedAt) < before,
  );
  const entities = found.map(({ identifier, blueprint }) => ({ identifier, blueprint }));
  return done({ entities, ...(next && { next }) });
};

export const searchRoutes = (state: State, sizes: { search: number; owned: number }) => ({
  'POST /v1/blueprints/{blueprint}/entities/search': (call: Call) =>
    searchBlueprint(state, call, sizes.search),
  'POST /v1/blueprints/entities/datasource-entities': (call: Call) => ownedEntities(state, call, sizes.owned),
  'POST /v1/entities/search': (call: Call) => searchAcross(state, call),
});
