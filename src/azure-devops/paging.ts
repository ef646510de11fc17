import { hash } from 'node:crypto';
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
    return { items: itemsOf<T>(answer, asked, property), bytes: answer.response.body.length, next };
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

async function* bySkip<T>(
  read: Read,
  asked: Asked,
  { size, sizeParameter = '$top', skipParameter = '$skip' }: SkipPaging,
  property: string,
): AsyncGenerator<Page<T>> {
  const take = async (skip: number): Promise<Taken<T> & { digest: string }> => {
    const query = { ...asked.call.query, [sizeParameter]: size, [skipParameter]: skip };
    const answer = await read({ ...asked.call, query });
    const { body } = answer.response;
    return {
      items: itemsOf<T>(answer, asked, property),
      bytes: body.length,
      digest: hash('sha1', body),
    };
  };
  let previous: string | undefined;
  for (let skip = 0; ; ) {
    const { items, bytes, digest } = await take(skip);
    if (items.length > 0 && previous === digest) {
      throw malformed(asked, 'the list does not end, the same page came twice');
    }
    previous = digest;
    if (items.length > 0) yield new Page(items, bytes);
    if (items.length < size) return;
    skip += items.length;
  }
}

function itemsOf<T>({ json }: Answer, asked: Asked, property: string): readonly T[] {
  const items = (json as Record<string, unknown> | null | undefined)?.[property];
  if (!Array.isArray(items)) throw malformed(asked, `the answer has no list "${property}"`);
  return items;
}
