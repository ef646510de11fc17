import { shorten } from '../../../lib/text/shorten.ts';
import type { StoredEntity } from '../../../port/types.ts';
import type { Change, FieldValue } from '../../../report/change.ts';
import { entityTitle } from '../../../report/words/entity-title.ts';

/** Characters kept of a value, and of all values of one entity. */
const LONGEST = 1_000;
const MOST = 20_000;

/** The fields that a deletion keeps of an entity: its title, and those that the mapping wrote. */
export function lastFields(
  stored: StoredEntity | undefined,
  fields: readonly string[],
): Pick<Change, 'title' | 'last'> {
  if (!stored) return {};
  const title = entityTitle(stored.title);
  const last: FieldValue[] = [];
  let room = MOST;
  for (const [field, value] of new Map(fields.flatMap((name) => valuesOf(stored, name)))) {
    const text = shorten(JSON.stringify(value), LONGEST);
    room -= text.length;
    if (room < 0) break;
    last.push({ field, value: text });
  }
  return { ...(title !== undefined && { title }), ...(last.length > 0 && { last }) };
}

/** The value of a field that Port has; `properties` and `relations` are all of them. */
function valuesOf(stored: StoredEntity, name: string): [string, unknown][] {
  const [group = '', ...rest] = name.split('.');
  if (group === 'team') return told('team', stored.team);
  if (group !== 'properties' && group !== 'relations') return [];
  const values = stored[group] ?? {};
  if (rest.length > 0) return told(name, values[rest.join('.')]);
  return Object.entries(values).flatMap(([key, value]) => told(`${group}.${key}`, value));
}

const told = (field: string, value: unknown): [string, unknown][] =>
  value === undefined || value === null ? [] : [[field, value]];
