import type { Port } from '../../port/port.ts';
import type { Blueprint } from '../../port/types.ts';
import type { EntityIndex } from './entity-index.ts';
import { comparableTargets, type FieldSearch, PAGE } from './field-search.ts';
import type { MappingTarget } from './mapping-target.ts';

/** Readings of which entities are owned, each done once. */
export interface OwnedReads {
  /** Reads which entities are owned. Before anything is compared or marked. */
  readOwned(): Promise<void>;
  /** Reads which entities are owned of the blueprints that were not read at first. */
  readRest(): Promise<void>;
  /** Whether it is known which entities of a blueprint are owned. */
  isRead(blueprint: string): boolean;
  /** Whether it is known of all blueprints. */
  isAllRead(): boolean;
  /** Owned entities of a blueprint as far as they were read by their identifiers. */
  count(blueprint: string): number;
  /** Blueprints that take several pages of fields, as far as is known, most entities first. */
  long(): string[];
}

interface Options {
  port: Pick<Port, 'ownedIdentifiers'>;
  targets: readonly MappingTarget[];
  schemas: ReadonlyMap<string, Blueprint>;
  entitiesOf(blueprint: string): EntityIndex;
  /** Blueprints that are read with their fields at first, in the place of all identifiers. */
  only?: ReadonlySet<string> | undefined;
  search: FieldSearch;
  /** Told of each page of identifiers. */
  onPage(): void;
}

export function createOwnedReads(options: Options): OwnedReads {
  const { port, targets, schemas, entitiesOf, only, search } = options;
  const owning = new Map<string, number>();
  /** Blueprints of which what is owned came with its fields. */
  const whole = new Set<string>();
  let owned: Promise<void> | undefined;
  let rest: Promise<void> | undefined;
  let isAllRead = false;

  const readIdentifiers = async (): Promise<void> => {
    for await (const page of port.ownedIdentifiers()) {
      for (const { blueprint, identifier } of page) {
        if (whole.has(blueprint)) continue;
        const entities = entitiesOf(blueprint);
        entities.markOwned(entities.slotOf(identifier));
        owning.set(blueprint, (owning.get(blueprint) ?? 0) + 1);
      }
      options.onPage();
    }
    isAllRead = true;
  };
  const readRest = (): Promise<void> => {
    rest ??= readIdentifiers();
    return rest;
  };
  /** Entities of a blueprint count as owned after its last page, and none before. */
  const readWhole = async (blueprint: string): Promise<void> => {
    const entities = entitiesOf(blueprint);
    const slots = await search(entities, comparableTargets(targets, blueprint), PAGE, entities.slotOf);
    for (const slot of slots) entities.markOwned(slot);
    whole.add(blueprint);
  };
  const readOnly = async (some: ReadonlySet<string>): Promise<void> => {
    const reads = await Promise.allSettled([...some].filter((one) => schemas.has(one)).map(readWhole));
    if (reads.some(({ status }) => status === 'rejected')) await readRest();
  };
  return {
    readOwned() {
      owned ??= only ? readOnly(only) : readRest();
      return owned;
    },
    readRest,
    isRead: (blueprint) => isAllRead || whole.has(blueprint),
    isAllRead: () => isAllRead,
    count: (blueprint) => owning.get(blueprint) ?? 0,
    long: () =>
      [...owning]
        .filter(([, count]) => count > PAGE)
        .sort(([, a], [, b]) => b - a)
        .map(([blueprint]) => blueprint),
  };
}
