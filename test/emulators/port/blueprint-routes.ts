import type { Blueprint } from '../../../src/port/types.ts';
import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { checkBlueprint } from './blueprint-check.ts';
import { done, flag, invalid, isObject, Refusal, taken } from './refusal.ts';
import { blueprintOf, entitiesOf, relationsOf, type State, systemBlueprints } from './state.ts';

const named = ({ parameters }: Call) => parameters.blueprint as string;

const create = (state: State, call: Call): EmulatedResponse => {
  const body = call.json();
  const identifier = isObject(body) ? String(body.identifier) : '';
  if (state.blueprints.has(identifier)) throw taken(`Blueprint with identifier "${identifier}"`);
  const blueprint = checkBlueprint(state, body);
  state.blueprints.set(blueprint.identifier, { relations: {}, ...blueprint });
  return done({ blueprint: state.blueprints.get(blueprint.identifier) }, 201);
};

const change = (state: State, call: Call, base: Partial<Blueprint>): EmulatedResponse => {
  const identifier = named(call);
  blueprintOf(state, identifier);
  const body = call.json();
  if (!isObject(body)) throw invalid('body must be object');
  if (body.identifier !== undefined && body.identifier !== identifier)
    throw invalid('body/identifier: this emulator renames no blueprints');
  const blueprint = checkBlueprint(state, { ...base, identifier, ...body });
  state.blueprints.set(identifier, { relations: {}, ...blueprint });
  return done({ blueprint: state.blueprints.get(identifier) });
};

const remove = (state: State, identifier: string): void => {
  const refuse = (message: string) => {
    throw new Refusal(403, 'has_dependents', `Blueprint "${identifier}" cannot be deleted: ${message}`);
  };
  blueprintOf(state, identifier);
  if (systemBlueprints.includes(identifier)) refuse('it is Port’s own');
  for (const other of state.blueprints.values()) {
    const relation = relationsOf(other).find(([, { target }]) => target === identifier);
    if (relation && other.identifier !== identifier)
      refuse(`relation "${relation[0]}" of blueprint "${other.identifier}" has it as its target`);
  }
  if (entitiesOf(state, identifier).size > 0) refuse('it has entities');
  for (const [key, scorecard] of state.scorecards)
    if (scorecard.blueprint === identifier) state.scorecards.delete(key);
  state.blueprints.delete(identifier);
  state.entities.delete(identifier);
};

const removeEntities = (state: State, call: Call): EmulatedResponse => {
  const identifier = named(call);
  blueprintOf(state, identifier);
  state.deletions += entitiesOf(state, identifier).size;
  entitiesOf(state, identifier).clear();
  if (flag(call.query, 'delete_blueprint')) remove(state, identifier);
  return done({ migrationId: `migration-${identifier}` });
};

export const blueprintRoutes = (state: State) => ({
  'GET /v1/blueprints': () => done({ blueprints: [...state.blueprints.values()] }),
  'POST /v1/blueprints': (call: Call) => create(state, call),
  'GET /v1/blueprints/{blueprint}': (call: Call) => done({ blueprint: blueprintOf(state, named(call)) }),
  'PATCH /v1/blueprints/{blueprint}': (call: Call) => change(state, call, blueprintOf(state, named(call))),
  'PUT /v1/blueprints/{blueprint}': (call: Call) => change(state, call, {}),
  'DELETE /v1/blueprints/{blueprint}': (call: Call) => {
    remove(state, named(call));
    return done();
  },
  'DELETE /v1/blueprints/{blueprint}/all-entities': (call: Call) => removeEntities(state, call),
});
