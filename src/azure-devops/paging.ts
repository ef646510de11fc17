import { createHash } from 'node:crypto';
import { letGo } from '../http/body.ts';
import type { HttpResponse } from '../http/types.ts';
import { type Asked, malformed } from './answers.ts';
import { type Call, Page, type Paging, type QueryValue } from './types.ts';

/** One answer, parsed. */
export interface Answer {
  response: HttpResponse;
  json: unknown;
}

export type Read = (call: Call) => Promise<Answer>;

type TokenPaging = Extract<Paging, { style: 'token' }>;
type SkipPaging = Extract<Paging, { style: 'skip' }>;

export function readPages<T>(
  read: Read,
  asked: Asked,
  paging: Paging,
  property: string,
): AsyncGenerator<Page<T>> {
  if (paging.style === 'skip') return bySkip(read, asked, paging, property);
  return byToken(read, asked, paging.style === 'single' ? { style: 'token' } : paging, property);
}

/** What is kept of an answer while its items are on their way: they may wait long, and its body is heavy. */
interface Taken<T> {
  items: readonly T[];
  /** Of the body. */
  bytes: number;
}

function takenOf<T>(answer: Answer, asked: Asked, property: string): Taken<T> {
  const { body } = answer.response;
  const taken = { items: itemsOf<T>(answer, asked, property), bytes: body.length };
  letGo(body);
  return taken;
}

async function* byToken<T>(
  read: Read,
  asked: Asked,
  paging: TokenPaging,
  property: string,
): AsyncGenerator<Page<T>> {
  const take = async (token: string | undefined): Promise<Taken<T> & { next: string | undefined }> => {
    const answer = await read(withPage(asked.call, paging, token));
    const next = nextToken(answer, paging);
    if (next !== undefined && seen.has(next)) {
      throw malformed(asked, `the list does not end, the same continuation token came twice`);
    }
    return { ...takenOf<T>(answer, asked, property), next };
  };
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, bytes, next } = await take(token);
    token = next;
    if (token !== undefined) seen.add(token);
    if (items.length > 0) yield new Page(items, bytes);
  } while (token !== undefined);
}

function withPage(call: Call, paging: TokenPaging, token: string | undefined): Call {
  const { size, sizeParameter = '$top', tokenParameter = 'continuationToken', inBody } = paging;
  const parameters: Record<string, QueryValue> = {
    ...(size !== undefined && { [inBody ? sizeParameter.replace('$', '') : sizeParameter]: size }),
    ...(token !== undefined && { [tokenParameter]: token }),
  };
  if (inBody) return { ...call, body: { ...(call.body as object), ...parameters } };
  return { ...call, query: { ...call.query, ...parameters } };
}

function nextToken({ response, json }: Answer, { bodyToken }: TokenPaging): string | undefined {
  const inBody = bodyToken && (json as Record<string, unknown> | null)?.[bodyToken];
  // The service writes one as an array of one here and there.
  const token = Array.isArray(inBody) ? inBody[0] : inBody;
  if (typeof token === 'string' || typeof token === 'number') return String(token) || undefined;
  return response.headers['x-ms-continuationtoken'] || undefined;
}

/**
 * Positions shift while a list is read: what goes before them takes one item out of sight, and it would count as gone.
 * So each page begins with the last item of the one before. Where that has moved, what comes after it is new; where it
 * is not found, the page before it is read again.
 */
async function* bySkip<T>(
  read: Read,
  asked: Asked,
  paging: SkipPaging,
  property: string,
): AsyncGenerator<Page<T>> {
  const take = takeAt<T>(read, asked, paging, property);
  let previous: string | undefined;
  let last: T | undefined;
  for (let end = 0; ; ) {
    let skip = last === undefined ? end : end - 1;
    let page = await take(skip);
    if (page.items.length > 0 && previous === page.digest) {
      throw malformed(asked, 'the list does not end, the same page came twice');
    }
    if (last !== undefined && indexOf(page.items, last) < 0) {
      skip = Math.max(0, skip - paging.size + 1);
      page = await take(skip);
      if (indexOf(page.items, last) < 0) throw malformed(asked, 'the list changed while it was read');
    }
    const { items, bytes, digest } = page;
    const more = last === undefined ? items : items.slice(indexOf(items, last) + 1);
    previous = digest;
    if (more.length > 0) yield new Page(more, bytes);
    if (items.length < paging.size) return;
    last = paging.size > 1 ? items.at(-1) : undefined;
    end = skip + items.length;
  }
}

const takeAt =
  <T>(
    read: Read,
    asked: Asked,
    { size, sizeParameter = '$top', skipParameter = '$skip' }: SkipPaging,
    property: string,
  ) =>
  async (skip: number): Promise<Taken<T> & { digest: string }> => {
    const query = { ...asked.call.query, [sizeParameter]: size, [skipParameter]: skip };
    const answer = await read({ ...asked.call, query });
    const digest = createHash('sha1').update(answer.response.body).digest('hex');
    return { ...takenOf<T>(answer, asked, property), digest };
  };

const indexOf = <T>(items: readonly T[], wanted: T): number => {
  const name = nameOf(wanted);
  return items.findIndex((item) => nameOf(item) === name);
};

/** What an item is known by, whatever else of it changes. */
const nameOf = (item: unknown): string => {
  const { id, pullRequestId, identity } = (item ?? {}) as Record<string, unknown>;
  return JSON.stringify(id ?? pullRequestId ?? (identity as { id?: unknown } | undefined)?.id ?? item);
};

function itemsOf<T>({ json }: Answer, asked: Asked, property: string): readonly T[] {
  const items = (json as Record<string, unknown> | null | undefined)?.[property];
  if (!Array.isArray(items)) throw malformed(asked, `the answer has no list "${property}"`);
  return items;
}
