import { hashText } from '../organisation/derive.ts';
import type { Shelf } from '../organisation/shelf.ts';
import { badRequest } from './errors.ts';
import type { Query } from './query.ts';

/** Some items of a list and where the next page starts, if there is one. */
export interface Slice<T> {
  items: T[];
  next: number | undefined;
}

/** Reads a list by its slots, so that what is removed between two pages shifts nothing. */
export type Reader<T> = (from: number | undefined, limit: number) => Slice<T>;

export interface ReadOptions<T, U> {
  descending?: boolean;
  keep?: (item: T, slot: number) => boolean;
  map: (item: T, slot: number) => U;
}

export const readShelf =
  <T, U>(shelf: Shelf<T>, { descending = false, keep, map }: ReadOptions<T, U>): Reader<U> =>
  (from, limit) => {
    const step = descending ? -1 : 1;
    const items: U[] = [];
    for (
      let slot = from ?? (descending ? shelf.slots() - 1 : 0);
      slot >= 0 && slot < shelf.slots();
      slot += step
    ) {
      if (!shelf.has(slot)) continue;
      const item = shelf.at(slot) as T;
      if (keep && !keep(item, slot)) continue;
      if (items.length === limit) return { items, next: slot };
      items.push(map(item, slot));
    }
    return { items, next: undefined };
  };

/** The same for a list that is at hand. */
export const readList =
  <T>(list: readonly T[]): Reader<T> =>
  (from = 0, limit) => ({
    items: list.slice(from, from + limit),
    next: from + limit < list.length ? from + limit : undefined,
  });

export interface TokenForm {
  write(position: number, signature: number): string;
  /** Undefined for what was not written with this signature. */
  read(token: string, signature: number): number | undefined;
}

/** Form of tokens that are whole numbers. */
export const numberToken: TokenForm = {
  write: (position, signature) => String(position * 1009 + (signature % 1009)),
  read(token, signature) {
    const value = /^\d{1,10}$/.test(token) ? Number(token) : -1;
    return value >= 0 && value % 1009 === signature % 1009 ? Math.floor(value / 1009) : undefined;
  },
};

export const textToken: TokenForm = {
  write: (position, signature) => Buffer.from(`${signature.toString(36)}/${position}`).toString('base64url'),
  read(token, signature) {
    const [signed, position] = Buffer.from(token.replace(/~$/, ''), 'base64url').toString('utf8').split('/');
    return signed === signature.toString(36) && /^\d+$/.test(position ?? '') ? Number(position) : undefined;
  },
};

const neutral = new Set(['continuationtoken', '$top', 'top', 'api-version']);

/** A number that binds a token: to the list, and every parameter but the page's own. */
export const signatureOf = (path: string, query: Query): number =>
  hashText(
    [
      path.toLowerCase(),
      ...query
        .names()
        .filter((name) => !neutral.has(name))
        .sort()
        .map((name) => `${name}=${query.text(name)}`),
    ].join('\n'),
  );

/** The position a token stands for; a 400 for one that belongs to another list, or to none. */
export const positionOf = (
  token: string | undefined,
  form: TokenForm,
  signature: number,
): number | undefined => {
  if (token === undefined) return undefined;
  const position = form.read(token, signature);
  if (position === undefined)
    throw badRequest(`The continuation token '${token}' is not valid.`, 'InvalidContinuationTokenException');
  return position;
};

export interface PageSize {
  /** `$top` or `top`; undefined where the page size is the service's. */
  parameter: '$top' | 'top' | undefined;
  usual: number;
  most: number;
}

/** Size of a page: the one that is asked for, cut to what the service gives. */
export const pageSize = (query: Query, { parameter, usual, most }: PageSize): number => {
  const asked = parameter && query.integer(parameter);
  if (asked === undefined) return Math.min(usual, most);
  if (asked < 1)
    throw badRequest(`The value ${asked} of ${parameter} is out of range.`, 'ArgumentOutOfRangeException');
  return Math.min(asked, most);
};
