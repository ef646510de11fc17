import type { AzureDevOps } from '../../../azure-devops/types.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { isHelper } from '../../read/choices.ts';
import type { ListPlace, ListSizes } from '../../read/list-sizes.ts';
import { type ListPlan, resourcesUnder } from '../../read/read-plan.ts';
import { listName } from '../../read/unread-part.ts';

const NOT_AGAIN = 'it may be of a list that a second reading did not find again';

const FEWER = 'it may be of a list of which a second reading has fewer';

/** A part of the lists that was not read twice, and why. */
export interface Unseen {
  resources: readonly Resource[];
  /** Undefined: anything. */
  part: UnreadPart | undefined;
  reason: string;
}

export type MayBeGone = (resources: readonly Resource[], part: UnreadPart) => boolean;

/** One list under one parent of an organisation, of which something gone may be. */
export interface AskedPlace {
  devops: AzureDevOps;
  list: ListPlan;
  place: ListPlace;
  resources: readonly Resource[];
}

/** The places of a reading. */
export type Reading = Pick<ListSizes, 'of' | 'placesOf'>;

/** All places of a reading that something gone may be of. */
export function placesIn(
  reading: Reading,
  organisations: readonly { devops: AzureDevOps }[],
  lists: readonly ListPlan[],
  mayBeGone: MayBeGone,
): AskedPlace[] {
  // A list that gives the items of the one above it once more is told by that one.
  const all = withChildren(lists).filter(({ source }) => !isHelper(source));
  return organisations.flatMap(({ devops }) =>
    all.flatMap((list) => {
      const resources = resourcesUnder(list);
      return [...reading.placesOf(devops, list.source.key)]
        .filter(({ part }) => mayBeGone(resources, part))
        .map((place) => ({ devops, list, place, resources }));
    }),
  );
}

/**
 * Places that the next reading did not find again, as it did not find what they hang under, or of which it has fewer
 * items: it lacks some that the earlier one had, and so it may lack others.
 */
export const partsWithLess = (places: readonly AskedPlace[], earlier: Reading, later: Reading): Unseen[] =>
  places.flatMap((place) => {
    const again = sizeIn(later, place);
    if (again !== undefined && again >= (sizeIn(earlier, place) ?? 0)) return [];
    return partsOf([place], again === undefined ? NOT_AGAIN : FEWER);
  });

/** Places as parts that were not read twice. */
export const partsOf = (places: readonly AskedPlace[], reason: string): Unseen[] =>
  places.map(({ list, place, resources }) => ({
    resources,
    part: place.part,
    reason: `${reason} (${listName(list.source.key)})`,
  }));

/** Whether a place lost items, and at most half of them: a list in use does so, and one more reading can tell. */
export function hasShrunk(place: AskedPlace, earlier: Reading, later: Reading): boolean {
  const before = sizeIn(earlier, place) ?? 0;
  const after = sizeIn(later, place) ?? 0;
  return after < before && after >= before / 2;
}

/** Undefined where the reading did not find the place. */
export const sizeIn = (reading: Reading, { devops, list, place }: AskedPlace): number | undefined =>
  reading.of(devops, list.source.key, place);

/** Lists and all that hang under them, parents first. */
const withChildren = (lists: readonly ListPlan[]): ListPlan[] =>
  lists.flatMap((list) => [list, ...withChildren(list.children)]);
