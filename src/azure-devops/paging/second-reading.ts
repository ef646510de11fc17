import type { AskedList } from '../answers/contents.ts';
import type { IsNew, Page } from '../types.ts';
import { type ItemKey, keysBy } from './list-page.ts';

interface FirstReading {
  asked: AskedList;
  seen: ReadonlySet<ItemKey>;
  /** The last item, where what follows it is looked at by other means. */
  last?: ItemKey | undefined;
  isNew: IsNew | undefined;
}

/**
 * Whether a list that was read again, or another one of the same, has enough items to say what is gone. Some may be gone
 * since; one that has fewer than half tells less than there is.
 */
export const hasEnough = (again: number, first: number): boolean => again >= first / 2;

/**
 * Whether a second reading of a list has nothing that the first one had not, but for what is new. What was in no page
 * shows in no other way: an item that moved from behind what was read to before it, as lists by name or by time let
 * them, or one that moved up where tokens go by positions.
 */
export async function hasNothingElse(
  pages: AsyncIterable<Page<unknown>>,
  { asked, seen, last, isNew }: FirstReading,
): Promise<boolean> {
  const keyOf = keysBy(asked);
  const again = new Set<ItemKey>();
  const isEnough = () => hasEnough(again.size, seen.size);
  for await (const { items } of pages)
    for (const item of items) {
      if (item === null) continue;
      const key = keyOf(item);
      // What comes twice stood in two places: the list moves all the time.
      if (again.has(key)) return false;
      again.add(key);
      if (!seen.has(key) && !isNew?.(item as Record<string, unknown>)) return false;
      if (last !== undefined && key === last) return isEnough();
    }
  return last === undefined && isEnough();
}
