import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { everyGuidIn, withoutGuids } from '../attribution.ts';

/** Ids that identifiers have in them. `told`: GUIDs that the service may have left out of an item. */
export interface CarriedIds {
  sure: readonly string[];
  told: readonly string[];
}

/** Identifiers, found by the ids in them. */
export interface IdentifierIndex {
  /** Those that have a GUID in them. */
  withGuid(id: string): readonly string[];
  /**
   * Whether one may have all of these ids in it. Where it says no, none has. One that has fewer GUIDs than there are may
   * lack those that are told.
   */
  mayHave(ids: CarriedIds): boolean;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Digits of the longest number that is indexed. */
const LONGEST = 10;
const NUMBER = /^\d{1,10}$/;
const ALL = '';

/** What identifiers have in them beside GUIDs. */
interface Rest {
  /** All numbers, those that are part of a longer one too, as a mapping may write two ids without a break. */
  numbers: ReadonlySet<string>;
  /** All of them in one text. */
  text: string;
}

/** An index of identifiers that is made as it is asked: by GUIDs, and by what else those with one GUID, or any, have. */
export function createIdentifierIndex(identifiers: readonly string[]): IdentifierIndex {
  let byGuid: Map<string, string[]> | undefined;
  const rests = new Map<string, Rest>();
  const withGuid = (id: string): readonly string[] => {
    byGuid ??= groupByGuid(identifiers);
    return byGuid.get(id.toLowerCase()) ?? [];
  };
  let fewest: number | undefined;
  const mayHaveAll = (ids: readonly string[]): boolean => {
    const guids = ids.filter((id) => GUID.test(id));
    if (guids.some((id) => withGuid(id).length === 0)) return false;
    const [guid] = guids;
    const rest = () =>
      getOrCreate(rests, guid?.toLowerCase() ?? ALL, () => restOf(guid ? withGuid(guid) : identifiers));
    return ids
      .filter((id) => !GUID.test(id))
      .every((id) => (NUMBER.test(id) ? rest().numbers.has(id) : rest().text.includes(id.toLowerCase())));
  };
  return {
    withGuid,
    mayHave({ sure, told }) {
      if (mayHaveAll([...sure, ...told])) return true;
      if (told.length === 0) return false;
      fewest ??= identifiers.reduce(
        (least, one) => Math.min(least, everyGuidIn(one).length),
        Number.POSITIVE_INFINITY,
      );
      const guids = sure.filter((id) => GUID.test(id)).length + told.length;
      return fewest < guids && mayHaveAll(sure);
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
  const text = identifiers.map(withoutGuids).join('\n').toLowerCase();
  const numbers = new Set<string>();
  for (const [digits] of text.matchAll(/\d+/g))
    for (let from = 0; from < digits.length; from++)
      for (let to = from + 1; to <= Math.min(digits.length, from + LONGEST); to++)
        numbers.add(digits.slice(from, to));
  return { numbers, text };
}
