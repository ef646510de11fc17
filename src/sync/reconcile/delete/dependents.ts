import { append } from '../../../lib/collections/append.ts';
import type { Port } from '../../../port/port.ts';
import type { StoredEntity } from '../../../port/types.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';
import type { Catalog } from '../../catalog/catalog.ts';

export interface Dependent {
  blueprint: string;
  identifier: string;
  title?: string;
  /** Whether it requires the gone entity, directly or through others that do. */
  requires: boolean;
}

export type Reference = Pick<Dependent, 'blueprint' | 'identifier'>;
interface Found extends Reference {
  title?: string;
  relations: NonNullable<StoredEntity['relations']>;
}

/**
 * Entities, whoever owns them, that relate to this one, directly or through others: Port deletes them with it.
 * Its API's description says so of every relation, required or not.
 */
export async function dependentsOf(
  port: Pick<Port, 'searchDependents'>,
  catalog: Catalog,
  blueprint: string,
  identifier: string,
): Promise<Dependent[]> {
  const found = new Map<string, Found>();
  const root = { blueprint, identifier };
  let next: Reference[] = [root];
  while (next.length > 0) {
    const direct = await Promise.all(next.map((d) => directDependents(port, catalog, d)));
    const fresh = direct.flat().filter((d) => !found.has(keyOf(d)));
    for (const d of fresh) found.set(keyOf(d), d);
    next = fresh;
  }
  const requiring = requiringAmong(root, [...found.values()], catalog);
  return [...found.values()].map(({ relations: _, ...d }) => ({ ...d, requires: requiring.has(keyOf(d)) }));
}

export const keyOf = ({ blueprint, identifier }: Reference): string =>
  JSON.stringify([blueprint, identifier]);

/** Keys of those that cannot be without the root: each requires it, or another one that does. */
function requiringAmong(root: Reference, found: readonly Found[], catalog: Catalog): ReadonlySet<string> {
  const requiring = new Set([keyOf(root)]);
  for (let before = 0; before < requiring.size; ) {
    before = requiring.size;
    for (const one of found)
      if (requiredBy(one, catalog).some((of) => requiring.has(keyOf(of)))) requiring.add(keyOf(one));
  }
  return requiring;
}

/** Entities that one cannot be without. */
const requiredBy = ({ blueprint, relations }: Found, catalog: Catalog): Reference[] =>
  Object.entries(catalog.blueprint(blueprint)?.relations ?? {}).flatMap(([name, { target, required }]) =>
    required ? [relations[name] ?? []].flat().map((identifier) => ({ blueprint: target, identifier })) : [],
  );

/** Entities that relate to this one directly. Port is asked for each blueprint that has a relation to this one's. */
async function directDependents(
  port: Pick<Port, 'searchDependents'>,
  catalog: Catalog,
  of: Reference,
): Promise<Found[]> {
  const dependents: Found[] = [];
  const relating = catalog.blueprints.filter((b) =>
    Object.values(b.relations ?? {}).some((r) => r.target === of.blueprint),
  );
  for (const { identifier: from } of relating)
    for await (const page of port.searchDependents(from, of))
      append(
        dependents,
        page.map((found) => dependentOf(from, found)),
      );
  return dependents;
}

function dependentOf(blueprint: string, { identifier, title, relations }: StoredEntity): Found {
  const text = entityTitle(title);
  return { blueprint, identifier, relations: relations ?? {}, ...(text !== undefined && { title: text }) };
}
