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
  if (paging.style === 'skip') return offsetPages(read, asked, paging, names);
  return tokenPages(read, asked, paging.style === 'single' ? { style: 'token' } : paging, names);
}
