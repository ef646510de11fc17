import type { Resource } from '../../../mapping/types.ts';
import { createListSizes, type ListSizes } from '../../read/list-sizes.ts';
import { type ReadOrganisationsOptions, readOrganisations } from '../../read/read-organisations.ts';
import type { ListPlan } from '../../read/read-plan.ts';
import type { ReadEvents, Wanted } from '../../read/walk.ts';
import { leadingTo } from './leading-to.ts';
import {
  type AskedPlace,
  hasShrunk,
  type MayBeGone,
  partsOf,
  partsWithLess,
  placesIn,
  type Reading,
  sizeIn,
  type Unseen,
} from './parts-with-less.ts';

const DIFFER = 'it may be of a list of which no two readings agree';

interface ReadUntilTwiceOptions extends Omit<ReadOrganisationsOptions, 'wanted'> {
  /** Sizes of lists in the first reading. */
  listSizes: Reading;
}

/** A reading that is not the first. */
interface Again {
  events: ReadEvents;
  mayBeGone: MayBeGone;
  wanted: Wanted;
  /** Resources of which something was found that an earlier reading lacked. */
  foundIn: Set<Resource>;
}

/**
 * Reads the lists again, and a third time those that have one answer after two: what hangs under an item that was
 * hidden or looked different in the first reading, a list that lost some items between the two, as lists in use do, and
 * one that has what it lacked in the first. Gives what no two readings, one after the other, agree on. A list that only
 * the third reading finds hangs under what two readings did not have.
 */
export async function readUntilTwice(
  options: ReadUntilTwiceOptions,
  lists: readonly ListPlan[],
  { events, mayBeGone, wanted, foundIn }: Again,
): Promise<Unseen[]> {
  const { organisations, listSizes: first } = options;
  const read = async (some: Wanted): Promise<ListSizes> => {
    const sizes = createListSizes();
    await readOrganisations({ ...options, wanted: some }, lists, (organisation) => ({
      ...events,
      listRead: (list, parent, items) => sizes.add(organisation, list, parent, items),
    }));
    return sizes;
  };
  const placesOf = (reading: Reading) => placesIn(reading, organisations, lists, mayBeGone);
  const second = await read(wanted);
  const known = placesOf(first);
  const once = placesOf(second).filter((place) => sizeIn(first, place) === undefined);
  const isShrunk = (place: AskedPlace) => hasShrunk(place, first, second);
  const isFoundIn = ({ resources }: AskedPlace) => resources.some((resource) => foundIn.has(resource));
  const unseen = partsWithLess(
    known.filter((one) => !isShrunk(one)),
    first,
    second,
  );
  const isLess = new Set(unseen.map(({ part }) => part));
  const rest = known.filter(({ place }) => !isLess.has(place.part));
  const refuted = rest.filter(isFoundIn);
  const shrunk = rest.filter((one) => isShrunk(one) && !isFoundIn(one));
  foundIn.clear();
  const again = [...shrunk, ...once, ...refuted];
  if (again.length === 0) return unseen;
  const third = await read(leadingTo(again, wanted));
  const differing = refuted.filter((one) => isFoundIn(one) || sizeIn(third, one) !== sizeIn(second, one));
  return [...unseen, ...partsWithLess([...shrunk, ...once], second, third), ...partsOf(differing, DIFFER)];
}
