import type { AzureDevOps } from '../../azure-devops/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { UnreadPart } from '../../report/unread.ts';
import { partOfText, textOfPart } from './unread-part.ts';

/** The number of items that each list of an organisation had, under each of its parents. */
export interface ListSizes {
  add(organisation: AzureDevOps, sourceKey: string, part: UnreadPart, items: number): void;
  /** Undefined for a list that was not read to its end. */
  of(organisation: AzureDevOps, sourceKey: string, part: UnreadPart): number | undefined;
  /** All parts of a list that were read to their end. */
  partsOf(organisation: AzureDevOps, sourceKey: string): Iterable<UnreadPart>;
}

export function createListSizes(): ListSizes {
  // Parts as texts: a run may have tens of thousands, and keeps them to its end.
  const sizes = new Map<AzureDevOps, Map<string, Map<string, number>>>();
  const ofList = (organisation: AzureDevOps, key: string) => sizes.get(organisation)?.get(key);
  return {
    add(organisation, key, part, items) {
      const lists = getOrCreate(sizes, organisation, () => new Map<string, Map<string, number>>());
      const parts = getOrCreate(lists, key, () => new Map<string, number>());
      const text = textOfPart(part);
      parts.set(text, (parts.get(text) ?? 0) + items);
    },
    of: (organisation, key, part) => ofList(organisation, key)?.get(textOfPart(part)),
    *partsOf(organisation, key) {
      for (const text of ofList(organisation, key)?.keys() ?? []) yield partOfText(text);
    },
  };
}
