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
  const asked = run.context.clock.now();
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
    return sendAsOwn(blueprint, writes, writer, run);
  };

  return {
    async upsert(blueprint, writes) {
      try {
        const late = await overtakenAmong(blueprint, writes, asked, run);
        const outcomes = await sendUnless(late, writes, (current) => send(blueprint, current));
        for (const identifier of late) run.waiting.add(OVERTAKEN, `${blueprint} ${identifier}`);
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

/** Identifiers that somebody else has written since the reading began, where it is a while since that was asked. */
async function overtakenAmong(
  blueprint: string,
  writes: readonly Write[],
  asked: number,
  run: ItemsRun,
): Promise<Set<string>> {
  const { clock, port } = run.context;
  const known = writes.flatMap(({ body: { identifier } }) =>
    typeof identifier === 'object' ? [] : [String(identifier)],
  );
  const found = new Set<string>();
  if (clock.now() - asked < GOOD_FOR_MS || known.length === 0) return found;
  for await (const page of port.searchOwned(blueprint, ['updatedAt'], known))
    for (const entity of page) if (isOvertaken(run, { ...entity, blueprint })) found.add(entity.identifier);
  return found;
}

/** Sends what is not late. The outcomes are aligned with the writes. */
async function sendUnless(
  late: ReadonlySet<string>,
  writes: readonly Write[],
  send: (current: readonly Write[]) => Promise<WriteOutcome[]>,
): Promise<WriteOutcome[]> {
  const isLate = ({ body }: Write) => late.has(String(body.identifier));
  const current = writes.filter((one) => !isLate(one));
  const sent = current.length > 0 ? await send(current) : [];
  let next = 0;
  return writes.map((one) =>
    isLate(one) ? ({ result: 'overtaken' } as const) : (sent[next++] as WriteOutcome),
  );
}

/** Sends writes, and notes them as this process' own: those of this moment until Port has answered. */
async function sendAsOwn(
  blueprint: string,
  writes: readonly Write[],
  writer: EntityWriter,
  { written, context }: ItemsRun,
): Promise<WriteOutcome[]> {
  const identifiers = writes.map(({ body }) => String(body.identifier));
  for (const identifier of identifiers) written.note(blueprint, identifier, Number.POSITIVE_INFINITY);
  try {
    return await writer.upsert(blueprint, writes);
  } finally {
    for (const identifier of identifiers) written.note(blueprint, identifier, portTime(context));
  }
}
