import type { Compiled } from '../../mapping/compile.ts';
import type { Mapper, Resource } from '../../mapping/types.ts';
import type { Blueprint } from '../../port/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import type { Settings } from '../../settings/types.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { SyncContext } from '../context.ts';
import type { Waiting } from './items-outcome.ts';
import type { OwnedCount } from './owned-count.ts';
import type { WrittenHere } from './written-here.ts';

/** The state that runs over single items share, as long as mapping and blueprints are the same. */
export interface ItemsState {
  settings: Settings;
  context: SyncContext;
  compiled: Compiled;
  mapper: Mapper;
  targets: MappingTarget[];
  blueprints: readonly Blueprint[];
  written: WrittenHere;
  owned: OwnedCount;
  /** Told, before it is written, which resources can make it. */
  beforeWrite?(resources: readonly Resource[], counters: Counters): Promise<void>;
  /** The number of entities that the run has deleted by other means. */
  deletedBefore?: number;
}

/** A reading and what follows from it. */
export interface ItemsRun extends ItemsState {
  stop: AbortController;
  signal: AbortSignal;
  counters: Counters;
  waiting: Waiting;
  /** The time at which it began, ms by Port's clock. */
  began: number;
}
