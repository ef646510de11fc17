import { malformed } from '../answers/answers.ts';
import type { AskedList } from '../answers/contents.ts';
import type { Page, Paging } from '../types.ts';
import type { Read } from './list-page.ts';
import { offsetPages } from './offset-pages.ts';
import { tokenPages } from './token-pages.ts';

/** The pages of a list. `names`: those that the list may have in the answer, the likeliest first. */
export function readPages<T>(
  read: Read,
  asked: AskedList,
  paging: Paging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  const pages =
    paging.style === 'skip'
      ? offsetPages<T>(read, asked, paging, names)
      : tokenPages<T>(read, asked, paging.style === 'single' ? { style: 'token' } : paging, names);
  return asked.call.neverEmpty === undefined ? pages : withItems(pages, asked);
}

/** The pages, of a list that has something for certain. Throws `malformed` at its end where it had nothing. */
async function* withItems<T>(pages: AsyncIterable<Page<T>>, asked: AskedList): AsyncGenerator<Page<T>> {
  let isEmpty = true;
  for await (const page of pages) {
    isEmpty &&= page.items.length === 0;
    yield page;
  }
  if (isEmpty)
    throw malformed(
      asked,
      `the list has none, and ${asked.call.neverEmpty}: the credential may have lost sight of them`,
    );
}
