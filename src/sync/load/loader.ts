import { append } from '../../lib/collections/append.ts';
import type { MappedEntity, MappedItem, Resource } from '../../mapping/types.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import { createClaims } from './claims.ts';
import type { Collisions } from './collisions.ts';
import { createNumericIdentifiers } from './numeric-identifiers.ts';
import { createResourceQueues, type ResourceQueue } from './resource-queue.ts';
import { createSentSlots } from './sent-slots.ts';
import type { Spools } from './spool.ts';
import { createBulkSender } from './write/bulk-sender.ts';
import { createBulkWriter } from './write/bulk-writer.ts';
import { createCuts } from './write/cuts.ts';
import type { WriteOptions } from './write-options.ts';

/** Loads mapped entities into Port: compares them, writes bulks, and counts what became of each. */
export interface Loader {
  /** Takes the entities made of a batch of one resource. Resolves when more may come. */
  accept(resource: Resource, items: readonly MappedItem[], ordinals: readonly number[]): Promise<void>;
  /** Takes partial items: their entities stay as they are. */
  acceptPartial(items: readonly MappedItem[]): void;
  /** Writes what waits of a resource of which all was accepted. Resolves when Port has answered to all of it. */
  finish(resource: Resource): Promise<void>;
  /** Tries entities again that were refused because the target of a relation was missing. After all resources. */
  retryMissingRelations(): Promise<void>;
  /** Resolves when nothing is in flight any more, after a cancellation. */
  idle(): Promise<void>;
}

export interface LoaderOptions extends WriteOptions {
  /** The earlier resources that load before each resource, by index. */
  order: readonly number[][];
  spools: Spools;
  /** Given with several organisations. */
  collisions?: Collisions;
  /** Bulks in flight at most. */
  parallel: number;
}

/** All entities of some items, those of filtered items left out. */
export function entitiesIn(items: readonly MappedItem[]): MappedEntity[] {
  const entities: MappedEntity[] = [];
  for (const { outcomes } of items)
    for (const outcome of outcomes) if (outcome.result !== 'filtered') append(entities, outcome.entities);
  return entities;
}

export function createLoader(options: LoaderOptions): Loader {
  const { catalog, counters, signal, targets, order, spools } = options;
  const cuts = createCuts(counters.warn);
  const numbers = createNumericIdentifiers(counters.warn);
  const sent = createSentSlots();
  const bulkWriter = createBulkWriter({ ...options, cuts, sent });
  const sender = createBulkSender(bulkWriter, options.parallel, signal);
  const claims = createClaims({ ...options, cuts, numbers, bulkWriter, sender, sent });
  const queues = createResourceQueues(targets, order, spools);
  const queueOf = (resource: Resource) => queues[resource.index] as ResourceQueue;
  return {
    async accept(resource, items, ordinals) {
      const queue = queueOf(resource);
      // The backlog keeps the order: later entities do not overtake it.
      const isReady = queue.backlog.count === 0 && queue.dependsOn.every((earlier) => earlier.isDone);
      for (let i = 0; i < items.length; i += 1)
        for (const entity of entitiesIn([items[i] as MappedItem])) {
          signal.throwIfAborted();
          const target = (queue.targets[entity.mapping] as MappingTarget).index;
          const accepted = { target, entity, ordinal: ordinals[i] ?? 0 };
          const waiting = isReady ? claims.claim(queue, accepted) : queue.backlog.add(accepted);
          if (waiting) await waiting;
        }
    },
    acceptPartial(items) {
      for (const { blueprint, key } of entitiesIn(items))
        if (key !== undefined) catalog.markListed(blueprint, key);
    },
    async finish(resource) {
      const queue = queueOf(resource);
      await Promise.all(queue.dependsOn.map((earlier) => earlier.done));
      for await (const accepted of queue.backlog.drain()) await claims.claim(queue, accepted);
      await sender.flush(queue);
      await claims.writeUpdates(queue);
      options.collisions?.warnOf(resource);
      numbers.warnOf(resource);
      cuts.warnOf(resource);
      counters.checkExpressions(resource);
      queue.markDone();
    },
    async retryMissingRelations() {
      const { nextRetryRound, write } = bulkWriter;
      for (let bulks = await nextRetryRound(); bulks.length > 0; bulks = await nextRetryRound())
        for (const { blueprint, pending } of bulks) {
          signal.throwIfAborted();
          await write(blueprint, pending);
        }
      for (const { resource } of queues) cuts.warnOf(resource);
      // Port may have been given up at the very last bulk. Nothing follows then.
      signal.throwIfAborted();
    },
    async idle() {
      await Promise.allSettled(queues.flatMap((queue) => [...queue.inFlight]));
    },
  };
}
