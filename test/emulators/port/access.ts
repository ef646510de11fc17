import type { Emulator } from '../types.ts';
import { newIntegration } from './integration-routes.ts';
import { blueprintOf, catalogOf, entitiesOf, type State, seedEntity, timestamp } from './state.ts';
import type { PortEmulator } from './types.ts';

/** Parts that tests may see and change behind the API's back. */
export const accessTo = (
  of: State,
  own: Pick<PortEmulator, 'clientId' | 'clientSecret' | 'revokeTokens'>,
): Omit<PortEmulator, keyof Emulator> => ({
  ...own,
  get writes() {
    return of.writes;
  },
  get deletions() {
    return of.deletions;
  },
  blueprints: of.blueprints,
  scorecards: of.scorecards,
  pages: of.pages,
  actions: of.actions,
  logs: of.logs,
  metrics: of.metrics,
  entities: (blueprint) =>
    blueprint === undefined
      ? [...of.entities.values()].flatMap((all) => [...all.values()])
      : [...entitiesOf(of, blueprint).values()],
  entity: (blueprint, identifier) => of.entities.get(blueprint)?.get(identifier),
  catalog: (blueprints) => catalogOf(of, blueprints),
  integration: (identifier) => of.integrations.get(identifier),
  seedBlueprints: (blueprints) => {
    for (const blueprint of blueprints)
      of.blueprints.set(blueprint.identifier, { relations: {}, ...structuredClone(blueprint) });
  },
  seedEntities: (datasource, entities) => {
    for (const entity of entities) seedEntity(of, datasource, entity);
  },
  seedIntegration: (given) => {
    const integration = newIntegration(of, structuredClone(given));
    of.integrations.set(integration.identifier, integration);
    return integration;
  },
  edit: (blueprint, identifier, changes, datasource = 'UI') => {
    blueprintOf(of, blueprint);
    const entity = entitiesOf(of, blueprint).get(identifier);
    if (!entity) throw new Error(`there is no entity "${identifier}" of blueprint "${blueprint}" to edit`);
    const { properties, relations, ...rest } = structuredClone(changes);
    Object.assign(entity, rest, { datasource, updatedAt: timestamp(of) });
    entity.properties = { ...entity.properties, ...properties };
    entity.relations = { ...entity.relations, ...relations };
  },
  remove: (blueprint, identifiers) => {
    for (const identifier of identifiers) entitiesOf(of, blueprint).delete(identifier);
  },
});
