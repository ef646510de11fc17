import type { EmulatedResponse } from '../../types.ts';
import { type EndpointCall, listResponse } from './endpoint.ts';
import { badRequest } from './errors.ts';
import {
  numberToken,
  type PageSize,
  pageSize,
  positionOf,
  type Reader,
  signatureOf,
  type TokenForm,
  textToken,
} from './paging.ts';

export interface TokenPaging {
  size: Omit<PageSize, 'most'> & { most?: number };
  token: 'number' | 'text';
}

const formOf = { number: numberToken, text: textToken } satisfies Record<string, TokenForm>;

/** A page of a list with its token in the header. */
export const tokenPage = <T>(call: EndpointCall, paging: TokenPaging, read: Reader<T>): EmulatedResponse => {
  const { query, request, sizes } = call;
  const form = formOf[paging.token];
  const signature = signatureOf(request.url.pathname, query);
  const limit = pageSize(query, { ...paging.size, most: Math.min(sizes.most, paging.size.most ?? 10_000) });
  const { items, next } = read(positionOf(query.text('continuationToken'), form, signature), limit);
  return listResponse(
    items,
    next === undefined ? undefined : { 'x-ms-continuationtoken': form.write(next, signature) },
  );
};

/** A page of a list by `$top` and `$skip`. */
export const skipPage = <T>(
  { query }: EndpointCall,
  size: PageSize & { skip?: '$skip' | 'skip' },
  items: Iterable<T>,
): EmulatedResponse => {
  const skip = query.integer(size.skip ?? '$skip') ?? 0;
  if (skip < 0)
    throw badRequest(`The value ${skip} of $skip is out of range.`, 'ArgumentOutOfRangeException');
  const limit = pageSize(query, size);
  const page: T[] = [];
  let position = 0;
  for (const item of items) {
    if (position++ < skip) continue;
    if (page.length === limit) break;
    page.push(item);
  }
  return listResponse(page);
};
