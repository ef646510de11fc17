import { malformed } from '../answers/answers.ts';
import type { AskedList } from '../answers/contents.ts';
import { type ListEnd, Page, type Paging } from '../types.ts';
import { type ItemKey, type ListPage, listPageOf, type Read } from './list-page.ts';
import { createPageSize } from './page-size.ts';

type OffsetPaging = Extract<Paging, { style: 'skip' }>;

/** A page, with the offset and size that were asked for. */
interface OffsetPage<T> extends ListPage<T> {
  skip: number;
  size: number;
}

/**
 * A list by offsets (`$skip`). Two things make it hard to read whole:
 * - Offsets shift while it is read. An item that is deleted before the offset moves another one out of sight, which
 *   would then count as gone. So each page overlaps the one before by its last item, or is asked for again with one.
 * - Pages are as short as the service likes. So the list is over only with an empty page that was asked for without an
 *   overlap, or once `total` items have come. Whether offsets shifted before that page is asked for by `ended`.
 * An item that is gone before the next page comes may be the one that the page should begin with. Then the list is read
 * from its beginning, and what came is not given again.
 * Throws AzureDevOpsError `malformed` where the list changes so each time that it is read, or has no end.
 */
export async function* offsetPages<T>(
  read: Read,
  asked: AskedList,
  paging: OffsetPaging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  const take = takeAt<T>(read, asked, paging, names);
  const given = new Set<ItemKey>();
  for (let time = 1; ; time++) {
    const seen = new Set<ItemKey>();
    try {
      return yield* wholePass(take, asked, paging, { given, seen });
    } catch (error) {
      if (!(error instanceof ListChanged)) throw error;
      if (time === MOST_PASSES) throw malformed(asked, 'the list changed while it was read');
    }
    for (const key of seen) given.add(key);
  }
}

/** Times that a list is read from its beginning. */
const MOST_PASSES = 3;

/** The end of a pass that cannot tell where to go on. */
class ListChanged extends Error {}

type TakePage<T> = (skip: number) => Promise<OffsetPage<T>>;

interface Known {
  /** Items that passes before have given. */
  given: ReadonlySet<ItemKey>;
  /** Items of this pass, to which it adds. */
  seen: Set<ItemKey>;
}

/** One pass over the list. An item that is known is not given again. */
async function* wholePass<T>(
  take: TakePage<T>,
  asked: AskedList,
  paging: OffsetPaging,
  { given, seen }: Known,
): AsyncGenerator<Page<T>> {
  const isNew = (key: ItemKey) => !seen.has(key);
  let last: ItemKey | undefined;
  // `end`: offset behind the last item. `wasFull`: the last page was as long as asked for. `reach`: where it had to end.
  for (let end = 0, wasFull = false, reach = 0; ; ) {
    let page = await take(wasFull ? end - 1 : end);
    if (last !== undefined && page.size > 1 && (wasFull || page.keys.some(isNew)))
      page = await withItem(last, page, end);
    if (!page.keys.some(isNew)) {
      if (page.skip < end) {
        wasFull = false;
        continue;
      }
      if (page.items.length === 0) {
        if (last !== undefined) paging.ended?.(endCheck(take, last, end, paging.grows));
        return;
      }
      const more = await beyondKnown(take, asked, { page, reach, isNew });
      if (!more) return paging.ended?.(sameEndCheck(take, page));
      page = more;
    }
    const isFresh = (key: ItemKey) => isNew(key) && !given.has(key);
    const fresh = page.items.filter((_, position) => isFresh(page.keys[position] as ItemKey));
    for (const key of page.keys) seen.add(key);
    if (fresh.length > 0) yield new Page(fresh, page.bytes);
    if (seen.size >= (paging.total || Number.POSITIVE_INFINITY)) return;
    last = page.keys.at(-1);
    end = page.skip + page.items.length;
    reach = page.skip + page.size;
    wasFull = page.size > 1 && page.items.length >= page.size;
  }

  /** The page, if it has the last item of the one before; else one that is asked for with it. */
  async function withItem(item: ItemKey, page: OffsetPage<T>, end: number): Promise<OffsetPage<T>> {
    let found = page;
    for (const skip of [end - 1, Math.max(0, end - page.size)])
      if (!found.keys.includes(item) && skip < found.skip) found = await take(skip);
    // A page with an overlap must not lose the new items of the first one: they would be asked for again and again.
    const isWhole = found.keys.some(isNew) || !page.keys.some(isNew);
    if (found.keys.includes(item) && isWhole) return found;
    throw new ListChanged();
  }
}

interface KnownPage<T> {
  page: OffsetPage<T>;
  /** The offset at which the page before had to end. */
  reach: number;
  isNew(key: ItemKey): boolean;
}

/**
 * The page that follows one of known items alone, where there should be none. The service may count offsets before it
 * takes out what the credential may not see, so that offsets are ahead of what came. Then the same question has the same
 * answer, and nothing comes after the page.
 */
async function beyondKnown<T>(
  take: TakePage<T>,
  asked: AskedList,
  { page, reach, isNew }: KnownPage<T>,
): Promise<OffsetPage<T> | undefined> {
  if (page.items.length <= reach - page.skip) {
    const again = await take(page.skip);
    if (again.keys.some(isNew)) return again;
    const after = await take(page.skip + page.size);
    if (after.items.length === 0) return undefined;
    if (after.keys.some(isNew)) return after;
  }
  throw malformed(asked, 'the list does not end, what came before it comes again');
}

/**
 * Whether nothing follows the last item that could have been out of sight. Holds no other item of the list, since it is
 * kept to the end of the run.
 */
function endCheck<T>(take: TakePage<T>, last: ItemKey, end: number, grows = false): ListEnd {
  return async () => {
    let page = await take(end - 1);
    // Some before it may be gone since.
    if (!page.keys.includes(last)) page = await take(Math.max(0, end - page.size));
    const position = page.keys.indexOf(last);
    if (position < 0) return false;
    // The item has as many before it as it had: what follows it is new.
    if (grows && page.skip + position === end - 1) return true;
    if (position < page.keys.length - 1) return false;
    // A page that begins with it would show what follows. Another one, or one of a single item, may be too short to.
    return (position === 0 && page.size > 1) || (await take(page.skip + position + 1)).items.length === 0;
  };
}

/** The same of a list whose offsets are ahead of its items: its last page is as it was, and nothing comes after it. */
function sameEndCheck<T>(take: TakePage<T>, { keys, skip, size }: OffsetPage<T>): ListEnd {
  return async () => {
    const again = await take(skip);
    const isSame = again.keys.length === keys.length && again.keys.every((key, i) => key === keys[i]);
    return isSame && (await take(skip + size)).items.length === 0;
  };
}

function takeAt<T>(read: Read, asked: AskedList, paging: OffsetPaging, names: readonly string[]) {
  const { sizeParameter = '$top', skipParameter = '$skip' } = paging;
  const withSize = createPageSize(paging.size);
  return (skip: number): Promise<OffsetPage<T>> =>
    withSize(async (wanted) => {
      const size = wanted ?? paging.size;
      const query = { ...asked.call.query, [sizeParameter]: size, [skipParameter]: skip };
      const page = listPageOf<T>(await read({ ...asked.call, query }), asked, names);
      return { ...page, skip, size };
    });
}
