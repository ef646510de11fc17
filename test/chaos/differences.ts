import type { Ended } from '../integration/product.ts';
import { same } from './failure.ts';
import { keyOf, type Seen, type Snapshot } from './snapshot.ts';

export const heldIn = ({ changes }: Ended) =>
  new Set(changes.filter((c) => c.action === 'held-back').map(keyOf));

export const equal = (a: Snapshot, b: Snapshot) => differences(a, b, new Set()).length === 0;

/** Differences between a catalog and the right one. Entities that are held back may be as they were. */
export function differences(
  actual: Snapshot,
  right: Snapshot,
  held: ReadonlySet<string>,
  before?: Snapshot,
): string[] {
  const wrong: string[] = [];
  for (const [key, entity] of right) {
    if (!entity.owned) continue;
    const now = actual.get(key);
    if (!now) wrong.push(`${key} is missing`);
    else if (!now.owned) wrong.push(`${key} is not owned`);
    else if (!held.has(key)) wrong.push(...fieldDifferences(now, entity));
  }
  for (const [key, entity] of actual)
    if (entity.owned && !right.has(key) && !held.has(key))
      wrong.push(`${key} should be gone${before?.has(key) ? '' : ', and is new'}`);
  return wrong;
}

const fieldDifferences = (actual: Seen, right: Seen): string[] =>
  [...new Set([...Object.keys(actual.fields), ...Object.keys(right.fields)])]
    .filter((field) => !same(actual.fields[field], right.fields[field]))
    .filter((field) => !outlives(field, right))
    .map(
      (field) =>
        `${keyOf(actual)} ${field} is ${JSON.stringify(actual.fields[field])}, not ${JSON.stringify(right.fields[field])}`,
    );

/** Fields of a second resource stay where its item is gone and the entity is not: merging takes nothing away. */
const outlives = (field: string, right: Seen) =>
  field === 'properties.reviewers' && right.fields[field] === undefined;
