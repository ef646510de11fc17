import type { Port } from '../../port/types.ts';

/** Why some of these entities are not to be deleted, by identifier: those that are not proven to be this integration's. */
export async function notOwnedAnyMore(
  port: Pick<Port, 'whose' | 'searchByIdentifier'>,
  blueprint: string,
  identifiers: readonly string[],
): Promise<Map<string, string>> {
  const { ours, unclear } = await port.whose(blueprint, identifiers);
  const reasons = new Map([...unclear].map((identifier) => [identifier, UNCLEAR]));
  const others = identifiers.filter((identifier) => !ours.has(identifier) && !unclear.has(identifier));
  if (others.length === 0) return reasons;
  for await (const page of port.searchByIdentifier(blueprint, others, []))
    for (const { identifier } of page) reasons.set(identifier, TAKEN_OVER);
  return reasons;
}

/** Why it is held back. */
export const UNCLEAR =
  'it may be another integration’s, whose identifier ends like this one’s: Port does not tell them apart';
const TAKEN_OVER = 'somebody else has written to it during the run';
