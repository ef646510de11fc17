import { append } from '../../append.ts';
import { Page } from '../../azure-devops/types.ts';
import type { Node, RawItem, ReadContext } from '../types.ts';

/** All items of a list, for those that are known to be short. */
export async function collect<T>(pages: AsyncIterable<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) append(items, page.items);
  return items;
}

/** Large pages in parts, so that what is read for each item is not held for all of them at once. */
export async function* inParts<T>(size: number, pages: AsyncIterable<Page<T>>): AsyncGenerator<Page<T>> {
  for await (const { items, bytes } of pages) {
    for (const part of chunks(items, size)) yield new Page(part, (bytes * part.length) / items.length);
  }
}

/** A page of items that did not come as one answer, with what they would weigh as one. */
export const pageOf = <T>(items: readonly T[]): Page<T> =>
  new Page(items, Buffer.byteLength(JSON.stringify(items)));

/**
 * One raw item per node, each made on its own: one that fails is left out and makes the read incomplete,
 * since half an item would overwrite what the catalog knows.
 */
export const eachItem = <N extends Node>(
  nodes: readonly N[],
  context: ReadContext,
  make: (node: N) => Promise<RawItem | undefined>,
): Promise<(RawItem | undefined)[]> =>
  Promise.all(
    nodes.map((node) =>
      make(node).catch((error: unknown) => {
        context.incomplete(error);
        return undefined;
      }),
    ),
  );

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
