import { malformed } from './answers.ts';
import type { AskedList } from './contents.ts';
import { createPageSize, type ItemKey, type Read, type Taken, takenOf } from './taken.ts';
import { Page, type Paging } from './types.ts';

type SkipPaging = Extract<Paging, { style: 'skip' }>;

/** A page, and the positions that were asked for. */
interface Stretch<T> extends Taken<T> {
  skip: number;
  size: number;
}

/**
 * A list by positions. Two things are against it. Positions shift while it is read: what goes before them takes one
 * item out of sight, and it would count as gone. So a page begins with the last item of the one before, or is asked for
 * again so. And pages are as short as the service likes: the list is over only with a page, asked for without such an
 * overlap, that is empty, or with `total`.
 */
export async function* bySkip<T>(
  read: Read,
  asked: AskedList,
  paging: SkipPaging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  const seen = new Set<ItemKey>();
  const take = takeAt<T>(read, asked, paging, names);
  const isNew = (key: ItemKey) => !seen.has(key);
  let last: ItemKey | undefined;
  /** Where the next page begins, whether the one before was as long as asked for, and where that one had to end. */
  for (let end = 0, wasFull = false, reach = 0; ; ) {
    let page = await take(wasFull ? end - 1 : end);
    if (last !== undefined && page.size > 1 && (wasFull || page.keys.some(isNew)))
      page = await withItem(last, page, end);
    if (!page.keys.some(isNew)) {
      if (page.skip < end) {
        wasFull = false;
        continue;
      }
      if (page.items.length === 0) return;
      const more = await beyondKnown(page, reach);
      if (!more) return;
      page = more;
    }
    const fresh = page.items.filter((_, position) => isNew(page.keys[position] as ItemKey));
    for (const key of page.keys) seen.add(key);
    yield new Page(fresh, page.bytes);
    if (seen.size >= (paging.total || Number.POSITIVE_INFINITY)) return;
    last = page.keys.at(-1);
    end = page.skip + page.items.length;
    reach = page.skip + page.size;
    wasFull = page.size > 1 && page.items.length >= page.size;
  }

  /** The page, if it has the item that the one before ended with; else what begins with that, or before it. */
  async function withItem(item: ItemKey, page: Stretch<T>, end: number): Promise<Stretch<T>> {
    let found = page;
    for (const skip of [end - 1, Math.max(0, end - page.size)])
      if (!found.keys.includes(item) && skip < found.skip) found = await take(skip);
    // Going on from there must not lose what was at hand, else it would be asked for again and again.
    const isWhole = found.keys.some(isNew) || !page.keys.some(isNew);
    if (found.keys.includes(item) && isWhole) return found;
    throw malformed(asked, 'the list changed while it was read');
  }

  /**
   * A page of what came before, where there should be none. The service may count positions before it takes out what
   * the credential must not see, so that they are further on than what came. If so, the same question has the same
   * answer, and after the page there is nothing.
   */
  async function beyondKnown(page: Stretch<T>, reach: number): Promise<Stretch<T> | undefined> {
    if (page.items.length <= reach - page.skip) {
      const again = await take(page.skip);
      if (again.keys.some(isNew)) return again;
      const after = await take(page.skip + page.size);
      if (after.items.length === 0) return undefined;
      if (after.keys.some(isNew)) return after;
    }
    throw malformed(asked, 'the list does not end, what came before it comes again');
  }
}

function takeAt<T>(read: Read, asked: AskedList, paging: SkipPaging, names: readonly string[]) {
  const { sizeParameter = '$top', skipParameter = '$skip' } = paging;
  const withSize = createPageSize(paging.size);
  return (skip: number): Promise<Stretch<T>> =>
    withSize(async (wanted) => {
      const size = wanted ?? paging.size;
      const query = { ...asked.call.query, [sizeParameter]: size, [skipParameter]: skip };
      const page = takenOf<T>(await read({ ...asked.call, query }), asked, names);
      if (new Set(page.keys).size < page.items.length)
        throw malformed(asked, 'a page has one item more than once');
      return { ...page, skip, size };
    });
}
