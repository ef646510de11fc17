import type { Port } from '../port/types.ts';

/** Those of these entities that somebody else has written to since the run read whose they are. */
export async function takenOver(
  port: Pick<Port, 'searchOwned' | 'searchByIdentifier'>,
  blueprint: string,
  identifiers: readonly string[],
): Promise<Set<string>> {
  const others = new Set(identifiers);
  for await (const page of port.searchOwned(blueprint, [], identifiers))
    for (const { identifier } of page) others.delete(identifier);
  const there = new Set<string>();
  if (others.size === 0) return there;
  for await (const page of port.searchByIdentifier(blueprint, [...others], []))
    for (const { identifier } of page) there.add(identifier);
  return there;
}
