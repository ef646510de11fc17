import { malformed } from '../answers/answers.ts';
import type { AskedList } from '../answers/contents.ts';
import { isObject } from '../shape.ts';
import { type Call, type ListEnd, Page, type Paging, type QueryValue } from '../types.ts';
import { type Answer, type ItemKey, type ListPage, listPageOf, type Read } from './list-page.ts';
import { createPageSize } from './page-size.ts';

type TokenPaging = Extract<Paging, { style: 'token' }>;

interface TokenPage<T> extends ListPage<T> {
  next: string | undefined;
  /** Items that were asked for. */
  size: number | undefined;
}

/** Empty pages in a row, each with a token for the next, from which on a list has no end. The graph API sends some. */
const EMPTY_IN_A_ROW = 100;

/**
 * A list by continuation tokens. Throws AzureDevOpsError `malformed` where it has no end: a token or a whole page comes
 * again, or there are too many empty pages.
 */
export async function* tokenPages<T>(
  read: Read,
  asked: AskedList,
  paging: TokenPaging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  const withSize = createPageSize(paging.size);
  const tokens = new Set<string>();
  const seen = new Set<ItemKey>();
  let empty = 0;
  const take = async (token: string | undefined): Promise<TokenPage<T>> => {
    let size: number | undefined;
    const answer = await withSize((wanted) => {
      size = wanted;
      return read(withPage(asked.call, paging, wanted, token));
    });
    const next = nextToken(answer, paging);
    const page = listPageOf<T>(answer, asked, names);
    if (next !== undefined && tokens.has(next)) {
      throw malformed(asked, 'the list does not end, the same continuation token came twice');
    }
    if (page.keys.length > 0 && page.keys.every((key) => seen.has(key))) {
      throw malformed(asked, 'the list does not end, a page has only what came before it');
    }
    empty = page.items.length > 0 ? 0 : empty + 1;
    if (next !== undefined && empty >= EMPTY_IN_A_ROW) {
      throw malformed(asked, `the list does not end, ${empty} empty pages came in a row`);
    }
    return { ...page, next, size };
  };
  let token: string | undefined;
  /** Items of the only page, where it is shorter than was asked for. */
  let short = 0;
  let hasMoved = false;
  do {
    const isFirst = token === undefined;
    const { items, keys, bytes, next, size = Number.POSITIVE_INFINITY } = await take(token);
    token = next;
    if (token !== undefined) tokens.add(token);
    // An item that comes twice stood in two places: another one may have been out of sight meanwhile.
    hasMoved ||= keys.some((key) => seen.has(key));
    // A single page needs no memory of its items.
    if (token !== undefined || !isFirst) for (const key of keys) seen.add(key);
    if (items.length > 0) yield new Page(items, bytes);
    if (isFirst && token === undefined) {
      if (items.length < size) short = items.length;
      else if (size > 1) await expectTokens(read, asked, paging, names, items.length);
    }
  } while (token !== undefined);
  if (hasMoved) paging.ended?.(async () => false);
  // The service may give fewer at a time than were asked for.
  if (tokens.size === 0 && short > 1 && paging.size !== undefined) {
    const { ended, ...again } = paging;
    ended?.(tokensCome(read, asked, again, names, short));
  }
}

/**
 * Looks whether something on the way takes tokens away, after a first page without one. `known`: its items. Throws where
 * a page of one item has none either.
 */
async function expectTokens(
  read: Read,
  asked: AskedList,
  paging: TokenPaging,
  names: readonly string[],
  known: number,
): Promise<void> {
  const answer = await read(withPage(asked.call, paging, 1, undefined));
  const { length } = listPageOf(answer, asked, names).items;
  // A page with as many again: the route takes no notice of sizes, and has given all.
  if (nextToken(answer, paging) === undefined && length < known)
    throw malformed(asked, 'a page has no continuation token where more follows, something may take it away');
}

/** Apart from the list, of which it holds nothing: a run may have one for each of thousands of lists. */
const tokensCome =
  (...list: Parameters<typeof expectTokens>): ListEnd =>
  async () => {
    await expectTokens(...list);
    return true;
  };

/** The call for the page of a token. */
function withPage(
  call: Call,
  paging: TokenPaging,
  size: number | undefined,
  token: string | undefined,
): Call {
  const { sizeParameter = '$top', tokenParameter = 'continuationToken', inBody } = paging;
  const parameters: Record<string, QueryValue> = {
    ...(size !== undefined && { [inBody ? sizeParameter.replace('$', '') : sizeParameter]: size }),
    ...(token !== undefined && { [tokenParameter]: token }),
  };
  if (inBody) return { ...call, body: { ...(call.body as object), ...parameters } };
  return { ...call, query: { ...call.query, ...parameters } };
}

/** The token of the next page, in the body or in the header x-ms-continuationtoken. */
function nextToken({ response, json }: Answer, { bodyToken }: TokenPaging): string | undefined {
  const inBody = bodyToken && isObject(json) ? json[bodyToken] : undefined;
  // Some routes write it as an array of one.
  const token = Array.isArray(inBody) ? inBody[0] : inBody;
  if (typeof token === 'string' || typeof token === 'number') return String(token) || undefined;
  return response.headers['x-ms-continuationtoken'] || undefined;
}
