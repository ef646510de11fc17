import { same } from '../failure.ts';
import type { Family, Fault } from '../grammar/types.ts';
import type { Snapshot } from '../snapshot.ts';

const plural = (count: number, what: string) =>
  `${count} ${count === 1 ? what : what.replace('entity', 'entities')}`;
const some = (keys: readonly string[]) => `${keys.slice(0, 2).join(', ')}${keys.length > 2 ? ', …' : ''}`;

/** Families of faults in lists that leave no trace: several values may come twice, in any order, or not all. */
const traceless: readonly Family[] = ['page doubled', 'page in another order', 'list with less, once'];

/** Effects of a run that no fault may have, in words that end with `where`. */
export function differencesOf(
  before: Snapshot,
  after: Snapshot,
  right: Snapshot,
  where: string,
  fault: Pick<Fault, 'family'>,
): string[] {
  const deleted = [...before.keys()].filter((key) => right.has(key) && !after.has(key));
  const made = [...after.keys()].filter((key) => !before.has(key) && !right.has(key));
  const emptied: string[] = [];
  const spoilt: string[] = [];
  for (const [key, now] of after) {
    const was = before.get(key)?.fields['properties.item'];
    const is = now.fields['properties.item'];
    if (same(is, was) || same(is, right.get(key)?.fields['properties.item'])) continue;
    if (made.includes(key)) continue;
    (is === undefined || hasLost(was, is) ? emptied : spoilt).push(key);
  }
  return [
    ...(deleted.length > 0
      ? [`${plural(deleted.length, 'entity')} that still exist were deleted ${where}: ${some(deleted)}`]
      : []),
    ...(made.length > 0
      ? [`${plural(made.length, 'entity')} of nothing were made ${where}: ${some(made)}`]
      : []),
    ...(emptied.length > 0 && !traceless.includes(fault.family)
      ? [`${plural(emptied.length, 'entity')} lost what they had ${where}: ${some(emptied)}`]
      : []),
    ...(spoilt.length > 0 && !traceless.includes(fault.family)
      ? [`${plural(spoilt.length, 'entity')} got what is not so ${where}: ${some(spoilt)}`]
      : []),
  ];
}

/** Something that was there is null, empty or missing now, and nothing else is in its place. */
const hasLost = (was: unknown, is: unknown): boolean => {
  if (was === undefined || was === null || same(was, is)) return false;
  if (is === undefined || is === null || is === '') return true;
  if (typeof was !== 'object' || typeof is !== 'object') return false;
  const [a, b] = [was as Record<string, unknown>, is as Record<string, unknown>];
  return Object.keys(a).some((key) => hasLost(a[key], b[key]));
};
