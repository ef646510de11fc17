import { deferred } from '../../lib/async/concurrency.ts';
import type { MappedEntity, Resource } from '../../mapping/types.ts';
import type { TargetIndex } from '../catalog/entity-index.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { PendingEntity } from './pending-entity.ts';
import type { Spool, Spools } from './spool.ts';

/** A mapped entity that waits for earlier resources to be loaded. */
export interface AcceptedEntity {
  target: TargetIndex;
  entity: MappedEntity;
  ordinal: number;
}

/** An entity to be updated. `sequence`: of the claim that it was made by. */
export type PendingUpdate = PendingEntity & { sequence: number };

/** Everything of one resource that waits to be written. */
export interface ResourceQueue {
  resource: Resource;
  targets: MappingTarget[];
  /** Earlier resources that load first. */
  dependsOn: ResourceQueue[];
  isDone: boolean;
  /** Resolves when `isDone`. */
  done: Promise<void>;
  markDone(): void;
  /** Entities that were accepted before the resources of `dependsOn` were loaded. */
  backlog: Spool<AcceptedEntity>;
  /**
   * Entities that Port holds, or that were made twice. They are written last, so that the last one in the source wins.
   */
  updates: Spool<PendingUpdate>;
  /** Bulks that are being filled, by blueprint. */
  bulks: Map<string, PendingEntity[]>;
  inFlight: Set<Promise<void>>;
  /** Blueprints of the entities so far. */
  blueprints: Set<string>;
}

/** One queue per resource, by the resource's index. `order`: indexes of the resources that load before each. */
export function createResourceQueues(
  targets: readonly MappingTarget[],
  order: readonly number[][],
  spools: Spools,
): ResourceQueue[] {
  const queues = order.map((_, index) => {
    const own = targets.filter(({ resource }) => resource.index === index);
    return createResourceQueue(own, spools);
  });
  for (const [i, queue] of queues.entries())
    queue.dependsOn = (order[i] ?? []).map((earlier) => queues[earlier] as ResourceQueue);
  return queues;
}

function createResourceQueue(targets: MappingTarget[], spools: Spools): ResourceQueue {
  const { resource } = targets[0] as MappingTarget;
  const { promise: done, resolve } = deferred();
  const queue: ResourceQueue = {
    resource,
    targets,
    dependsOn: [],
    isDone: false,
    done,
    markDone() {
      queue.isDone = true;
      resolve();
    },
    backlog: spools.create<AcceptedEntity>(),
    updates: spools.create<PendingUpdate>(),
    bulks: new Map(),
    inFlight: new Set(),
    blueprints: new Set(),
  };
  return queue;
}
