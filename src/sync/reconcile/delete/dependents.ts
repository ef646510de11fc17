import { append } from '../../../lib/collections/append.ts';
import type { Port } from '../../../port/port.ts';
import type { StoredEntity } from '../../../port/types.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';
import type { Catalog } from '../../catalog/catalog.ts';

export interface Dependent {
  blueprint: string;
  identifier: string;
  title?: string;
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
  const found = new Map<string, Dependent>();
  let next: Dependent[] = [{ blueprint, identifier }];
  while (next.length > 0) {
    const direct = await Promise.all(next.map((d) => directDependents(port, catalog, d)));
    next = direct.flat().filter((d) => !found.has(`${d.blueprint}\n${d.identifier}`));
    for (const d of next) found.set(`${d.blueprint}\n${d.identifier}`, d);
  }
  return [...found.values()];
}

/** Entities that relate to this one directly. Port is asked for each blueprint that has a relation to this one's. */
async function directDependents(
  port: Pick<Port, 'searchDependents'>,
  catalog: Catalog,
  of: Dependent,
): Promise<Dependent[]> {
  const dependents: Dependent[] = [];
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

function dependentOf(blueprint: string, { identifier, title }: StoredEntity): Dependent {
  const text = entityTitle(title);
  return { blueprint, identifier, ...(text !== undefined && { title: text }) };
}
