import type { Log } from '../../lib/log.ts';
import { isListWith, promised } from '../answers.ts';
import type { Caller } from '../caller.ts';
import type { Port } from '../port.ts';
import type { Blueprint } from '../types.ts';
import { deleteEntities } from './delete.ts';
import {
  createWhose,
  ownedIdentifiers,
  searchByIdentifier,
  searchDependents,
  searchOwned,
  searchRelating,
} from './search.ts';
import { createSearchAcross } from './search-across.ts';
import { upsertEntities } from './upsert.ts';

/** The part of the client that is about blueprints and entities. */
export const entityCalls = (
  caller: Caller,
  log: Log,
): Pick<
  Port,
  | 'blueprints'
  | 'upsert'
  | 'searchOwned'
  | 'searchOwnedAcross'
  | 'whose'
  | 'searchByIdentifier'
  | 'hasEntity'
  | 'searchDependents'
  | 'searchRelating'
  | 'ownedIdentifiers'
  | 'deleteEntities'
> => {
  const blueprints = async () => {
    const asked = { method: 'GET', path: '/v1/blueprints', route: '/v1/blueprints' } as const;
    return promised<Blueprint[]>(await caller.request(asked), 'blueprints', isListWith('identifier'), asked);
  };
  return {
    blueprints,
    upsert: (blueprint, entities, flags) => upsertEntities(caller, blueprint, entities, flags),
    searchOwned: (blueprint, include, among) => searchOwned(caller, blueprint, include, among),
    searchOwnedAcross: createSearchAcross(caller, log.debug),
    whose: createWhose(caller),
    searchByIdentifier: (blueprint, identifiers, include) =>
      searchByIdentifier(caller, blueprint, identifiers, include),
    hasEntity: async (blueprint, identifier) => {
      const at = `${encodeURIComponent(blueprint)}/entities/${encodeURIComponent(identifier)}`;
      const route = '/v1/blueprints/{blueprint}/entities/{entity}';
      const path = `/v1/blueprints/${at}`;
      return (await caller.request({ method: 'GET', path, route, allowOwn: [404] })) !== undefined;
    },
    searchDependents: (blueprint, of) => searchDependents(caller, blueprint, of),
    searchRelating: (blueprint, of, witness) => searchRelating(caller, blueprint, of, witness),
    ownedIdentifiers: async function* () {
      const all = await ownedIdentifiers(caller);
      if (all) return yield* all;
      for (const { identifier } of await blueprints()) yield* searchOwned(caller, identifier, []);
    },
    deleteEntities: (blueprint, identifiers, deleteDependents) =>
      deleteEntities(caller, blueprint, identifiers, deleteDependents),
  };
};
