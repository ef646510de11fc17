import type { AzureDevOps } from '../../../azure-devops/types.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { isHelper } from '../../read/choices.ts';
import type { ListSizes } from '../../read/list-sizes.ts';
import { type ListPlan, resourcesUnder } from '../../read/read-plan.ts';
import { listName } from '../../read/unread-part.ts';

const NOT_AGAIN = 'it may be of a list that a second reading did not find again';

const ONCE = 'it may be of a list that only one of three readings found';

const FEWER = 'it may be of a list of which a second reading has fewer';

/** A part of the lists that was not read twice, and why. */
export interface Unseen {
  resources: readonly Resource[];
  /** Undefined: anything. */
  part: UnreadPart | undefined;
  reason: string;
}

export type MayBeGone = (resources: readonly Resource[], part: UnreadPart) => boolean;

/** Two readings, one after the other. */
export interface TwoReadings {
  organisations: readonly { devops: AzureDevOps }[];
  lists: readonly ListPlan[];
  earlier: Pick<ListSizes, 'of' | 'placesOf'>;
  later: Pick<ListSizes, 'of' | 'placesOf'>;
  mayBeGone: MayBeGone;
}

/**
 * Parts that something gone may be of and that the later reading did not find again, as it did not find what they hang
 * under, or of which it has fewer items: it lacks some that the earlier one had, and so it may lack others.
 */
export const partsWithLess = ({ earlier, later, ...readings }: TwoReadings): Unseen[] =>
  placesIn(earlier, readings).flatMap(({ list, place, devops, resources }) => {
    const { key } = list.source;
    const again = later.of(devops, key, place);
    if (again !== undefined && again >= (earlier.of(devops, key, place) ?? 0)) return [];
    const reason = `${again === undefined ? NOT_AGAIN : FEWER} (${listName(key)})`;
    return [{ resources, part: place.part, reason }];
  });

/**
 * Parts that something gone may be of and that only the later reading found, as the earlier one had not found what they
 * hang under, or another state of it: there is one answer of them, and no more.
 */
export const partsReadOnce = ({ earlier, later, ...readings }: TwoReadings): Unseen[] =>
  placesIn(later, readings)
    .filter(({ list, place, devops }) => earlier.of(devops, list.source.key, place) === undefined)
    .map(({ list, place, resources }) => ({
      resources,
      part: place.part,
      reason: `${ONCE} (${listName(list.source.key)})`,
    }));

/** All places of a reading that something gone may be of. */
const placesIn = (
  sizes: Pick<ListSizes, 'placesOf'>,
  { organisations, lists, mayBeGone }: Pick<TwoReadings, 'organisations' | 'lists' | 'mayBeGone'>,
) => {
  // Of a list that gives the items of the one above it once more, that one tells what it has.
  const all = withChildren(lists).filter(({ source }) => !isHelper(source));
  return organisations.flatMap(({ devops }) =>
    all.flatMap((list) => {
      const resources = resourcesUnder(list);
      return [...sizes.placesOf(devops, list.source.key)]
        .filter(({ part }) => mayBeGone(resources, part))
        .map((place) => ({ list, place, devops, resources }));
    }),
  );
};

/** Lists and all that hang under them, parents first. */
const withChildren = (lists: readonly ListPlan[]): ListPlan[] =>
  lists.flatMap((list) => [list, ...withChildren(list.children)]);
