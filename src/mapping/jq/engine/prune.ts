import { EACH, type Reach } from '../parse/reach.ts';

/**
 * The item without the members that the expressions cannot see. Every value that stays keeps its type, every list its
 * length, so that truth and errors stay the same.
 */
export function prune(value: unknown, reach: Reach): unknown {
  if (reach.everything || typeof value !== 'object' || value === null) return value;
  const each = reach.members.get(EACH);
  if (Array.isArray(value)) return each ? value.map((element) => prune(element, each)) : [];
  return each ? pruneEach(value, each, reach) : pruneNamed(value as Record<string, unknown>, reach);
}

function pruneNamed(object: Record<string, unknown>, reach: Reach): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [name, member] of reach.members) {
    if (typeof name === 'string' && Object.hasOwn(object, name))
      kept.push([name, prune(object[name], member)]);
  }
  return Object.fromEntries(kept);
}

function pruneEach(object: object, each: Reach, reach: Reach): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const named = reach.members.get(name);
      return [name, prune(value, named ? union(each, named) : each)];
    }),
  );
}

function union(a: Reach, b: Reach): Reach {
  const members = new Map(a.members);
  for (const [name, reach] of b.members) {
    const other = members.get(name);
    members.set(name, other ? union(other, reach) : reach);
  }
  return { everything: a.everything || b.everything, members };
}
