import type { Change } from '../../report/change.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { EntityWriter } from './write/port-writer.ts';

/** The options that everything that writes entities shares. */
export interface WriteOptions {
  targets: readonly MappingTarget[];
  catalog: Catalog;
  writer: EntityWriter;
  counters: Counters;
  /** Tells a change. `again`: the same was told before of this entity, by another resource. */
  change(change: Change, again?: boolean): Promise<void> | void;
  /** Names an entity whose creation was told, for where it was told without a title. */
  name?(blueprint: string, identifier: string, title: string): void;
  /**
   * The begin of the run, ms by Port's clock. What another run has written since is not overwritten, and what Port had
   * before does not count as created.
   */
  since?: number;
  signal: AbortSignal;
  /** Ends the run: Port is out of reach, or a change could not be told. */
  fatal(error: unknown): void;
}
