import type { EntityMapping, Mapping, Refused, Resource } from './types.ts';

/**
 * The mapping as far as it compiles. A field that does not compile is not sent: null would erase what Port holds. A
 * resource whose selector, identifier or blueprint does not compile is not read. Resources keep their positions.
 */
export function usablePart(mapping: Mapping, refused: readonly Refused[]): Mapping {
  if (refused.length === 0) return mapping;
  const resources = mapping.resources.map((resource) =>
    usable(
      resource,
      refused.filter((one) => one.resource === resource),
    ),
  );
  return { ...mapping, resources };
}

function usable(resource: Resource, refused: readonly Refused[]): Resource {
  const vital = refused.find(({ field }) => !field);
  if (vital) return { ...resource, unusable: vital.where };
  const entities = resource.entities.map((entity, index) =>
    refused.reduce((left, { field }) => (field?.entity === index ? without(left, field) : left), entity),
  );
  return { ...resource, entities };
}

function without(
  entity: EntityMapping,
  { group, name }: { group?: 'properties' | 'relations'; name: string },
): EntityMapping {
  const place = group ? `${group}.${name}` : name;
  if (entity.omitted?.includes(place)) return entity;
  const left = group ? { ...entity, [group]: lacking(entity[group] ?? {}, name) } : lacking(entity, name);
  return { ...(left as EntityMapping), omitted: [...(entity.omitted ?? []), place] };
}

const lacking = (object: object, name: string): object =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
