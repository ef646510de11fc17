import { getOrCreate } from '../../lib/get-or-create.ts';
import type { Resource } from '../../mapping/types.ts';

/** What Port takes as an identifier (its API description, "Create multiple entities"): so much of it, in characters. */
const PATTERN = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$/u;
const LONGEST = 1000;

/** Why Port would refuse an identifier, if so: the same words for all, whatever the identifier. */
export function refusalOfIdentifier(key: string): string | undefined {
  // A character has two code units at the most.
  if (key.length > 2 * LONGEST || (key.length > LONGEST && [...key].length > LONGEST))
    return `Port takes no identifier of more than ${LONGEST.toLocaleString('en')} characters.`;
  return PATTERN.test(key)
    ? undefined
    : 'An identifier must match pattern ^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$ of Port: letters, digits and @ _ . + : \\ / = -. Build it from an id, or replace what does not fit (gsub).';
}

/** Notices identifiers that are numbers: Port’s are text. */
export interface NumericIdentifiers {
  met(resource: Resource, identifier: number): void;
  /** All of a resource has been met: one warning. */
  warnOf(resource: Resource): void;
}

export function createNumericIdentifiers(warn: (message: string) => void): NumericIdentifiers {
  const met = new Map<number, { count: number; example: number }>();
  return {
    met({ index }, identifier) {
      getOrCreate(met, index, () => ({ count: 0, example: identifier })).count += 1;
    },
    warnOf({ index, kind }) {
      const found = met.get(index);
      if (!found) return;
      warn(
        `resources[${index}] (kind "${kind}"): the identifier is a number for ${found.count} of its entities, e.g. ${found.example}, and is sent as text, which Port’s identifiers are. Say so in the mapping: append | tostring to the expression.`,
      );
    },
  };
}
