import type { RawItem } from '../../kinds/types.ts';
import { shorten } from '../../lib/text/shorten.ts';

/** Paths to what a person knows an item by, and to its number or id. */
const NAMES = [
  ['name'],
  ['title'],
  ['fields', 'System.Title'],
  ['displayName'],
  ['identity', 'displayName'],
  ['user', 'displayName'],
  ['buildNumber'],
  ['path'],
  ['file', 'path'],
];
const IDS = [['id'], ['pullRequestId'], ['alertId'], ['descriptor']];

const LONGEST = 200;

/** The name of an item in a message: `web (5f2c…)`. */
export function itemName(item: RawItem | undefined): string {
  const name = first(item, NAMES);
  const id = first(item, IDS);
  if (name === undefined) return id ?? 'an item without a name';
  return id === undefined ? name : `${name} (${id})`;
}

function first(item: unknown, places: readonly string[][]): string | undefined {
  for (const place of places) {
    const value = place.reduce<unknown>(
      (parent, key) => (parent as Record<string, unknown> | null | undefined)?.[key],
      item,
    );
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return shorten(value, LONGEST);
  }
  return undefined;
}
