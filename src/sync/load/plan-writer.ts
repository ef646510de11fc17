import { differences, type MappedFields } from '../../port/entities/compare.ts';
import type { Port, StoredEntity, UpsertFlags, UpsertOutcome } from '../../port/types.ts';
import type { EntityWriter, Write } from './port-writer.ts';

/**
 * A writer that writes nothing. It asks Port whether it would take the entities, and reads those that would be updated again, to
 * tell which fields. What Port refuses only because another entity of this plan does not exist yet counts as taken.
 * `toBeCreated` names the blueprints that a sync would set up first: nothing can be asked of them. `mask` blacks out
 * secrets.
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
      readStored(port, blueprint, writes),
    ]);
    return outcomes.map((outcome, i) => {
      if (outcome.result === 'unanswered') return outcome;
      const write = writes[i] as Write;
      if (outcome.result === 'refused') return outcome.missingRelation ? taken(write) : outcome;
      const before = stored.get(String(write.body.identifier));
      const created = typeof write.body.identifier === 'object' ? outcome.created : !before;
      return {
        ...outcome,
        created,
        ...(before && { fields: differences(before, write.body, fieldsOf(write), write.blueprint, mask) }),
      };
    });
  },
  async *delete(_blueprint, identifiers) {
    yield [...identifiers];
  },
});

/** What the body says of the mapped fields: a text that could not be read is not sent, and not changed. */
const fieldsOf = ({ body, mapping }: Write): MappedFields => ({
  ...mapping,
  properties: Object.fromEntries(
    Object.entries(mapping.properties ?? {}).filter(([name]) => Object.hasOwn(body.properties ?? {}, name)),
  ),
});

async function readStored(
  port: Port,
  blueprint: string,
  writes: readonly Write[],
): Promise<Map<string, StoredEntity>> {
  const identifiers = writes
    .filter((w) => typeof w.body.identifier !== 'object')
    .map((w) => String(w.body.identifier));
  const include = ['identifier', 'title', 'team', 'properties', 'relations'];
  const stored = new Map<string, StoredEntity>();
  if (identifiers.length === 0) return stored;
  for await (const page of port.searchByIdentifier(blueprint, identifiers, include))
    for (const entity of page) stored.set(entity.identifier, entity);
  return stored;
}
