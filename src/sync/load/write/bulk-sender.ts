import { createSemaphore } from '../../../lib/async/concurrency.ts';
import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { maximumBulkEntities } from '../../../port/entities/bulks.ts';
import type { PendingEntity } from '../pending-entity.ts';
import type { ResourceQueue } from '../resource-queue.ts';
import type { BulkWriter } from './bulk-writer.ts';

/** Fills bulks of one blueprint each and sends those that are full. */
export interface BulkSender {
  /** Resolves when the entity is in a bulk, and a bulk that is full by it was sent. */
  enqueue(queue: ResourceQueue, pending: PendingEntity): Promise<void>;
  /** Sends the bulks that are not full. Resolves when Port has answered to all of the queue's bulks. */
  flush(queue: ResourceQueue): Promise<void>;
}

/** `parallel`: bulks in flight at most, over all resources. */
export function createBulkSender(writer: BulkWriter, parallel: number, signal: AbortSignal): BulkSender {
  const inFlight = createSemaphore(parallel);
  const send = async (queue: ResourceQueue, blueprint: string): Promise<void> => {
    const bulk = queue.bulks.get(blueprint) ?? [];
    queue.bulks.delete(blueprint);
    if (bulk.length === 0) return;
    await inFlight.acquire(signal);
    const flight = writer.write(blueprint, bulk).finally(() => {
      inFlight.release();
      queue.inFlight.delete(flight);
    });
    queue.inFlight.add(flight);
  };
  return {
    async enqueue(queue, pending) {
      writer.noteSending(pending);
      const bulk = getOrCreate(queue.bulks, pending.blueprint, () => []);
      bulk.push(pending);
      if (bulk.length >= maximumBulkEntities) await send(queue, pending.blueprint);
    },
    async flush(queue) {
      for (const blueprint of [...queue.bulks.keys()]) await send(queue, blueprint);
      await Promise.all(queue.inFlight);
    },
  };
}
