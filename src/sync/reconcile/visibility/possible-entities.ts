import type { KindDefinition } from '../../../kinds/types.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { ITEM } from '../../read/unread-part.ts';
import { type Attributed, type Carrier, carrierOf, isFound } from '../attribution.ts';
import type { Gone } from '../held.ts';
import { holdsOf } from '../holds.ts';
import { createIdentifierIndex, type IdentifierIndex } from './identifier-index.ts';

export interface PossibleEntitiesOptions {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

/** Gone entities, by what they may be of. */
export interface PossibleEntities {
  /** Whether any of a blueprint may be of a part of these resources, by the ids in identifiers. */
  any(blueprint: string, resources: readonly Resource[], part: UnreadPart): boolean;
  /**
   * Entities of a blueprint that may be of a part, as though nothing of it had been read. `partOf`: by resource, if any.
   */
  of(blueprint: string, partOf: (resource: Resource) => UnreadPart | undefined): Promise<string[]>;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Relations of entities, asked for once of each, as many parts may ask for the same. */
function relationsOnce({ relationsOf }: Pick<PossibleEntitiesOptions, 'relationsOf'>) {
  const known = new Map<string, Map<string, Attributed>>();
  return async (blueprint: string, identifiers: readonly string[]): Promise<Attributed[]> => {
    const ofBlueprint = getOrCreate(known, blueprint, () => new Map<string, Attributed>());
    const left = identifiers.filter((identifier) => !ofBlueprint.has(identifier));
    for (const identifier of left) ofBlueprint.set(identifier, { identifier });
    if (left.length > 0)
      for await (const page of relationsOf(blueprint, left))
        for (const entity of page) ofBlueprint.set(entity.identifier, entity);
    return identifiers.flatMap((identifier) => ofBlueprint.get(identifier) ?? []);
  };
}

/**
 * Finds gone entities by what they may be of. Asked for many parts, it looks at the entities that can be of each, and
 * not at all of them each time.
 */
export function createPossibleEntities(gone: Gone, options: PossibleEntitiesOptions): PossibleEntities {
  const { targets, kinds } = options;
  const relationsOf = relationsOnce(options);
  const indexes = new Map<string, IdentifierIndex>();
  const carrying = new Map<MappingTarget, Map<string, Carrier>>();
  const identifiersOf = (blueprint: string) => gone.get(blueprint) ?? [];
  const indexOf = (blueprint: string) =>
    getOrCreate(indexes, blueprint, () => createIdentifierIndex(identifiersOf(blueprint)));
  const carrier = (target: MappingTarget, list: string): Carrier => {
    const known = getOrCreate(carrying, target, () => new Map<string, Carrier>());
    return getOrCreate(known, list, () => carrierOf(target, kinds.get(target.resource.kind), list));
  };
  const carries = (target: MappingTarget, list: string): boolean =>
    (list === ITEM || !kinds.get(target.resource.kind)?.moves) && carrier(target, list).identifier;
  /** Ids that all that a target makes of a part has in its identifier. */
  const carriedIds = (target: MappingTarget, { parents }: UnreadPart): string[] =>
    parents
      .filter(({ list, id }) => isFound(id) && carries(target, list) && !carrier(target, list).mayLack)
      .map(({ id }) => id);

  const candidatesOf = (blueprint: string, partOf: (resource: Resource) => UnreadPart | undefined) => {
    const found = new Set<string>();
    for (const target of targets) {
      const part = canWrite(target, blueprint) ? partOf(target.resource) : undefined;
      const id = part && carriedIds(target, part).find((one) => GUID.test(one));
      if (part && id === undefined) return identifiersOf(blueprint);
      for (const identifier of id === undefined ? [] : indexOf(blueprint).withGuid(id)) found.add(identifier);
    }
    return [...found];
  };

  return {
    any: (blueprint, resources, part) =>
      identifiersOf(blueprint).length > 0 &&
      targets.some(
        (target) =>
          resources.includes(target.resource) &&
          canWrite(target, blueprint) &&
          indexOf(blueprint).mayHave(carriedIds(target, part)),
      ),
    async of(blueprint, partOf) {
      const candidates = candidatesOf(blueprint, partOf);
      if (candidates.length === 0) return [];
      const holds = holdsOf(blueprint, targets, kinds, {
        unread(resource) {
          const part = partOf(resource);
          return { parts: part ? [{ part, error: undefined }] : [], anything: false };
        },
      });
      const possible = candidates.filter((identifier) => holds.of({ identifier }));
      if (possible.length === 0 || !holds.needsRelations) return possible;
      const entities = await relationsOf(blueprint, possible);
      return entities.filter((entity) => holds.of(entity)).map(({ identifier }) => identifier);
    },
  };
}
