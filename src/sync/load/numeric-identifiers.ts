import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { Resource } from '../../mapping/types.ts';
import { resourceName } from '../../report/words/words.ts';

/**
 * The pattern of an identifier that Port takes, and its length in characters (API description, “Create multiple
 * entities”).
 */
const PATTERN = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$/u;
const LONGEST = 1000;

/**
 * The reason why Port would refuse an identifier. It does not name the identifier, so that equal refusals are one
 * problem.
 */
export function refusalOfIdentifier(key: string): string | undefined {
  // A character has two code units at most.
  if (key.length > 2 * LONGEST || (key.length > LONGEST && [...key].length > LONGEST))
    return `Port takes no identifier of more than ${LONGEST.toLocaleString('en')} characters.`;
  return PATTERN.test(key)
    ? undefined
    : 'An identifier must match pattern ^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$ of Port: letters, digits and @ _ . + : \\ / = -. Build it from an id, or replace what does not fit (gsub).';
}

/** Notices identifiers that are numbers: Port’s are text. */
export interface NumericIdentifiers {
  met(resource: Resource, identifier: number): void;
  /** Warns once of a resource. To be called when all of its entities were met. */
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
        `${resourceName({ index, kind })}: the identifier is a number for ${found.count} of its entities, e.g. ${found.example}, and is sent as text, which Port’s identifiers are. Say so in the mapping: append | tostring to the expression.`,
      );
    },
  };
}
