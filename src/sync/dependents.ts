import type { Port } from '../port/types.ts';
import type { Catalog } from './catalog.ts';

export interface Dependent {
  blueprint: string;
  identifier: string;
}

/**
 * Entities, whoever owns them, that relate to this one, directly or through others: Port deletes them with it.
 * Its API's description says so of every relation, required or not.
 */
export async function dependentsOf(
  port: Pick<Port, 'request'>,
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

/** Asked per blueprint that has a relation to this one's. */
async function directDependents(
  port: Pick<Port, 'request'>,
  catalog: Catalog,
  { blueprint, identifier }: Dependent,
): Promise<Dependent[]> {
  const dependents: Dependent[] = [];
  const relating = catalog.blueprints.filter((b) =>
    Object.values(b.relations ?? {}).some((r) => r.target === blueprint),
  );
  for (const { identifier: from } of relating) {
    let next: string | undefined;
    do {
      const page: { entities: { identifier: string }[]; next?: string } = await port.request({
        method: 'POST',
        path: `/v1/blueprints/${encodeURIComponent(from)}/entities/search`,
        route: '/v1/blueprints/{blueprint}/entities/search',
        idempotent: true,
        body: {
          query: {
            combinator: 'and',
            rules: [{ operator: 'relatedTo', blueprint, value: identifier, direction: 'downstream' }],
          },
          include: ['identifier'],
          limit: 1000,
          ...(next && { from: next }),
        },
      });
      dependents.push(...page.entities.map((e) => ({ blueprint: from, identifier: e.identifier })));
      next = page.next;
    } while (next);
  }
  return dependents;
}
