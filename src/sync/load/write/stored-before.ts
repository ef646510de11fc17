import { differences, type MappedFields } from '../../../port/entities/compare.ts';
import type { Port } from '../../../port/port.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { FieldChange } from '../../../report/change.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';
import type { Write } from './write.ts';

/** The fields that Port held of an entity before it is written. */
export interface StoredBefore {
  title?: string;
  /** Fields that the body changes. */
  fields: FieldChange[];
  /** The time of its last write, ms by Port's clock, where Port tells. */
  updatedAt?: number;
}

/**
 * Reads the entities that are about to be written, as far as the mapping writes them: aligned with the writes, undefined
 * where Port has none. `mask` blacks out secrets.
 */
export async function storedBefore(
  port: Pick<Port, 'searchByIdentifier'>,
  blueprint: string,
  writes: readonly Write[],
  mask: (text: string) => string,
): Promise<(StoredBefore | undefined)[]> {
  const stored = await readStored(port, blueprint, writes);
  return writes.map((write) => {
    const before = stored.get(String(write.body.identifier));
    if (!before) return undefined;
    const title = entityTitle(before.title);
    const fields = differences(before, write.body, fieldsOf(write), write.blueprint, mask);
    const updatedAt = Date.parse(before.updatedAt ?? '');
    return {
      ...(title !== undefined && { title }),
      fields,
      ...(!Number.isNaN(updatedAt) && { updatedAt }),
    };
  });
}

/** The mapped fields of which the body says anything. A text that could not be read is not sent, and not changed. */
const fieldsOf = ({ body, mapping }: Write): MappedFields => ({
  ...mapping,
  properties: Object.fromEntries(
    Object.entries(mapping.properties ?? {}).filter(([name]) => Object.hasOwn(body.properties ?? {}, name)),
  ),
});

async function readStored(
  port: Pick<Port, 'searchByIdentifier'>,
  blueprint: string,
  writes: readonly Write[],
): Promise<Map<string, StoredEntity>> {
  const identifiers = writes
    .filter((w) => typeof w.body.identifier !== 'object')
    .map((w) => String(w.body.identifier));
  const include = ['identifier', 'title', 'team', 'properties', 'relations', 'updatedAt'];
  const stored = new Map<string, StoredEntity>();
  if (identifiers.length === 0) return stored;
  for await (const page of port.searchByIdentifier(blueprint, identifiers, include))
    for (const entity of page) stored.set(entity.identifier, entity);
  return stored;
}
