import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import { isFatal } from '../../port/fatal.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { PendingEntity } from './pending-entity.ts';
import type { SentSlots } from './sent-slots.ts';
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

interface Options
  extends Pick<WriteOptions, 'writer' | 'targets' | 'catalog' | 'counters' | 'since' | 'fatal' | 'signal'> {
  /** The entities that this run has sent itself. */
  sent: Pick<SentSlots, 'has'>;
  /** Takes the updates in the order in which they came, by blueprint. */
  pass(pending: PendingEntity): Promise<void>;
  /** Takes an update that is not made, as the entity is newer. */
  leave(pending: PendingEntity): void;
}

export function createUpdates(options: Options): Updates {
  const { writer, counters, pass, leave } = options;
  const waiting = new Map<string, PendingEntity[]>();

  const send = async (blueprint: string): Promise<void> => {
    const updates = waiting.get(blueprint) ?? [];
    waiting.delete(blueprint);
    await readStored(blueprint, updates, options);
    const left = await newerAmong(blueprint, updates, options);
    for (const pending of updates)
      if (left.has(String(pending.body.identifier))) leave(pending);
      else await pass(pending);
    if (left.size > 0)
      counters.warn(
        `${left.size} of ${blueprint}, e.g. "${[...left][0]}", stay as another run has written them since this one began.`,
      );
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

/** Notes what Port holds of each. What cannot be read is written all the same, and told without its fields. */
async function readStored(
  blueprint: string,
  updates: readonly PendingEntity[],
  { writer, targets, catalog, counters, fatal, signal }: Options,
): Promise<void> {
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
}

/** Identifiers of entities that another run of this integration has written since this one began. */
async function newerAmong(
  blueprint: string,
  updates: readonly PendingEntity[],
  { writer, catalog, since, sent }: Options,
): Promise<ReadonlySet<string>> {
  const entities = catalog.indexOf(blueprint);
  const late = updates.flatMap(({ slot, stored }) =>
    slot !== undefined &&
    entities?.owned(slot) &&
    !sent.has(blueprint, slot) &&
    (stored?.updatedAt ?? 0) > (since ?? Number.POSITIVE_INFINITY)
      ? [entities.identifier(slot)]
      : [],
  );
  // A person or an automation may have written to it, which is no reason to leave it.
  return late.length > 0 && writer.ours ? writer.ours(blueprint, late) : new Set();
}
