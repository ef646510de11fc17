import { releaseBody } from '../http/decompress.ts';
import type { HttpResponse } from '../http/types.ts';
import { type AskedList, listOf } from './contents.ts';
import { valueAt } from './shape.ts';
import { AzureDevOpsError, type Call } from './types.ts';

/** One answer, parsed. */
export interface Answer {
  response: HttpResponse;
  json: unknown;
}

export type Read = (call: Call) => Promise<Answer>;

/** What an item is known by, whatever else of it changes. */
export type ItemKey = string | number;

/** What is kept of an answer while its items are on their way: they may wait long, and its body is heavy. */
export interface Taken<T> {
  items: readonly T[];
  /** Of the items that are there, in their order. */
  keys: readonly ItemKey[];
  /** Of the body. */
  bytes: number;
}

export function takenOf<T>({ response, json }: Answer, asked: AskedList, names: readonly string[]): Taken<T> {
  const { body } = response;
  const items = listOf<T>(json, names, asked);
  const taken = { items, keys: items.filter((item) => item !== null).map(keysBy(asked)), bytes: body.length };
  releaseBody(body);
  return taken;
}

function keysBy({ call }: AskedList): (item: unknown) => ItemKey {
  const names = Object.keys(call.key);
  const [only] = names;
  if (only !== undefined && names.length === 1) return (item) => valueAt(item, only) as ItemKey;
  return (item) => JSON.stringify(names.map((name) => valueAt(item, name)));
}

/** The size of a list's pages: half as large from where one was too large, down to a single item. */
export function createPageSize(largest: number | undefined) {
  let size = largest;
  return async <R>(ask: (size: number | undefined) => Promise<R>): Promise<R> => {
    for (;;) {
      try {
        return await ask(size);
      } catch (error) {
        if (!isTooLarge(error) || size === undefined || size < 2) throw error;
        size = Math.floor(size / 2);
      }
    }
  };
}

export const isTooLarge = (error: unknown): boolean =>
  error instanceof AzureDevOpsError && error.likelyCause === 'too-large';
