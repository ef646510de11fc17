import { malformed } from './answers.ts';
import type { AskedList } from './contents.ts';
import { isObject } from './shape.ts';
import { bySkip } from './skipping.ts';
import { type Answer, createPageSize, type ItemKey, type Read, type Taken, takenOf } from './taken.ts';
import { type Call, Page, type Paging, type QueryValue } from './types.ts';

type TokenPaging = Extract<Paging, { style: 'token' }>;

/** `names`: those that the list may have in the answer, the likeliest first. */
export function readPages<T>(
  read: Read,
  asked: AskedList,
  paging: Paging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  if (paging.style === 'skip') return bySkip(read, asked, paging, names);
  return byToken(read, asked, paging.style === 'single' ? { style: 'token' } : paging, names);
}

/** Pages without an item, one after the other, each with a token for the next: the graph has some, nobody has many. */
const EMPTY_IN_A_ROW = 100;

async function* byToken<T>(
  read: Read,
  asked: AskedList,
  paging: TokenPaging,
  names: readonly string[],
): AsyncGenerator<Page<T>> {
  const withSize = createPageSize(paging.size);
  const tokens = new Set<string>();
  const seen = new Set<ItemKey>();
  let empty = 0;
  const take = async (token: string | undefined): Promise<Taken<T> & { next: string | undefined }> => {
    const answer = await withSize((size) => read(withPage(asked.call, paging, size, token)));
    const next = nextToken(answer, paging);
    const taken = takenOf<T>(answer, asked, names);
    if (next !== undefined && tokens.has(next)) {
      throw malformed(asked, 'the list does not end, the same continuation token came twice');
    }
    if (taken.keys.length > 0 && taken.keys.every((key) => seen.has(key))) {
      throw malformed(asked, 'the list does not end, a page has only what came before it');
    }
    empty = taken.items.length > 0 ? 0 : empty + 1;
    if (next !== undefined && empty >= EMPTY_IN_A_ROW) {
      throw malformed(asked, `the list does not end, ${empty} empty pages came in a row`);
    }
    return { ...taken, next };
  };
  let token: string | undefined;
  do {
    const { items, keys, bytes, next } = await take(token);
    token = next;
    if (token !== undefined) {
      tokens.add(token);
      for (const key of keys) seen.add(key);
    }
    if (items.length > 0) yield new Page(items, bytes);
  } while (token !== undefined);
}

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

function nextToken({ response, json }: Answer, { bodyToken }: TokenPaging): string | undefined {
  const inBody = bodyToken && isObject(json) ? json[bodyToken] : undefined;
  // The service writes one as an array of one here and there.
  const token = Array.isArray(inBody) ? inBody[0] : inBody;
  if (typeof token === 'string' || typeof token === 'number') return String(token) || undefined;
  return response.headers['x-ms-continuationtoken'] || undefined;
}
