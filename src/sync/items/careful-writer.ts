import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { StoredEntity } from '../../port/types.ts';
import { canWrite } from '../catalog/mapping-target.ts';
import type { SyncContext } from '../context.ts';
import type { EntityWriter, WriteOutcome } from '../load/write/port-writer.ts';
import type { Write } from '../load/write/write.ts';
import type { ItemsRun } from './items-state.ts';

/** Milliseconds for which it is good to have asked who wrote last. */
const GOOD_FOR_MS = 2_000;

export const OVERTAKEN = 'somebody else has written to it since it was read';

export const portTime = ({ port, clock }: Pick<SyncContext, 'port' | 'clock'>): number =>
  port.time() ?? clock.now();

/** Whether somebody else has written an entity since the reading began: what that was made of may be newer. */
export const isOvertaken = (
  { began, written }: ItemsRun,
  { blueprint, identifier, updatedAt }: StoredEntity,
): boolean => Date.parse(updatedAt ?? '') >= began && !written.isOwn(blueprint, identifier, updatedAt);

/**
 * A writer that notes what it has written, and whether Port has answered to all of it. Where it is a while since Port
 * was asked who wrote last, it asks again: what is newer is not sent, and waits.
 */
export function carefulWriter(
  writer: EntityWriter,
  run: ItemsRun,
  answers: { isAnswered: boolean },
): EntityWriter {
  const { written, context, waiting } = run;
  const asked = context.clock.now();

  const overtakenAmong = async (blueprint: string, identifiers: readonly string[]): Promise<Set<string>> => {
    const found = new Set<string>();
    if (context.clock.now() - asked < GOOD_FOR_MS || identifiers.length === 0) return found;
    for await (const page of context.port.searchOwned(blueprint, ['updatedAt'], identifiers))
      for (const entity of page) if (isOvertaken(run, { ...entity, blueprint })) found.add(entity.identifier);
    return found;
  };

  const told = new Map<string, Promise<void> | undefined>();
  /** Tells once which resources can write a blueprint, before any of it is written. */
  const tell = (blueprint: string): Promise<void> | undefined =>
    getOrCreate(told, blueprint, () => {
      const writing = run.targets.filter((target) => canWrite(target, blueprint));
      return run.beforeWrite?.(
        writing.map(({ resource }) => resource),
        run.counters,
      );
    });

  const send = async (blueprint: string, writes: readonly Write[]) => {
    await tell(blueprint);
    const identifiers = writes.map(({ body }) => String(body.identifier));
    // A write of this moment is this process' own until Port has answered.
    for (const identifier of identifiers) written.note(blueprint, identifier, Number.POSITIVE_INFINITY);
    try {
      return await writer.upsert(blueprint, writes);
    } finally {
      for (const identifier of identifiers) written.note(blueprint, identifier, portTime(context));
    }
  };

  return {
    async upsert(blueprint, writes) {
      try {
        const known = writes.flatMap(({ body: { identifier } }) =>
          typeof identifier === 'object' ? [] : [String(identifier)],
        );
        const late = await overtakenAmong(blueprint, known);
        const isLate = ({ body }: Write) => late.has(String(body.identifier));
        const current = writes.filter((one) => !isLate(one));
        const sent = current.length > 0 ? await send(blueprint, current) : [];
        for (const identifier of late) waiting.add(OVERTAKEN, `${blueprint} ${identifier}`);
        let next = 0;
        const outcomes = writes.map((one) =>
          isLate(one) ? ({ result: 'overtaken' } as const) : (sent[next++] as WriteOutcome),
        );
        if (outcomes.some(({ result }) => result === 'unanswered' || result === 'overtaken'))
          answers.isAnswered = false;
        return outcomes;
      } catch (error) {
        answers.isAnswered = false;
        throw error;
      }
    },
    async *delete(blueprint, identifiers, dependents) {
      try {
        await tell(blueprint);
        yield* writer.delete(blueprint, identifiers, dependents);
      } catch (error) {
        answers.isAnswered = false;
        throw error;
      }
    },
  };
}
