import type { KindDefinition } from '../../../kinds/types.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import type { MappingTarget } from '../../catalog/mapping-target.ts';
import { type Attributed, holdsOf } from '../attribution.ts';

export interface PossibleEntitiesOptions {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Relations of entities as Port has them. */
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

/**
 * Those of some entities that may be of a part, as though nothing of it had been read. `partOf`: by resource, if any.
 */
export async function possibleEntities(
  blueprint: string,
  identifiers: readonly string[],
  partOf: (resource: Resource) => UnreadPart | undefined,
  { targets, kinds, relationsOf }: PossibleEntitiesOptions,
): Promise<string[]> {
  const holds = holdsOf(blueprint, targets, kinds, {
    unread(resource) {
      const part = partOf(resource);
      return { parts: part ? [{ part, error: undefined }] : [], anything: false };
    },
  });
  const possible = identifiers.filter((identifier) => holds.of({ identifier }));
  if (possible.length === 0 || !holds.needsRelations) return possible;
  const released = new Set<string>();
  for await (const page of relationsOf(blueprint, possible))
    for (const entity of page) if (!holds.of(entity)) released.add(entity.identifier);
  return possible.filter((identifier) => !released.has(identifier));
}
