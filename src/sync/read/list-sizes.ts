import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { Node } from '../../kinds/types.ts';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { UnreadPart } from '../../report/unread.ts';
import type { ListPlan } from './read-plan.ts';
import { partOfText, partUnder, textOfPart } from './unread-part.ts';

/** One list under one of its parents. */
export interface ListPlace {
  part: UnreadPart;
  /** The parent's word on what to ask for, if it has one. A list that was asked for by another is another one. */
  question: string;
}

/** The number of items that each list of an organisation had, under each of its parents. */
export interface ListSizes {
  add(organisation: AzureDevOps, list: ListPlan, parent: Node, items: number): void;
  /** Undefined for a list that was not read to its end. */
  of(organisation: AzureDevOps, sourceKey: string, place: ListPlace): number | undefined;
  /** All places of a list that were read to their end. */
  placesOf(organisation: AzureDevOps, sourceKey: string): Iterable<ListPlace>;
}

/** Sizes by question, and by parts as texts: a run may have tens of thousands, and keeps them to its end. */
type Sizes = Map<string, Map<string, number>>;

export function createListSizes(): ListSizes {
  const sizes = new Map<AzureDevOps, Map<string, Sizes>>();
  const ofList = (organisation: AzureDevOps, key: string): Sizes | undefined =>
    sizes.get(organisation)?.get(key);
  return {
    add(organisation, list, parent, items) {
      const lists = getOrCreate(sizes, organisation, () => new Map<string, Sizes>());
      const questions = getOrCreate(lists, list.source.key, () => new Map());
      const parts = getOrCreate(questions, list.source.askedBy?.(parent) ?? '', () => new Map());
      const text = textOfPart(partUnder(list, parent));
      parts.set(text, (parts.get(text) ?? 0) + items);
    },
    of: (organisation, key, { part, question }) =>
      ofList(organisation, key)?.get(question)?.get(textOfPart(part)),
    *placesOf(organisation, key) {
      for (const [question, parts] of ofList(organisation, key) ?? [])
        for (const text of parts.keys()) yield { part: partOfText(text), question };
    },
  };
}
