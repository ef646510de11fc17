import type { Port } from '../../port/port.ts';
import type { Blueprint } from '../../port/types.ts';
import type { EntityIndex } from './entity-index.ts';
import { createFieldReads, type FieldReads } from './field-reads.ts';
import { createFieldSearch } from './field-search.ts';
import type { MappingTarget } from './mapping-target.ts';
import { createOwnedReads, type OwnedReads } from './owned-reads.ts';

export type CatalogSource = Pick<Port, 'ownedIdentifiers' | 'searchOwned'>;

export interface ReadsOptions {
  port: CatalogSource;
  targets: readonly MappingTarget[];
  schemas: ReadonlyMap<string, Blueprint>;
  entitiesOf(blueprint: string): EntityIndex;
  /** Blueprints that are read at first; all that is owned unless given. */
  only?: ReadonlySet<string> | undefined;
}

/** Readings of Port, each done once: identifiers of what is owned, and fields by blueprint. */
export interface CatalogReads extends Pick<OwnedReads, 'readOwned' | 'readRest' | 'isRead'>, FieldReads {
  /**
   * Begins to read what is owned, and the fields of the blueprints that take several pages, one after the other, so that
   * there is room for those that are asked for: first one that shows while it is still being read what is owned, then
   * most entities first. Each page names the next one, so that whoever asks for them later would wait for all of them.
   * A failure is told to whoever asks.
   */
  readAhead(): void;
  /** The end of all questions for fields: what is read of them ends with its page. */
  endReading(): void;
}

export function createReads(options: ReadsOptions): CatalogReads {
  const { targets } = options;
  const search = createFieldSearch(options.port, options.schemas);
  let isOver = false;
  let isAhead = false;
  /** The fields that are read while it is not known yet of all what is owned. */
  let first: Promise<unknown> | undefined;

  const long = () => owned.long().filter((blueprint) => isWritten(targets, blueprint));
  const onPage = () => {
    const [longest] = isAhead && !first ? long() : [];
    if (longest !== undefined) first = fields.indexWithFields(longest).catch(() => {});
  };
  const owned = createOwnedReads({ ...options, search, onPage });
  const fields = createFieldReads({ ...options, search, owned, isOver: () => isOver });
  const readLong = async (): Promise<void> => {
    isAhead = true;
    await owned.readOwned();
    await first;
    for (const blueprint of long()) if (!isOver) await fields.indexWithFields(blueprint).catch(() => {});
  };
  return {
    readOwned: owned.readOwned,
    readRest: owned.readRest,
    isRead: owned.isRead,
    ...fields,
    readAhead() {
      readLong().catch(() => {});
    },
    endReading() {
      isOver = true;
    },
  };
}

/** Whether a resource that is read writes this blueprint in any case. */
const isWritten = (targets: readonly MappingTarget[], blueprint: string): boolean =>
  targets.some(
    ({ blueprint: written, resource: { unusable, leftAlone } }) =>
      written === blueprint && !unusable && !leftAlone,
  );
