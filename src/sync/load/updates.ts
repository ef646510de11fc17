import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import { isFatal } from '../../port/fatal.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { PendingEntity } from './pending-entity.ts';
import type { WriteOptions } from './write-options.ts';

/** Updates on their way, with what Port holds of them, so that a change can tell its fields. */
export interface Updates {
  /** Resolves when the update is passed on, or waits for others that are read with it. */
  add(pending: PendingEntity): Promise<void>;
  /** Resolves when all are passed on. */
  flush(): Promise<void>;
}

/** Entities that one request reads. */
const AT_ONCE = 200;

type Options = Pick<WriteOptions, 'writer' | 'targets' | 'catalog' | 'counters' | 'fatal' | 'signal'>;

/** `pass`: where the updates go on to, in the order in which they came, by blueprint. */
export function createUpdates(
  { writer, targets, catalog, counters, fatal, signal }: Options,
  pass: (pending: PendingEntity) => Promise<void>,
): Updates {
  const waiting = new Map<string, PendingEntity[]>();

  /** What cannot be read is written all the same, and told without its fields. */
  const read = async (blueprint: string, updates: readonly PendingEntity[]): Promise<void> => {
    const writes = updates.map(({ body, target }) => ({
      body,
      mapping: (targets[target] as MappingTarget).mapping,
      blueprint: catalog.blueprint(blueprint),
    }));
    try {
      const before = await writer.before?.(blueprint, writes);
      for (const [at, pending] of updates.entries()) {
        const stored = before?.[at];
        if (stored) pending.stored = stored;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isFatal(error)) fatal(error);
      else if (isOwnMistake(error)) counters.problem('write', blueprint, error);
      else counters.warn(`The fields of some updates of ${blueprint} are not told: ${messageOf(error)}`);
    }
  };
  const send = async (blueprint: string): Promise<void> => {
    const updates = waiting.get(blueprint) ?? [];
    waiting.delete(blueprint);
    await read(blueprint, updates);
    for (const pending of updates) await pass(pending);
  };

  return {
    async add(pending) {
      if (!writer.before) return pass(pending);
      const updates = waiting.get(pending.blueprint) ?? [];
      waiting.set(pending.blueprint, updates);
      updates.push(pending);
      if (updates.length >= AT_ONCE) await send(pending.blueprint);
    },
    async flush() {
      for (const blueprint of [...waiting.keys()]) await send(blueprint);
    },
  };
}
