import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { type Cascade, deleteEntities } from './delete.ts';
import { type WriteFlags, writeEntity } from './entity.ts';
import { type EntityInput, parseEntity } from './entity-input.ts';
import { bodyOf, checkSize, done, flag, invalid, isObject, notFound, Refusal, taken } from './refusal.ts';
import { blueprintOf, entitiesOf, type State } from './state.ts';
import { viewOf } from './view.ts';

const megabyte = 1024 * 1024;
const entitiesInBulk = 20;
const deletionsInBulk = 100;
const eventTypes = ['resync', 'incremental_resync', 'http_request', 'live_event', 'next_resync'];

const checkEvent = (query: URLSearchParams): void => {
  const type = query.get('ocean_info_event_type');
  if (type !== null && !eventTypes.includes(type))
    throw invalid('querystring/ocean_info_event_type must be equal to one of the allowed values');
  if (query.has('ocean_info_resync_id') && type !== 'resync')
    throw invalid('querystring/ocean_info_resync_id is only valid when ocean_info_event_type is resync');
};

const datasourceOf = ({ request }: Call): string => request.headers['user-agent'] ?? 'API';

const flagsOf = (call: Call): WriteFlags => {
  checkEvent(call.query);
  return {
    upsert: flag(call.query, 'upsert'),
    merge: flag(call.query, 'merge'),
    createMissing: flag(call.query, 'create_missing_related_entities'),
    validationOnly: flag(call.query, 'validation_only'),
    datasource: datasourceOf(call),
  };
};

const bulk = (state: State, call: Call, limit: number): EmulatedResponse => {
  checkSize(call.request.body, limit);
  const blueprint = blueprintOf(state, call.parameters.blueprint as string);
  const { entities: sent } = bodyOf(call.json(), ['entities'], ['entities']);
  if (!Array.isArray(sent) || sent.length === 0)
    throw invalid('body/entities must NOT have fewer than 1 items');
  if (sent.length > entitiesInBulk)
    throw invalid(`body/entities must NOT have more than ${entitiesInBulk} items`);
  const flags = flagsOf(call);
  const inputs = sent.map((entity, i) => parseEntity(entity, `body/entities/${i}`, blueprint.identifier));
  const entities: object[] = [];
  const errors: object[] = [];
  inputs.forEach((input, index) => {
    try {
      const { entity, created } = writeEntity(state, blueprint, input, flags);
      entities.push({ identifier: entity.identifier, index, created });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const { status: statusCode, error, message } = refusal;
      errors.push({ identifier: nameOf(input), index, statusCode, error, message });
    }
  });
  if (errors.length === 0) return done({ entities, errors });
  return { status: 207, body: { ok: false, entities, errors } };
};

const nameOf = ({ identifier }: EntityInput) => (typeof identifier === 'string' ? identifier : 'unknown');

const single = (state: State, call: Call, limit: number): EmulatedResponse => {
  checkSize(call.request.body, limit);
  const blueprint = blueprintOf(state, call.parameters.blueprint as string);
  const input = parseEntity(call.json(), 'body', blueprint.identifier);
  const { entity, created } = writeEntity(state, blueprint, input, flagsOf(call));
  return done({ entity: viewOf(state, entity) }, created ? 201 : 200);
};

const existing = (state: State, call: Call) => {
  const { blueprint = '', entity: identifier = '' } = call.parameters;
  blueprintOf(state, blueprint);
  const entity = entitiesOf(state, blueprint).get(identifier);
  if (!entity) throw notFound(`Entity with identifier "${identifier}" of blueprint "${blueprint}"`);
  return entity;
};

/** PATCH merges, PUT replaces; both need the entity to be there, and may give it a new identifier only by error. */
const change = (state: State, call: Call, merge: boolean): EmulatedResponse => {
  const entity = existing(state, call);
  const blueprint = blueprintOf(state, entity.blueprint);
  const body = call.json();
  const input = parseEntity(
    isObject(body) ? { identifier: entity.identifier, ...body } : body,
    'body',
    entity.blueprint,
  );
  if (input.identifier !== entity.identifier) throw taken('The identifier of an entity is fixed: it');
  const written = writeEntity(state, blueprint, input, { ...flagsOf(call), upsert: true, merge });
  return done({ entity: viewOf(state, written.entity) });
};

const deleteBulk = (state: State, call: Call, cascade: Cascade): EmulatedResponse => {
  checkEvent(call.query);
  const { entities } = bodyOf(call.json(), ['entities'], ['entities']);
  if (!Array.isArray(entities) || !entities.every((one) => typeof one === 'string'))
    throw invalid('body/entities must be array of strings');
  if (entities.length === 0 || entities.length > deletionsInBulk)
    throw invalid(`body/entities must have 1 to ${deletionsInBulk} items`);
  if (!call.query.has('delete_dependents'))
    throw invalid("querystring must have required property 'delete_dependents'");
  const dependents = flag(call.query, 'delete_dependents');
  const deletedEntities = deleteEntities(state, call.parameters.blueprint as string, entities, {
    dependents,
    cascade,
  });
  return done({ deletedEntities });
};

const deleteOne = (state: State, call: Call, cascade: Cascade): EmulatedResponse => {
  checkEvent(call.query);
  const { blueprint, identifier } = existing(state, call);
  deleteEntities(state, blueprint, [identifier], {
    dependents: flag(call.query, 'delete_dependents'),
    cascade,
  });
  return done();
};

export const entityRoutes = (state: State, cascade: Cascade, limit: number = megabyte) => ({
  'POST /v1/blueprints/{blueprint}/entities/bulk': (call: Call) => bulk(state, call, limit),
  'POST /v1/blueprints/{blueprint}/entities': (call: Call) => single(state, call, limit),
  'GET /v1/blueprints/{blueprint}/entities': ({ parameters: { blueprint = '' } }: Call) => {
    blueprintOf(state, blueprint);
    return done({
      entities: [...entitiesOf(state, blueprint).values()].map((entity) => viewOf(state, entity)),
    });
  },
  'GET /v1/blueprints/{blueprint}/entities/{entity}': (call: Call) =>
    done({ entity: viewOf(state, existing(state, call)) }),
  'PATCH /v1/blueprints/{blueprint}/entities/{entity}': (call: Call) => change(state, call, true),
  'PUT /v1/blueprints/{blueprint}/entities/{entity}': (call: Call) => change(state, call, false),
  'DELETE /v1/blueprints/{blueprint}/entities/{entity}': (call: Call) => deleteOne(state, call, cascade),
  'POST /v1/blueprints/{blueprint}/bulk/entities/delete': (call: Call) => deleteBulk(state, call, cascade),
});
