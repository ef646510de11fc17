import type { Blueprint } from '../../../src/port/types.ts';
import type { EntityInput } from './entity-input.ts';
import { find } from './query.ts';
import { invalid, isObject, type Json, notFound, Refusal, taken } from './refusal.ts';
import { storedProperties } from './schema.ts';
import {
  blueprintOf,
  emptyRelations,
  entitiesOf,
  type Relation,
  relationsOf,
  type State,
  systemBlueprints,
  timestamp,
} from './state.ts';
import type { PortEntity } from './types.ts';

export interface WriteFlags {
  upsert: boolean;
  merge: boolean;
  createMissing: boolean;
  validationOnly: boolean;
  datasource: string;
}

const locate = (state: State, blueprint: string, wanted: string | Json): string => {
  if (typeof wanted === 'string') return wanted;
  const [first, ...others] = find(state, blueprint, wanted);
  if (!first) throw notFound(`An entity of blueprint "${blueprint}" that matches the identifier's query`);
  if (others.length > 0)
    throw invalid(`${others.length + 1} entities of blueprint "${blueprint}" match the identifier's query`);
  return first.identifier;
};

/** A query in a single relation counts only when it finds exactly one. */
const resolveRelation = (
  state: State,
  name: string,
  { target, many }: Relation,
  value: string | string[] | Json | null,
): string | string[] | null => {
  if (value === null) return many ? [] : null;
  if (isObject(value)) {
    const found = find(state, target, value).map((entity) => entity.identifier);
    if (many) return found;
    return found.length === 1 ? (found[0] as string) : null;
  }
  if (many && !Array.isArray(value)) throw invalid(`"relations/${name}" must be array`);
  if (!many && Array.isArray(value)) throw invalid(`"relations/${name}" must be string`);
  return value;
};

const resolveRelations = (state: State, blueprint: Blueprint, given: EntityInput['relations'] = {}) => {
  const known = new Map(relationsOf(blueprint));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const relation = known.get(name);
      if (!relation) throw invalid(`"relations" must NOT have additional properties: "${name}"`);
      return [name, resolveRelation(state, name, relation, value)];
    }),
  );
};

const resolveTeam = (state: State, team: string[] | Json | null): string[] =>
  isObject(team) ? find(state, '_team', team).map((entity) => entity.identifier) : (team ?? []);

/** Entities that are pointed at and are not there, as [blueprint, identifier]. Throws for required relations without a value. */
const missingTargets = (state: State, blueprint: Blueprint, entity: PortEntity): [string, string][] => {
  const missing: [string, string][] = [];
  for (const [name, { target, required }] of relationsOf(blueprint)) {
    const values = [entity.relations[name] ?? []].flat();
    if (required && values.length === 0) throw invalid(`"relations" must have required property '${name}'`);
    const self = (value: string) => target === entity.blueprint && value === entity.identifier;
    for (const value of values)
      if (!self(value) && !entitiesOf(state, target).has(value)) missing.push([target, value]);
  }
  return missing;
};

const refuseMissing = ([target, value]: [string, string]) =>
  new Refusal(404, 'not_found', `Entity with identifier "${value}" of blueprint "${target}" was not found`);

const blank = (state: State, blueprint: Blueprint, id: string, datasource: string): PortEntity => ({
  identifier: id,
  blueprint: blueprint.identifier,
  title: null,
  icon: null,
  team: [],
  properties: {},
  relations: emptyRelations(blueprint),
  createdAt: timestamp(state),
  updatedAt: timestamp(state),
  datasource,
  sequence: 0,
});

const store = (state: State, entity: PortEntity): void => {
  if (entity.sequence === 0) entity.sequence = ++state.sequence;
  entitiesOf(state, entity.blueprint).set(entity.identifier, entity);
  state.writes++;
};

/** The bare entities that a relation brings into being: neither required properties nor relations are asked of them. */
const createBare = (state: State, [target, id]: [string, string], datasource: string): void => {
  const targets = entitiesOf(state, target);
  if (!targets.has(id)) store(state, blank(state, blueprintOf(state, target), id, datasource));
};

/** One entity written whole or not at all. Throws Refusal. */
export const writeEntity = (
  state: State,
  blueprint: Blueprint,
  input: EntityInput,
  flags: WriteFlags,
): { entity: PortEntity; created: boolean } => {
  const id = locate(state, blueprint.identifier, input.identifier);
  const existing = entitiesOf(state, blueprint.identifier).get(id);
  if (existing && !flags.upsert)
    throw taken(`Entity with identifier "${id}" of blueprint "${blueprint.identifier}"`);
  const fresh = blank(state, blueprint, id, flags.datasource);
  const base = existing && flags.merge ? existing : fresh;
  const entity: PortEntity = {
    ...base,
    ...(input.title !== undefined && { title: input.title }),
    ...(input.icon !== undefined && { icon: input.icon }),
    ...(input.team !== undefined && { team: resolveTeam(state, input.team) }),
    properties: { ...base.properties, ...input.properties },
    relations: { ...base.relations, ...resolveRelations(state, blueprint, input.relations) },
    createdAt: existing?.createdAt ?? fresh.createdAt,
    updatedAt: fresh.updatedAt,
    datasource: flags.datasource,
    sequence: existing?.sequence ?? 0,
  };
  entity.properties = storedProperties(blueprint, entity.properties);
  const missing = missingTargets(state, blueprint, entity);
  const refused = missing.find(([target]) => !flags.createMissing || systemBlueprints.includes(target));
  if (refused) throw refuseMissing(refused);
  if (!flags.validationOnly) {
    for (const target of missing) createBare(state, target, flags.datasource);
    store(state, entity);
  }
  return { entity, created: existing === undefined };
};
