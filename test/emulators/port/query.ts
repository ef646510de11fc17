import type { Blueprint } from '../../../src/port/types.ts';
import { invalid, isObject, type Json } from './refusal.ts';
import { blueprintOf, entitiesOf, relationsOf, type State } from './state.ts';
import type { PortEntity } from './types.ts';

type Test = (entity: PortEntity) => boolean;

const metaProperties: Record<string, (entity: PortEntity) => unknown> = {
  $identifier: (entity) => entity.identifier,
  $title: (entity) => entity.title,
  $icon: (entity) => entity.icon,
  $team: (entity) => entity.team,
  $blueprint: (entity) => entity.blueprint,
  $datasource: (entity) => entity.datasource,
  $createdAt: (entity) => entity.createdAt,
  $updatedAt: (entity) => entity.updatedAt,
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return Number.NaN;
};

const contains = (found: unknown, wanted: unknown): boolean =>
  Array.isArray(found) ? found.includes(wanted) : text(found).includes(text(wanted));

const list = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw invalid('query: the value of this operator must be array');
  return value;
};

/** Numbers given for text match it, as identifiers do. */
const equal = (found: unknown, wanted: unknown): boolean =>
  found === wanted || (typeof found === 'string' && typeof wanted === 'number' && found === String(wanted));

/** https://docs.port.io/search-and-query/comparison-operators */
const operators: Record<string, (found: unknown, wanted: unknown) => boolean> = {
  '=': equal,
  '!=': (found, wanted) => !equal(found, wanted),
  '>': (found, wanted) => compare(found, wanted) > 0,
  '>=': (found, wanted) => compare(found, wanted) >= 0,
  '<': (found, wanted) => compare(found, wanted) < 0,
  '<=': (found, wanted) => compare(found, wanted) <= 0,
  isEmpty: (found) => isEmpty(found),
  isNotEmpty: (found) => !isEmpty(found),
  contains,
  doesNotContains: (found, wanted) => !contains(found, wanted),
  containsAny: (found, wanted) => list(wanted).some((one) => contains(found, one)),
  beginsWith: (found, wanted) => text(found).startsWith(text(wanted)),
  doesNotBeginsWith: (found, wanted) => !text(found).startsWith(text(wanted)),
  endsWith: (found, wanted) => text(found).endsWith(text(wanted)),
  doesNotEndsWith: (found, wanted) => !text(found).endsWith(text(wanted)),
  in: (found, wanted) => list(wanted).some((one) => equal(found, one)),
  notIn: (found, wanted) => !list(wanted).some((one) => equal(found, one)),
};

const listOperators = new Set(['in', 'notIn', 'containsAny']);

const fieldOf = (entity: PortEntity, property: string): unknown => {
  const meta = metaProperties[property];
  if (meta) return meta(entity);
  return Object.hasOwn(entity.properties, property)
    ? entity.properties[property]
    : entity.relations[property];
};

const comparison = (rule: Json): Test => {
  const { property, operator, value } = rule;
  if (typeof property !== 'string') throw invalid('query: a rule must have required property "property"');
  if (property.startsWith('$') && !metaProperties[property])
    throw invalid(`query: unknown meta property "${property}"`);
  const test = typeof operator === 'string' ? operators[operator] : undefined;
  if (!test) throw invalid(`query: unknown operator "${String(operator)}"`);
  if (listOperators.has(operator as string)) list(value);
  else if (value === undefined && !/empty$/i.test(operator as string))
    throw invalid('query: a rule must have required property "value"');
  return (entity) => test(fieldOf(entity, property), value);
};

/** Relations of an entity's blueprint and where they point, as far as the rule asks. */
const edges = (blueprint: Blueprint, entity: PortEntity, required: unknown): string[] =>
  relationsOf(blueprint)
    .filter(([, relation]) => required === undefined || relation.required === required)
    .flatMap(([name, { target }]) =>
      [entity.relations[name] ?? []].flat().map((identifier) => JSON.stringify([target, identifier])),
    );

const keyOf = (entity: PortEntity) => JSON.stringify([entity.blueprint, entity.identifier]);

/**
 * Transitively: `upstream` is what the given entities depend on, `downstream` what depends on them, none is both.
 * https://docs.port.io/search-and-query/relation-operators
 */
const relatedTo = (state: State, rule: Json): Test => {
  const { blueprint, value, required, direction } = rule;
  if (typeof blueprint !== 'string')
    throw invalid('query: relatedTo must have required property "blueprint"');
  if (direction !== undefined && direction !== 'upstream' && direction !== 'downstream')
    throw invalid('query: direction must be "upstream" or "downstream"');
  const forward = new Map<string, string[]>();
  const backward = new Map<string, string[]>();
  for (const entity of [...state.entities.values()].flatMap((entities) => [...entities.values()])) {
    const from = keyOf(entity);
    const targets = edges(blueprintOf(state, entity.blueprint), entity, required);
    forward.set(from, targets);
    for (const to of targets) {
      const sources = backward.get(to);
      if (sources) sources.push(from);
      else backward.set(to, [from]);
    }
  }
  const start = [value].flat().map((identifier) => JSON.stringify([blueprint, String(identifier)]));
  const reached = new Set<string>();
  const walk = (graph: Map<string, string[]>) => {
    const queue = [...start];
    for (let key = queue.pop(); key !== undefined; key = queue.pop())
      for (const next of graph.get(key) ?? [])
        if (!reached.has(next)) {
          reached.add(next);
          queue.push(next);
        }
  };
  if (direction !== 'downstream') walk(forward);
  if (direction !== 'upstream') walk(backward);
  return (entity) => reached.has(keyOf(entity));
};

/** A rule or a nested query as a test. Throws Refusal. */
export const compileQuery = (state: State, query: unknown): Test => {
  if (!isObject(query)) throw invalid('query must be object');
  if (query.combinator === undefined)
    return query.operator === 'relatedTo' ? relatedTo(state, query) : comparison(query);
  if (query.combinator !== 'and' && query.combinator !== 'or')
    throw invalid('query/combinator must be equal to one of the allowed values: and, or');
  if (!Array.isArray(query.rules)) throw invalid('query/rules must be array');
  const tests = query.rules.map((rule) => compileQuery(state, rule));
  return query.combinator === 'and'
    ? (entity) => tests.every((test) => test(entity))
    : (entity) => tests.some((test) => test(entity));
};

export const find = (state: State, blueprint: string, query: unknown): PortEntity[] => {
  const test = compileQuery(state, query);
  return [...entitiesOf(state, blueprint).values()].filter(test);
};
