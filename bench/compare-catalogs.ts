import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../test/emulators/port/types.ts';

/** Differences of two catalogs in one blueprint. */
export interface CatalogDifference {
  blueprint: string;
  same: number;
  /** Identifiers. */
  onlyOurs: string[];
  onlyTheirs: string[];
  /** Entities whose fields differ. */
  different: { identifier: string; fields: string[] }[];
}

/** Differences by blueprint, those in which nothing differs among them. */
export function compareCatalogs(ours: Catalog, theirs: Catalog): CatalogDifference[] {
  const blueprints = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return blueprints.map((blueprint) => {
    const [a, b] = [ours[blueprint] ?? {}, theirs[blueprint] ?? {}];
    const both = Object.keys(a).filter((identifier) => Object.hasOwn(b, identifier));
    const different = both
      .map((identifier) => ({ identifier, fields: differingFields(a[identifier], b[identifier]) }))
      .filter(({ fields }) => fields.length > 0);
    return {
      blueprint,
      same: both.length - different.length,
      onlyOurs: Object.keys(a).filter((identifier) => !Object.hasOwn(b, identifier)),
      onlyTheirs: Object.keys(b).filter((identifier) => !Object.hasOwn(a, identifier)),
      different,
    };
  });
}

type Entity = Catalog[string][string];

function differingFields(a: Entity | undefined, b: Entity | undefined): string[] {
  const fields = (entity: Entity | undefined): Record<string, unknown> => ({
    title: entity?.title,
    team: entity?.team,
    ...prefixed('properties', entity?.properties),
    ...prefixed('relations', entity?.relations),
  });
  const [ours, theirs] = [fields(a), fields(b)];
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => !isDeepStrictEqual(ours[name] ?? null, theirs[name] ?? null),
  );
}

const prefixed = (prefix: string, members: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [`${prefix}.${name}`, value]));
