import type { AzureDevOps } from '../../../azure-devops/types.ts';
import { hasEnough } from '../../../kinds/support/proof.ts';
import type { Resource } from '../../../mapping/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { isHelper } from '../../read/choices.ts';
import type { ListSizes } from '../../read/list-sizes.ts';
import { type ListPlan, resourcesUnder } from '../../read/read-plan.ts';
import { listName } from '../../read/unread-part.ts';
import type { PossibleEntities } from '../visibility/possible-entities.ts';

const NOT_AGAIN = 'it may be of a list that a second reading did not find again';

const NOT_BEFORE = 'it may be of a list that only a second reading found';

const FEWER = 'it may be of a list of which a second reading has fewer than half';

/** A part of the lists that was not read twice, and why. */
export interface Unseen {
  resources: readonly Resource[];
  /** Undefined: anything. */
  part: UnreadPart | undefined;
  reason: string;
}

export type MayBeGone = (resources: readonly Resource[], part: UnreadPart) => boolean;

export interface ReadTwiceOptions {
  organisations: readonly { devops: AzureDevOps }[];
  /** Sizes of lists in the first reading. */
  listSizes: Pick<ListSizes, 'of' | 'partsOf'>;
}

interface Asked extends Pick<PossibleEntities, 'shows'> {
  mayBeGone: MayBeGone;
}

/** Parts that something gone may be of and that one of two readings did not find, or of which the second had less. */
export function partsReadOnce(
  { organisations, listSizes }: ReadTwiceOptions,
  lists: readonly ListPlan[],
  sizes: ListSizes,
  asked: Asked,
): Unseen[] {
  // A list that gives the items of its parent list once more has nothing of its own.
  const all = withChildren(lists).filter(({ source }) => !isHelper(source));
  return organisations.flatMap(({ devops }) =>
    all.flatMap((list) => {
      const readings = { first: listSizes, second: sizes, devops };
      return [...withLess(list, readings, asked), ...notBefore(list, readings, asked)];
    }),
  );
}

interface Readings {
  first: Pick<ListSizes, 'of' | 'partsOf'>;
  second: ListSizes;
  devops: AzureDevOps;
}

/** Parts that were not read again, as what they hang under was not found, or had fewer than half of their items. */
function* withLess(
  list: ListPlan,
  { first, second, devops }: Readings,
  { mayBeGone }: Asked,
): Generator<Unseen> {
  const { key } = list.source;
  const resources = resourcesUnder(list);
  for (const part of first.partsOf(devops, key)) {
    if (!mayBeGone(resources, part)) continue;
    const again = second.of(devops, key, part);
    if (again !== undefined && hasEnough(again, first.of(devops, key, part) ?? 0)) continue;
    yield { resources, part, reason: `${again === undefined ? NOT_AGAIN : FEWER} (${listName(key)})` };
  }
}

/**
 * Parts that were not read before, as the first reading had not found what they hang under: there is one answer of them,
 * and no more. Something gone can be of one where it has the parent's id in it; what hangs under a new parent has not
 * been there.
 */
function* notBefore(
  list: ListPlan,
  { first, second, devops }: Readings,
  { shows, mayBeGone }: Asked,
): Generator<Unseen> {
  const { key } = list.source;
  for (const part of second.partsOf(devops, key)) {
    if (first.of(devops, key, part) !== undefined) continue;
    const resources = resourcesUnder(list).filter((resource) => shows(resource, part));
    if (mayBeGone(resources, part)) yield { resources, part, reason: `${NOT_BEFORE} (${listName(key)})` };
  }
}

/** Lists and all that hang under them, parents first. */
const withChildren = (lists: readonly ListPlan[]): ListPlan[] =>
  lists.flatMap((list) => [list, ...withChildren(list.children)]);
