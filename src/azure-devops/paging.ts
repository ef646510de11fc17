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

async function* byToken<T>(
  read: Read,
  asked: Asked,
  paging: TokenPaging,
  property: string,
): AsyncGenerator<Page<T>> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await read(withPage(asked.call, paging, token));
    token = nextToken(answer, paging);
    if (token !== undefined && seen.has(token)) {
      throw malformed(asked, `the list does not end, the same continuation token came twice`);
    }
    if (token !== undefined) seen.add(token);
    const items = itemsOf<T>(answer, asked, property);
    if (items.length > 0) yield new Page(items, answer.response.body.length);
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
  let previous: Buffer | undefined;
  for (let skip = 0; ; ) {
    const query = { ...asked.call.query, [sizeParameter]: size, [skipParameter]: skip };
    const answer = await read({ ...asked.call, query });
    const items = itemsOf<T>(answer, asked, property);
    const { body } = answer.response;
    if (items.length > 0 && previous?.equals(body)) {
      throw malformed(asked, 'the list does not end, the same page came twice');
    }
    previous = body;
    if (items.length > 0) yield new Page(items, body.length);
    if (items.length < size) return;
    skip += items.length;
  }
}

function itemsOf<T>({ json }: Answer, asked: Asked, property: string): readonly T[] {
  const items = (json as Record<string, unknown> | null | undefined)?.[property];
  if (!Array.isArray(items)) throw malformed(asked, `the answer has no list "${property}"`);
  return items;
}
