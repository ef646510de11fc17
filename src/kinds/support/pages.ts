import { AzureDevOpsError, type ListEnd, Page, type Paging } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import { type DoubtfulList, type Node, PartialItem, type RawItem, type ReadContext } from '../types.ts';

/** All items of a list. Only for lists that are known to be short. */
export async function collect<T>(pages: AsyncIterable<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) append(items, page.items);
  return items;
}

/** Paging of a list by whose lack entities are deleted: before that is done, the run asks whether it was whole. */
export const byOffset = (
  size: number,
  what: string,
  context: Pick<ReadContext, 'doubtful'>,
): Extract<Paging, { style: 'skip' }> => ({ style: 'skip', size, ended: askedLater(what, context) });

/** The same by tokens. `size` is undefined where the service has its own. */
export const byToken = (
  size: number | undefined,
  what: string,
  context: Pick<ReadContext, 'doubtful'>,
): Extract<Paging, { style: 'token' }> => ({
  style: 'token',
  ...(size !== undefined && { size }),
  ended: askedLater(what, context),
});

const askedLater =
  (what: string, { doubtful }: Pick<ReadContext, 'doubtful'>) =>
  (isWhole: ListEnd): void =>
    doubtful({ what: movedIn(what), isWhole });

/** Takes what is told of lists that may lack something, to pass it on later or to ask at once. */
export function createDoubts() {
  const lists: DoubtfulList[] = [];
  return {
    lists,
    doubtful(list: DoubtfulList) {
      lists.push(list);
    },
    async areAllWhole(): Promise<boolean> {
      for (const { isWhole } of lists) if (!(await isWhole?.())) return false;
      return true;
    },
  };
}

/** The reason why nothing may go that such a list lacks. */
export const movedIn = (what: string): string =>
  `${what} changed while they were read, so that one of them may have been out of sight`;

/** Large pages in parts, so that what is read for each item is not held for all of them at once. */
export async function* inParts<T>(
  size: number,
  pages: AsyncIterable<Page<T>> | Iterable<Page<T>>,
): AsyncGenerator<Page<T>> {
  for await (const { items, bytes } of pages) {
    for (const part of chunks(items, size)) yield new Page(part, (bytes * part.length) / items.length);
  }
}

/** A page of items that did not come as one answer, with their weight as JSON. */
export const pageOf = <T>(items: readonly T[]): Page<T> =>
  new Page(items, Buffer.byteLength(JSON.stringify(items)));

/**
 * One raw item per node: what its list says, and what `more` reads for it. Where that fails or gives undefined, the item
 * is partial: half an item would overwrite what the catalog knows.
 */
export const eachItem = <N extends Node>(
  nodes: readonly N[],
  listed: (node: N) => RawItem,
  more: (node: N) => Promise<RawItem | undefined>,
): Promise<(RawItem | PartialItem)[]> =>
  Promise.all(
    nodes.map(async (node) => {
      const item = listed(node);
      if (node.partial) return item;
      try {
        const added = await more(node);
        return added ? { ...item, ...added } : new PartialItem(item);
      } catch (error) {
        return new PartialItem(item, error);
      }
    }),
  );

/**
 * The whole of a listed item, or a PartialItem where Azure DevOps does not give it, by an error or undefined. Throws any
 * other error.
 */
export async function orPartial<T>(
  listed: T,
  read: () => Promise<T | undefined>,
): Promise<T | PartialItem<T>> {
  try {
    return (await read()) ?? new PartialItem(listed);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    return new PartialItem(listed, error);
  }
}
