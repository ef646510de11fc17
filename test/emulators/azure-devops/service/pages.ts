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
  /** Every other page is empty, the others of several sizes; for text tokens. */
  uneven?: boolean;
}

const formOf = { number: numberToken, text: textToken } satisfies Record<string, TokenForm>;

/** A page of a list with its token in the header. */
export const tokenPage = <T>(call: EndpointCall, paging: TokenPaging, read: Reader<T>): EmulatedResponse => {
  const { query, request, sizes } = call;
  const form = formOf[paging.token];
  const signature = signatureOf(request.url.pathname, query);
  const limit = pageSize(query, { ...paging.size, most: Math.min(sizes.most, paging.size.most ?? 10_000) });
  const token = query.text('continuationToken');
  const position = positionOf(token, form, signature);
  if (paging.uneven && !isAfterEmpty(token))
    return listResponse([], { 'x-ms-continuationtoken': afterEmpty(position ?? 0, signature) });
  const size = paging.uneven ? 1 + ((position ?? 0) % limit) : limit;
  const { items, next } = read(position, size);
  return listResponse(
    items,
    next === undefined ? undefined : { 'x-ms-continuationtoken': form.write(next, signature) },
  );
};

/** The token of a page that had nothing: the same position, and another token. */
const afterEmpty = (position: number, signature: number) => `${textToken.write(position, signature)}~`;
const isAfterEmpty = (token: string | undefined) => token?.endsWith('~') ?? false;

/** A page of a list by `$top` and `$skip`. */
export const skipPage = <T>(
  { query, sizes }: EndpointCall,
  size: PageSize & { skip?: '$skip' | 'skip' },
  items: Iterable<T>,
): EmulatedResponse => {
  const skip = query.integer(size.skip ?? '$skip') ?? 0;
  if (skip < 0)
    throw badRequest(`The value ${skip} of $skip is out of range.`, 'ArgumentOutOfRangeException');
  const limit = Math.min(pageSize(query, size), sizes.skip);
  const page: T[] = [];
  let position = 0;
  for (const item of items) {
    if (position++ < skip) continue;
    if (page.length === limit) break;
    page.push(item);
  }
  return listResponse(page);
};
