import type { EntityMapping } from '../../../mapping/types.ts';
import type { Blueprint, StoredEntity } from '../../../port/types.ts';

/**
 * Whether an entity is a placeholder: Port made it because another relates to it, and it has nothing but an identifier
 * and the defaults of its blueprint.
 */
export function isPlaceholder(entity: StoredEntity, blueprint: Blueprint | undefined): boolean {
  const defaultOf = (name: string): unknown =>
    (blueprint?.schema?.properties?.[name] as { default?: unknown } | undefined)?.default;
  return (
    (isEmpty(entity.title) || entity.title === entity.identifier) &&
    isEmpty(entity.team) &&
    Object.values(entity.relations ?? {}).every(isEmpty) &&
    Object.entries(entity.properties ?? {}).every(
      ([name, value]) => !isOwn(blueprint, name) || isEmpty(value) || same(value, defaultOf(name)),
    )
  );
}

/** Whether a mapping gives its entities more than an identifier. */
export const writesFields = ({ title, team, properties, relations }: EntityMapping): boolean =>
  title !== undefined ||
  team !== undefined ||
  [properties, relations].some((fields) => Object.keys(fields ?? {}).length > 0);

/** Whether a property is the entity's own: mirrored, calculated and aggregated ones say nothing of it. */
const isOwn = (blueprint: Blueprint | undefined, name: string): boolean =>
  Object.hasOwn(blueprint?.schema?.properties ?? {}, name);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
