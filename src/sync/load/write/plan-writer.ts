import type { Port } from '../../../port/port.ts';
import type { UpsertFlags, UpsertOutcome } from '../../../port/types.ts';
import type { EntityWriter } from './port-writer.ts';
import { storedBefore } from './stored-before.ts';
import type { Write } from './write.ts';

/**
 * A writer that writes nothing. It asks Port whether it would take the entities, and reads those that would be updated
 * again, to tell which fields. What Port refuses only because another entity of this plan does not exist yet counts as
 * taken. `toBeCreated` names the blueprints that a sync would set up first: nothing can be asked of them. `mask` blacks
 * out secrets.
 */
export const createPlanWriter = (
  port: Port,
  flags: UpsertFlags,
  toBeCreated: ReadonlySet<string>,
  mask: (text: string) => string,
): EntityWriter => ({
  async upsert(blueprint, writes) {
    const taken = (write: Write): UpsertOutcome => ({
      result: 'written',
      created: undefined,
      identifier: String(write.body.identifier),
    });
    if (toBeCreated.has(blueprint)) return writes.map(taken);
    const [outcomes, stored] = await Promise.all([
      port.upsert(
        blueprint,
        writes.map((w) => w.body),
        { ...flags, validationOnly: true },
      ),
      storedBefore(port, blueprint, writes, mask),
    ]);
    return outcomes.map((outcome, i) => {
      if (outcome.result === 'unanswered') return outcome;
      const write = writes[i] as Write;
      const before = stored[i];
      const found = { isThere: before !== undefined, ...before };
      if (outcome.result === 'refused')
        return outcome.missingRelation ? { ...taken(write), ...found } : outcome;
      const created = typeof write.body.identifier === 'object' ? outcome.created : !before;
      return { ...outcome, created, ...found };
    });
  },
  async *delete(_blueprint, identifiers) {
    yield [...identifiers];
  },
});
