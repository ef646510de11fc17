import type { Blueprint } from '../../../src/port/types.ts';
import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { hasProperty } from './blueprint-check.ts';
import { bodyOf, done, invalid, isObject, type Json, notFound, taken } from './refusal.ts';
import { blueprintOf, type State } from './state.ts';

const named = ({ parameters }: Call) => parameters.blueprint as string;

const checkCondition = (blueprint: Blueprint, condition: unknown): void => {
  const { property, operator } = isObject(condition) ? condition : {};
  if (typeof operator !== 'string' || typeof property !== 'string')
    throw invalid('a condition must have property and operator');
  if (!hasProperty(blueprint, property))
    throw invalid(`property "${property}" is not one of blueprint "${blueprint.identifier}"`);
};

const checkScorecard = (blueprint: Blueprint, given: unknown): Json => {
  const body = bodyOf(
    given,
    ['identifier', 'title', 'filter', 'levels', 'rules', 'blueprint'],
    ['identifier', 'title', 'rules'],
  );
  if (!Array.isArray(body.rules) || body.rules.length === 0) throw invalid('body/rules must be array');
  const levels = Array.isArray(body.levels)
    ? body.levels.map((level) => String((level as Json).title))
    : undefined;
  for (const rule of body.rules) {
    const { query, level } = bodyOf(
      rule,
      ['identifier', 'title', 'description', 'level', 'query'],
      ['identifier', 'title', 'level', 'query'],
    );
    if (levels && !levels.slice(1).includes(String(level)))
      throw invalid(`rule level "${String(level)}" is not one of the scorecard's above its first`);
    const conditions = isObject(query) ? query.conditions : undefined;
    if (!Array.isArray(conditions)) throw invalid('a rule must have query/conditions');
    for (const condition of conditions) checkCondition(blueprint, condition);
  }
  return structuredClone(body);
};

const createScorecard = (state: State, call: Call): EmulatedResponse => {
  const blueprint = blueprintOf(state, named(call));
  const scorecard = { ...checkScorecard(blueprint, call.json()), blueprint: blueprint.identifier } as Json;
  const key = `${blueprint.identifier}/${String(scorecard.identifier)}`;
  if (state.scorecards.has(key)) throw taken(`Scorecard "${key}"`);
  state.scorecards.set(key, scorecard);
  return done({ scorecard }, 201);
};

const createPage = (state: State, call: Call): EmulatedResponse => {
  const page = call.json();
  if (!isObject(page) || typeof page.identifier !== 'string' || typeof page.type !== 'string')
    throw invalid('body must have identifier and type');
  if (state.pages.has(page.identifier)) throw taken(`Page "${page.identifier}"`);
  if (typeof page.blueprint === 'string') blueprintOf(state, page.blueprint);
  if (typeof page.parent === 'string' && !state.pages.has(page.parent))
    throw notFound(`Page "${page.parent}"`);
  state.pages.set(page.identifier, structuredClone(page));
  return done({ page }, 201);
};

const createAction = (state: State, call: Call): EmulatedResponse => {
  const action = call.json();
  if (!isObject(action) || typeof action.identifier !== 'string' || !isObject(action.trigger))
    throw invalid('body must have identifier and trigger');
  if (!isObject(action.invocationMethod))
    throw invalid("body must have required property 'invocationMethod'");
  if (state.actions.has(action.identifier)) throw taken(`Action "${action.identifier}"`);
  const { blueprintIdentifier } = action.trigger;
  if (typeof blueprintIdentifier === 'string') blueprintOf(state, blueprintIdentifier);
  state.actions.set(action.identifier, structuredClone(action));
  return done({ action }, 201);
};

const take = (map: Map<string, Json>, key: string, what: string): Json => {
  const found = map.get(key);
  if (!found) throw notFound(`${what} "${key}"`);
  return found;
};

/** Scorecards, pages and actions, as far as default resources need them. */
export const resourceRoutes = (state: State) => ({
  'GET /v1/scorecards': () => done({ scorecards: [...state.scorecards.values()] }),
  'GET /v1/blueprints/{blueprint}/scorecards': (call: Call) =>
    done({ scorecards: [...state.scorecards.values()].filter((one) => one.blueprint === named(call)) }),
  'POST /v1/blueprints/{blueprint}/scorecards': (call: Call) => createScorecard(state, call),
  'GET /v1/pages': () => done({ pages: [...state.pages.values()] }),
  'GET /v1/pages/{page}': ({ parameters: { page = '' } }: Call) =>
    done({ page: take(state.pages, page, 'Page') }),
  'POST /v1/pages': (call: Call) => createPage(state, call),
  'DELETE /v1/pages/{page}': ({ parameters: { page = '' } }: Call) => {
    take(state.pages, page, 'Page');
    state.pages.delete(page);
    return done();
  },
  'GET /v1/actions': () => done({ actions: [...state.actions.values()] }),
  'GET /v1/actions/{action}': ({ parameters: { action = '' } }: Call) =>
    done({ action: take(state.actions, action, 'Action') }),
  'POST /v1/actions': (call: Call) => createAction(state, call),
});
