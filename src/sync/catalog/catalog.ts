import { createSemaphore } from '../../lib/concurrency.ts';
import type { EntityMapping } from '../../mapping/types.ts';
import { fingerprint } from '../../port/compare.ts';
import type { Blueprint, Port, StoredEntity } from '../../port/types.ts';
import { createTable, type EntityTable } from './entity-index.ts';
import { canFeed, type FeedPlan } from './targets.ts';

/** Blueprints whose entities are read at once: a page of a thousand is heavy. */
const SEARCHES = 3;

/** What Port holds of this integration, read once: a few numbers per entity. */
export interface Catalog {
  /** Reads which entities are owned. Before anything is compared, marked or deleted. */
  open(): Promise<void>;
  /** The table of a blueprint, what is owned of it read with its fields the first time. */
  table(blueprint: string): Promise<EntityTable>;
  /** The table of a blueprint as far as it has been read. */
  known(blueprint: string): EntityTable | undefined;
  /** An item of this run is this entity, and it was not written since more of the item could not be read. */
  markListed(blueprint: string, key: string): void;
  /** The targets of these relations must not be deleted as long as this entity is kept. */
  markTargets(blueprint: string, relations: Record<string, unknown>): void;
  blueprint(identifier: string): Blueprint | undefined;
  readonly blueprints: readonly Blueprint[];
  readonly tables: readonly EntityTable[];
}

export function createCatalog(
  port: Pick<Port, 'ownedIdentifiers' | 'searchOwned'>,
  feeds: readonly FeedPlan[],
  blueprints: readonly Blueprint[],
): Catalog {
  const tables = new Map<string, EntityTable>();
  /** Blueprints of which anything is owned. */
  const owning = new Set<string>();
  const compared = new Map<string, Promise<EntityTable>>();
  const searches = createSemaphore(SEARCHES);
  const schemas = new Map(blueprints.map((b) => [b.identifier, b]));
  const tableOf = (blueprint: string) => {
    const table = tables.get(blueprint) ?? createTable(blueprint);
    tables.set(blueprint, table);
    return table;
  };

  let opening: Promise<void> | undefined;
  const readOwned = async () => {
    for await (const page of port.ownedIdentifiers())
      for (const entity of page) {
        const table = tableOf(entity.blueprint);
        table.markOwned(table.slot(entity.identifier));
        owning.add(entity.blueprint);
      }
  };

  const readFields = async (blueprint: string): Promise<EntityTable> => {
    await open();
    const table = tableOf(blueprint);
    const comparable = feeds.filter((f) => canFeed(f, blueprint) && !f.searches && !f.searchesIdentifier);
    if (!owning.has(blueprint) || comparable.length === 0 || !schemas.has(blueprint)) return table;
    const include = fieldsOf(comparable.map((f) => f.mapping));
    await searches.acquire();
    try {
      for await (const page of port.searchOwned(blueprint, include))
        for (const entity of page) remember(table, comparable, entity, schemas.get(blueprint));
    } finally {
      searches.release();
    }
    return table;
  };
  const open = () => {
    opening ??= readOwned();
    return opening;
  };

  return {
    open,
    table(blueprint) {
      const reading = compared.get(blueprint) ?? readFields(blueprint);
      compared.set(blueprint, reading);
      return reading;
    },
    known: (blueprint) => tables.get(blueprint),
    markListed(blueprint, key) {
      const table = tableOf(blueprint);
      table.markListed(table.slot(key));
    },
    markTargets(blueprint, relations) {
      const targets = schemas.get(blueprint)?.relations ?? {};
      for (const [name, value] of Object.entries(relations)) {
        const target = targets[name]?.target;
        if (target === undefined) continue;
        const table = tableOf(target);
        for (const key of [value].flat())
          if (typeof key === 'string' || typeof key === 'number')
            table.markReferenced(table.slot(String(key)));
      }
    },
    blueprint: (identifier) => schemas.get(identifier),
    blueprints,
    get tables() {
      return [...tables.values()];
    },
  };
}

function remember(
  table: EntityTable,
  feeds: readonly FeedPlan[],
  entity: StoredEntity,
  blueprint: Blueprint | undefined,
): void {
  const slot = table.find(entity.identifier);
  // Port made it a moment ago, for an entity of this run that relates to it: it is not written yet.
  if (slot === undefined || !table.owned(slot)) return;
  for (const { feed, mapping } of feeds) table.setKnown(feed, slot, fingerprint(entity, mapping, blueprint));
}

/** The fields that any of these mappings writes and that are compared, as Port's search names them. */
function fieldsOf(mappings: readonly EntityMapping[]): string[] {
  const fields = mappings.flatMap((m) => [
    ...(m.title === undefined ? [] : ['title']),
    ...(m.team === undefined ? [] : ['team']),
    ...Object.keys(m.properties ?? {}).map((p) => `properties.${p}`),
    ...Object.keys(m.relations ?? {}).map((r) => `relations.${r}`),
  ]);
  return ['identifier', ...new Set(fields)];
}
