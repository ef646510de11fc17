import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { everyGuidIn, withoutGuids } from '../attribution.ts';

/** Identifiers, found by the ids in them. */
export interface IdentifierIndex {
  /** Identifiers that have a GUID in them. */
  withGuid(id: string): readonly string[];
  /** Whether one may have all of these ids in it. Where it says no, none has. */
  mayHave(ids: readonly string[]): boolean;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Digits of the longest number that is indexed. */
const LONGEST = 10;
const NUMBER = /^\d{1,10}$/;
/** Numbers that are kept, some 20 MB, and characters that are searched for each other id. Of more, any id may be there. */
const MOST_NUMBERS = 500_000;
const MOST_TEXT = 2 ** 18;
const ALL = '';

/** Numbers and names that identifiers have in them beside GUIDs. Undefined: too much to look for anything in it. */
interface Rest {
  /** All numbers, those that are part of a longer one too, as a mapping may write two ids without a break. */
  numbers: ReadonlySet<string> | undefined;
  /** All of them in one text. */
  text: string | undefined;
}

/** An index of identifiers that is made as it is asked: by GUIDs, and by what else those with one GUID, or any, have. */
export function createIdentifierIndex(identifiers: readonly string[]): IdentifierIndex {
  let byGuid: Map<string, string[]> | undefined;
  const rests = new Map<string, Rest>();
  const withGuid = (id: string): readonly string[] => {
    byGuid ??= groupByGuid(identifiers);
    return byGuid.get(id.toLowerCase()) ?? [];
  };
  return {
    withGuid,
    mayHave(ids) {
      const guids = ids.filter((id) => GUID.test(id));
      if (guids.some((id) => withGuid(id).length === 0)) return false;
      const [guid] = guids;
      const rest = () =>
        getOrCreate(rests, guid?.toLowerCase() ?? ALL, () => restOf(guid ? withGuid(guid) : identifiers));
      return ids
        .filter((id) => !GUID.test(id))
        .every((id) => {
          const { numbers, text } = rest();
          return (NUMBER.test(id) ? numbers?.has(id) : text?.includes(id.toLowerCase())) ?? true;
        });
    },
  };
}

function groupByGuid(identifiers: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const identifier of identifiers)
    for (const id of everyGuidIn(identifier)) getOrCreate(found, id, () => []).push(identifier);
  return found;
}

function restOf(identifiers: readonly string[]): Rest {
  const texts = identifiers.map(withoutGuids);
  const length = texts.reduce((sum, text) => sum + text.length + 1, 0);
  return {
    numbers: numbersIn(texts),
    text: length > MOST_TEXT ? undefined : texts.join('\n').toLowerCase(),
  };
}

function numbersIn(texts: readonly string[]): Set<string> | undefined {
  const numbers = new Set<string>();
  for (const text of texts)
    for (const [digits] of text.matchAll(/\d+/g))
      for (let from = 0; from < digits.length; from++) {
        for (let to = from + 1; to <= Math.min(digits.length, from + LONGEST); to++)
          numbers.add(digits.slice(from, to));
        if (numbers.size > MOST_NUMBERS) return undefined;
      }
  return numbers;
}
