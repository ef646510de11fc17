import type { Blueprint } from '../../../src/port/types.ts';
import { bodyOf, invalid, isObject, type Json, notFound } from './refusal.ts';
import { isFormat } from './schema.ts';
import { blueprintOf, relationsOf, type State } from './state.ts';

const identifierPattern = /^[A-Za-z0-9@_.+:\\/=-]{1,100}$/;
const propertyPattern = /^[A-Za-z0-9@_=\\-]+$/;
const types = ['string', 'number', 'boolean', 'object', 'array'];
const metaProperties = ['$title', '$identifier', '$icon', '$team', '$createdAt', '$updatedAt', '$blueprint'];

const fields = [
  ...['identifier', 'title', 'description', 'icon', 'schema', 'relations', 'mirrorProperties'],
  ...[
    'calculationProperties',
    'aggregationProperties',
    'teamInheritance',
    'ownership',
    'changelogDestination',
  ],
];

const entriesOf = (body: Json, group: string): [string, Json][] => {
  const value = body[group] ?? {};
  if (!isObject(value)) throw invalid(`body/${group} must be object`);
  return Object.entries(value).map(([name, definition]) => {
    if (!propertyPattern.test(name)) throw invalid(`body/${group} property name "${name}" is not valid`);
    if (!isObject(definition)) throw invalid(`body/${group}/${name} must be object`);
    return [name, definition];
  });
};

const checkSchema = (body: Json): void => {
  if (!isObject(body.schema) || !isObject(body.schema.properties))
    throw invalid("body/schema must have required property 'properties'");
  for (const [name, { type, format, enum: values, default: standard }] of entriesOf(
    body.schema,
    'properties',
  )) {
    const where = `body/schema/properties/${name}`;
    if (!types.includes(type as string))
      throw invalid(`${where}/type must be equal to one of the allowed values`);
    if (
      format !== undefined &&
      !(type === 'string' && isFormat(format)) &&
      !['team', 'user'].includes(String(format))
    )
      throw invalid(`${where}/format must be equal to one of the allowed values`);
    if (values !== undefined && (!Array.isArray(values) || values.length === 0))
      throw invalid(`${where}/enum must NOT have fewer than 1 items`);
    if (standard !== undefined && Array.isArray(values) && !values.includes(standard))
      throw invalid(`${where}/default must be equal to one of the allowed values`);
  }
  const { required = [], properties } = body.schema;
  if (!Array.isArray(required)) throw invalid('body/schema/required must be array');
  const unknown = required.find((name) => !Object.hasOwn(properties as Json, String(name)));
  if (unknown !== undefined) throw invalid(`body/schema/required: "${String(unknown)}" is not a property`);
};

const checkRelations = (state: State, body: Json): void => {
  for (const [name, { target, many, required }] of entriesOf(body, 'relations')) {
    if (typeof target !== 'string')
      throw invalid(`body/relations/${name} must have required property 'target'`);
    for (const value of [many, required])
      if (value !== undefined && typeof value !== 'boolean')
        throw invalid(`body/relations/${name}: many and required must be boolean`);
    if (target !== body.identifier && !state.blueprints.has(target))
      throw notFound(`Blueprint with identifier "${target}", the target of relation "${name}",`);
  }
};

/** The blueprint at the end of a path of relations. Throws Refusal. */
const follow = (state: State, start: Blueprint, steps: readonly string[], where: string): Blueprint => {
  let at = start;
  for (const step of steps) {
    const relation = new Map(relationsOf(at)).get(step);
    if (!relation) throw invalid(`${where}: "${step}" is not a relation of blueprint "${at.identifier}"`);
    at = relation.target === start.identifier ? start : blueprintOf(state, relation.target);
  }
  return at;
};

const isProperty = (blueprint: Blueprint, name: string): boolean =>
  metaProperties.includes(name) ||
  ['mirrorProperties', 'calculationProperties', 'aggregationProperties'].some((group) =>
    Object.hasOwn((blueprint[group] as Json | undefined) ?? {}, name),
  ) ||
  Object.hasOwn(blueprint.schema?.properties ?? {}, name);

/** Whether a rule, a mirror or a condition may name a property. */
export const hasProperty = (blueprint: Blueprint, name: string): boolean =>
  isProperty(blueprint, name) || Object.hasOwn(blueprint.relations ?? {}, name);

const checkDerived = (state: State, body: Json): void => {
  const blueprint = body as unknown as Blueprint;
  for (const [name, { path }] of entriesOf(body, 'mirrorProperties')) {
    const where = `body/mirrorProperties/${name}/path`;
    const steps = String(path ?? '').split('.');
    const last = steps.pop() as string;
    if (steps.length === 0) throw invalid(`${where} must be a path over a relation`);
    const end = follow(state, blueprint, steps, where);
    if (!isProperty(end, last))
      throw notFound(`${where}: property "${last}" of blueprint "${end.identifier}"`);
  }
  for (const [name, { target, calculationSpec }] of entriesOf(body, 'aggregationProperties')) {
    if (typeof target !== 'string' || !isObject(calculationSpec))
      throw invalid(`body/aggregationProperties/${name} must have target and calculationSpec`);
    blueprintOf(state, target);
  }
  for (const [name, { calculation, type }] of entriesOf(body, 'calculationProperties'))
    if (typeof calculation !== 'string' || !types.includes(type as string))
      throw invalid(`body/calculationProperties/${name} must have calculation and type`);
};

const checkOwnership = (state: State, body: Json): void => {
  const blueprint = body as unknown as Blueprint;
  const { teamInheritance, ownership } = body;
  if (teamInheritance !== undefined && teamInheritance !== null) {
    const { path } = bodyOf(teamInheritance, ['path'], ['path']);
    follow(state, blueprint, String(path).split('.'), 'body/teamInheritance/path');
  }
  if (ownership !== undefined && ownership !== null) {
    const { type, path } = bodyOf(ownership, ['type', 'path', 'title'], ['type']);
    if (type !== 'Direct' && type !== 'Inherited')
      throw invalid('body/ownership/type must be equal to one of the allowed values: Direct, Inherited');
    if (type === 'Inherited') follow(state, blueprint, String(path).split('.'), 'body/ownership/path');
  }
};

/** A whole blueprint, as it would be kept. Throws Refusal. */
export const checkBlueprint = (state: State, given: unknown): Blueprint => {
  const body = bodyOf(given, fields, ['identifier', 'title', 'schema']);
  if (typeof body.identifier !== 'string' || !identifierPattern.test(body.identifier))
    throw invalid('body/identifier must match pattern');
  if (typeof body.title !== 'string' || body.title === '') throw invalid('body/title must be string');
  checkSchema(body);
  checkRelations(state, body);
  checkDerived(state, body);
  checkOwnership(state, body);
  return structuredClone(body) as unknown as Blueprint;
};
