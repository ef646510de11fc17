import type { Clock } from '../../../src/lib/async/clock.ts';
import type { Blueprint } from '../../../src/port/types.ts';
import { type Json, notFound } from './refusal.ts';
import type { Catalog, EntitySeed, MetricsRecord, PortEntity, PortIntegration } from './types.ts';

export interface Relation {
  target: string;
  many: boolean;
  required: boolean;
}

/** Everything the emulated organisation holds. */
export interface State {
  clock: Clock;
  blueprints: Map<string, Blueprint>;
  entities: Map<string, Map<string, PortEntity>>;
  integrations: Map<string, PortIntegration>;
  scorecards: Map<string, Json>;
  pages: Map<string, Json>;
  actions: Map<string, Json>;
  logs: Json[];
  metrics: MetricsRecord;
  writes: number;
  deletions: number;
  sequence: number;
}

/** Blueprints that every organisation has, that cannot be removed, and whose entities no one creates in passing. */
export const systemBlueprints = ['_user', '_team'];

export const createState = (clock: Clock): State => ({
  clock,
  blueprints: new Map(
    systemBlueprints.map((identifier) => [
      identifier,
      { identifier, title: identifier, schema: { properties: {}, required: [] }, relations: {} },
    ]),
  ),
  entities: new Map(),
  integrations: new Map(),
  scorecards: new Map(),
  pages: new Map(),
  actions: new Map(),
  logs: [],
  metrics: { runs: new Map(), heartbeats: [], violations: [] },
  writes: 0,
  deletions: 0,
  sequence: 0,
});

export const timestamp = (state: State) => new Date(state.clock.now()).toISOString();

export const blueprintOf = (state: State, identifier: string): Blueprint => {
  const blueprint = state.blueprints.get(identifier);
  if (!blueprint) throw notFound(`Blueprint with identifier "${identifier}"`);
  return blueprint;
};

export const entitiesOf = (state: State, blueprint: string): Map<string, PortEntity> => {
  const known = state.entities.get(blueprint);
  if (known) return known;
  const entities = new Map<string, PortEntity>();
  state.entities.set(blueprint, entities);
  return entities;
};

export const relationsOf = (blueprint: Blueprint): [string, Relation][] =>
  Object.entries(blueprint.relations ?? {}).map(([name, { target, many, required }]) => [
    name,
    { target, many: many ?? false, required: required ?? false },
  ]);

/** Relations without a value are told as null, or as an empty list. */
export const emptyRelations = (blueprint: Blueprint): PortEntity['relations'] =>
  Object.fromEntries(relationsOf(blueprint).map(([name, { many }]) => [name, many ? [] : null]));

export const seedEntity = (state: State, datasource: string, seed: EntitySeed): void => {
  const at = timestamp(state);
  const blueprint = blueprintOf(state, seed.blueprint);
  entitiesOf(state, seed.blueprint).set(seed.identifier, {
    title: null,
    icon: null,
    team: [],
    properties: {},
    createdAt: at,
    updatedAt: at,
    ...structuredClone(seed),
    relations: { ...emptyRelations(blueprint), ...structuredClone(seed.relations) },
    datasource,
    sequence: ++state.sequence,
  });
};

export const catalogOf = (state: State, blueprints: Iterable<string> = state.entities.keys()): Catalog => {
  const catalog: Catalog = {};
  for (const blueprint of [...blueprints].sort()) {
    const entities = [...entitiesOf(state, blueprint).values()];
    if (entities.length === 0) continue;
    entities.sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
    catalog[blueprint] = Object.fromEntries(
      entities.map(({ identifier, title, team, properties, relations }) => [
        identifier,
        structuredClone({ title, team, properties, relations }),
      ]),
    );
  }
  return catalog;
};
