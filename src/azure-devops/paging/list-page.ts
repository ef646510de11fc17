import { releaseBody } from '../../http/transport/decompress.ts';
import type { HttpResponse } from '../../http/types.ts';
import { malformed } from '../answers/answers.ts';
import { type AskedList, listOf } from '../answers/contents.ts';
import { valueAt } from '../shape.ts';
import type { Call } from '../types.ts';

/** An answer with its JSON, parsed. */
export interface Answer {
  response: HttpResponse;
  json: unknown;
}

/** Sends one call of a list. */
export type Read = (call: Call) => Promise<Answer>;

/** An item's identity, whatever else of it changes: one id, or the JSON of several members. */
export type ItemKey = string | number;

/** A page of a list, without the answer that it came in: items may wait long, and an answer's body is heavy. */
export interface ListPage<T> {
  items: readonly T[];
  /** Keys of the items that are not null, in their order. */
  keys: readonly ItemKey[];
  /** Size of the answer's body. */
  bytes: number;
}

/** The page in an answer, whose body is given back. Throws AzureDevOpsError where the answer holds no such list. */
export function listPageOf<T>(
  { response, json }: Answer,
  asked: AskedList,
  names: readonly string[],
): ListPage<T> {
  const { body } = response;
  const items = listOf<T>(json, names, asked);
  const keys = items.filter((item) => item !== null).map(keysBy(asked));
  // Another one may be missing in its place.
  if (new Set(keys).size < keys.length) throw malformed(asked, 'a page has one item more than once');
  const page = { items, keys, bytes: body.length };
  releaseBody(body);
  return page;
}

/** The key of an item, by the members that the call names. */
function keysBy({ call }: AskedList): (item: unknown) => ItemKey {
  const names = Object.keys(call.key);
  const [only] = names;
  if (only !== undefined && names.length === 1) return (item) => valueAt(item, only) as ItemKey;
  return (item) => JSON.stringify(names.map((name) => valueAt(item, name)));
}
