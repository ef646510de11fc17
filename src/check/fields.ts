import type { EntityBody } from '../mapping/types.ts';

const nested = ['properties', 'relations'];

/** Whether a field of an entity holds fields. */
export const isNested = (name: string): boolean => nested.includes(name);

/** The fields of an entity with their values, `properties.url` and so on, in the order in which they are sent. */
export const fieldsOf = (entity: Readonly<Record<string, unknown>>): [field: string, value: unknown][] =>
  Object.entries(entity).flatMap(([name, value]): [string, unknown][] =>
    isNested(name)
      ? Object.entries(value ?? {}).map(([inner, held]) => [`${name}.${inner}`, held])
      : [[name, value]],
  );

/** Fields that are null in all of the entities. */
export const emptyIn = (entities: readonly EntityBody[]): string[] => {
  const filled = new Map<string, boolean>();
  for (const entity of entities)
    for (const [field, value] of fieldsOf({ ...entity }))
      filled.set(field, (filled.get(field) ?? false) || value !== null);
  return [...filled].filter(([, some]) => !some).map(([field]) => field);
};

/** Port's rule for identifiers; a longer one is refused as well. */
const accepted = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]{1,1000}$/u;

/** Identifiers that Port would refuse. */
export const refusedIdentifiers = (entities: readonly EntityBody[]): string[] =>
  entities.flatMap(({ identifier }) =>
    typeof identifier === 'object' || accepted.test(String(identifier)) ? [] : [String(identifier)],
  );
