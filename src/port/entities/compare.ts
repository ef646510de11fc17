import crypto from 'node:crypto';
import { type Difference, difference } from '../../lib/text/difference.ts';
import { createNameOrders } from '../../lib/values/name-orders.ts';
import type { EntityBody, EntityMapping } from '../../mapping/types.ts';
import type { Blueprint, StoredEntity } from '../types.ts';
import { asStored } from './as-stored.ts';

/** The fields that a mapping writes: these alone are compared. */
export type MappedFields = Pick<EntityMapping, 'title' | 'team' | 'properties' | 'relations'>;

/**
 * A hash of the mapped fields. Of the stored entity and of the body to be sent it is the same exactly when writing would
 * change nothing:
 *
 * - null and absent are equal; title and relations compare as text, so that 5 equals "5", as Port stores them;
 * - team is a set, and one team equals a list of it; a relation's single target equals a list of it, and an empty
 *   list equals none; the order of several targets counts;
 * - property values compare as Port stores them by the types of their blueprint, with their types where it is not
 *   known; the order of an array counts, that of an object's keys does not;
 * - icon, identifier and whatever the mapping does not write do not count.
 *
 * 53 bits of SHA-256, an exact number in a Float64Array: that a changed entity goes unnoticed has odds of 1 in 9·10¹⁵
 * per comparison (old with new of one entity; the number of entities does not square it).
 */
export const fingerprint = (
  entity: StoredEntity | EntityBody,
  fields: MappedFields,
  blueprint?: Blueprint,
): number => {
  const digest = sha256(JSON.stringify(comparable(entity, fields, blueprint, flatten)));
  return Number.parseInt(digest.slice(0, 12), 16) * 32 + (Number.parseInt(digest.slice(12, 14), 16) >>> 3);
};

/** A single call where Node has one (20.12) takes a third of the time. */
const { hash = (name, text) => crypto.createHash(name).update(text).digest('hex') } = crypto as {
  hash?: (name: string, text: string) => string;
};
const sha256 = (text: string): string => hash('sha256', text);

/** A field that writing would change; both values as JSON, of long ones the part that differs. */
export interface FieldDifference extends Difference {
  /** The field, as `title` or `properties.state`. */
  field: string;
}

/**
 * The mapped fields that writing the body would change, in the mapping's order. `mask` blacks out secrets before
 * anything is cut: a piece of one would not be recognised.
 */
export const differences = (
  stored: StoredEntity,
  body: EntityBody,
  fields: MappedFields,
  blueprint: Blueprint | undefined,
  mask: (text: string) => string,
): FieldDifference[] => {
  const before = comparable(stored, fields, blueprint, addOrdered);
  const after = comparable(body, fields, blueprint, addOrdered);
  return namesOf(fields).flatMap((field, at) => {
    const [was, is] = [JSON.stringify(before[at] ?? null), JSON.stringify(after[at] ?? null)];
    if (was === is) return [];
    const masked = difference(mask(was), mask(is));
    const isSecret = masked.before === masked.after;
    return [{ field, ...masked, ...(isSecret && { after: `${masked.after} (another secret)` }) }];
  });
};

type Entity = Pick<EntityBody, 'title' | 'team' | 'properties' | 'relations'>;

/** The mapped fields, in the mapping's order. */
const namesOf = (fields: MappedFields): string[] => [
  ...(fields.title === undefined ? [] : ['title']),
  ...(fields.team === undefined ? [] : ['team']),
  ...Object.keys(fields.properties ?? {}).map((name) => `properties.${name}`),
  ...Object.keys(fields.relations ?? {}).map((name) => `relations.${name}`),
];

/**
 * Comparable values of the mapped fields, in the order of `namesOf`, so that two entities line up. `add` adds a value to
 * them, with the names of objects in one order.
 */
function comparable(
  entity: Entity,
  fields: MappedFields,
  blueprint: Blueprint | undefined,
  add: (value: unknown, values: unknown[]) => void,
): unknown[] {
  const values: unknown[] = [];
  if (fields.title !== undefined) add(asText(entity.title), values);
  if (fields.team !== undefined) add(teams(entity.team), values);
  for (const name in fields.properties)
    add(asStored(blueprint?.schema?.properties?.[name], entity.properties?.[name]), values);
  for (const name in fields.relations) add(targets(entity.relations?.[name]), values);
  return values;
}

const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;

const asText = (value: unknown): unknown =>
  isNone(value) ? null : typeof value === 'object' ? ordered(value) : String(value);

const listOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.filter((member) => !isNone(member)).map(asText);
  return isNone(value) ? [] : [asText(value)];
};

/** The teams, sorted; null without any. An empty name is no team: `.team // ""` gives one. */
const teams = (value: unknown): unknown => {
  const list = [
    ...new Set(
      listOf(value)
        .filter((team) => team !== '')
        .map((team) => (typeof team === 'string' ? team : JSON.stringify(team))),
    ),
  ];
  return list.length === 0 ? null : list.sort();
};

const targets = (value: unknown): unknown => {
  const list = listOf(value);
  return list.length === 0 ? null : list;
};

/** The value with the keys of its objects in one order. */
const ordered = (value: unknown): unknown => {
  if (isNone(value)) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(ordered);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, ordered(member)]));
};

const addOrdered = (value: unknown, values: unknown[]): void => void values.push(ordered(value));

/** The signs before the members of a list and of an object: nothing else in a flat list is one. */
const LIST: readonly never[] = [];
const OBJECT = {};

const orderOf = createNameOrders();

/**
 * Adds a value to a list of scalars: a list as its sign, length and members, an object as its sign, the number of its
 * names (or null and their list) and its members in their order. Lists within lists cost twice as much, and names are
 * a quarter of the text.
 */
function flatten(value: unknown, into: unknown[]): void {
  if (isNone(value)) into.push(null);
  else if (typeof value !== 'object') into.push(value);
  else if (Array.isArray(value)) {
    into.push(LIST, value.length);
    for (const member of value) flatten(member, into);
  } else {
    const { sorted, number } = orderOf(value);
    into.push(OBJECT, number ?? null);
    if (number === undefined) flatten(sorted, into);
    for (const name of sorted) flatten((value as Record<string, unknown>)[name], into);
  }
}
