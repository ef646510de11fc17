import type { EmulatedRequest, WireResponse } from '../../emulators/types.ts';
import type { Family, Fault } from './types.ts';

type Json = Record<string, unknown>;

/** Members that a list may stand under, by route as the service has them. */
const LISTS = [
  'value',
  'items',
  'members',
  'workItems',
  'records',
  'entities',
  'blueprints',
  'deletedEntities',
];
/** Members that say what an item is: one of these, the first that it has. */
const KEYS = [
  ['id'],
  ['pullRequestId'],
  ['alertId'],
  ['identity'],
  ['descriptor'],
  ['name', 'objectId'],
  ['objectId', 'path'],
  ['containerDescriptor', 'memberDescriptor'],
  ['identifier'],
  ['configuration'],
] as const;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = ({ status, headers, body }: WireResponse): unknown => {
  if (status < 200 || status > 202 || !/json/.test(headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const written = (given: WireResponse, json: unknown): WireResponse => ({
  ...given,
  body: Buffer.from(JSON.stringify(json)),
});

/** The list of an answer and where it stands; `members` alone where Port's older route has it. */
export const listOf = (json: unknown): { name: string; items: unknown[] } | undefined => {
  if (!isObject(json)) return undefined;
  const name = LISTS.find((one) => Array.isArray(json[one]));
  return name === undefined ? undefined : { name, items: json[name] as unknown[] };
};

type Items = (items: unknown[], json: Json) => { items: unknown; count?: number } | undefined;

/** Answers with a list that has items. `count` follows the items unless it is given, where the answer has one. */
const onItems = (name: string, family: Family, change: Items, more: Partial<Fault> = {}): Fault => ({
  name,
  family,
  ...more,
  change(given) {
    const json = parsed(given);
    const list = listOf(json);
    if (!list || list.items.length === 0) return undefined;
    const changed = change(list.items, json as Json);
    if (!changed) return undefined;
    const { items, count } = changed;
    const counted = isObject(json) && 'count' in json;
    const follows = Array.isArray(items) ? items.length : (json as Json).count;
    return written(given, {
      ...(json as Json),
      [list.name]: items,
      ...(counted && { count: count ?? follows }),
    });
  },
});

/** Answers that are one object, or a list: whatever stands at their top. */
const onTop = (name: string, family: Family, json: unknown): Fault => ({
  name,
  family,
  change: (given) => (parsed(given) === undefined ? undefined : written(given, json)),
});

const keysOf = (item: unknown): readonly string[] =>
  isObject(item) ? (KEYS.find((keys) => keys.every((key) => key in item)) ?? []) : [];

const without = (item: unknown, keys: readonly string[]): unknown =>
  isObject(item) ? Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key))) : item;

const withKeys = (item: unknown, value: unknown): unknown =>
  isObject(item) ? { ...item, ...Object.fromEntries(keysOf(item).map((key) => [key, value])) } : item;

const last = <T>(items: readonly T[], change: (item: T) => unknown): unknown[] => [
  ...items.slice(0, -1),
  change(items.at(-1) as T),
];

/** Each of these on the last item alone, and on all. */
const onOneAndAll = (
  what: string,
  family: Family,
  change: (item: unknown) => unknown,
  has?: (item: unknown) => boolean,
) => [
  onItems(`an item ${what}`, family, (items) =>
    has && !has(items.at(-1)) ? undefined : { items: last(items, change) },
  ),
  onItems(`all items ${what}`, family, (items) =>
    has && !items.every(has) ? undefined : { items: items.map(change) },
  ),
];

const hasKeys = (item: unknown) => keysOf(item).length > 0;

const page = (given: WireResponse, token: string | undefined): WireResponse => {
  const { 'x-ms-continuationtoken': _, ...headers } = given.headers;
  return {
    ...given,
    headers: { ...headers, ...(token !== undefined && { 'x-ms-continuationtoken': token }) },
  };
};

const tokenOf = ({ url }: EmulatedRequest) => url.searchParams.get('continuationToken') ?? undefined;

/** A token that was given before comes back, in the header or where the body has it. */
const tokenAgain: Fault = {
  name: 'the token that was sent comes back',
  family: 'page again',
  change(given, request) {
    const json = parsed(given);
    const sent = tokenOf(request) ?? bodyOf(request)?.continuationToken ?? bodyOf(request)?.from;
    if (typeof sent !== 'string' || !isObject(json)) return undefined;
    if ('entities' in json) return written(given, { ...json, next: sent });
    return 'totalCount' in json ? written(given, { ...json, continuationToken: sent }) : page(given, sent);
  },
};

const bodyOf = ({ body }: EmulatedRequest): Json | undefined => {
  try {
    const json = JSON.parse(body.toString('utf8'));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
};

const isPaged = ({ url }: EmulatedRequest) => url.searchParams.has('$skip') || url.searchParams.has('skip');

/**
 * Pages that are shorter than was asked for, as a list by positions may have them: the next page begins where this
 * one ended.
 */
const shortPage = (share: number): Fault => ({
  name: `a page of ${share * 100} % of what was asked for`,
  family: 'page short',
  truthful: true,
  change(given, request) {
    const json = parsed(given);
    const list = listOf(json);
    if (!isPaged(request) || !list || list.items.length < 2) return undefined;
    const items = list.items.slice(0, Math.max(1, Math.floor(list.items.length * share)));
    return written(given, { ...(json as Json), [list.name]: items, count: items.length });
  },
});

/** A page of a list that goes on, with nothing in it: the token is the next one's. */
const emptyPage: Fault = {
  name: 'a count above an empty list',
  family: 'page contradicting itself',
  change(given) {
    const json = parsed(given);
    const list = listOf(json);
    if (!list || list.items.length === 0 || !isObject(json) || !('count' in json)) return undefined;
    return written(given, { ...json, [list.name]: [] });
  },
};

/** Remembers the first page of each list, for as long as the fault lives. */
const firstPageAgain = (): Fault => {
  const first = new Map<string, WireResponse>();
  return {
    name: 'the first page again',
    family: 'page again',
    change(given, { method, url, body }) {
      const list = `${method} ${url.pathname}?${[...url.searchParams]
        .filter(([name]) => !/^(\$?skip|continuationToken)$/i.test(name))
        .join('&')}${method === 'POST' ? '' : body}`;
      const items = listOf(parsed(given))?.items;
      const known = first.get(list);
      if (!known && items && items.length > 0) first.set(list, given);
      // An empty page is an end, and no page of the list.
      return known && items && items.length > 0 ? known : undefined;
    },
  };
};

/** Lists inside an answer that items come from: columns of a board, children of an area, files by what was asked. */
const innerOf = (json: Json): { items: unknown[]; put(items: unknown): Json } | undefined => {
  const { value } = json;
  if (Array.isArray(value) && Array.isArray(value[0]) && value[0].length > 0)
    return { items: value[0], put: (items) => ({ ...json, value: [items, ...value.slice(1)] }) };
  // A query's columns are not its results.
  if ('workItems' in json) return undefined;
  const key = ['columns', 'children', 'values'].find(
    (one) => Array.isArray(json[one]) && (json[one] as unknown[]).length > 0,
  );
  return key === undefined
    ? undefined
    : { items: json[key] as unknown[], put: (items) => ({ ...json, [key]: items }) };
};

const inner = (name: string, family: Family, change: (items: unknown[]) => unknown): Fault => ({
  name: `${name}, inside`,
  family,
  change(given) {
    const json = parsed(given);
    if (!isObject(json)) return undefined;
    const found = innerOf(json);
    return found && written(given, found.put(change(found.items)));
  },
});

const insteadOfLast = (items: readonly unknown[]): unknown[] => [...items.slice(0, -1), items[0]];

const firstForLastInside: Fault = {
  name: 'the first one in the place of the last, inside',
  family: 'page doubled',
  change(given) {
    const json = parsed(given);
    const found = isObject(json) ? innerOf(json) : undefined;
    return found && found.items.length > 1
      ? written(given, found.put(insteadOfLast(found.items)))
      : undefined;
  },
};

const childless: Fault = {
  name: 'hasChildren without children',
  family: 'page contradicting itself',
  change(given) {
    const json = parsed(given);
    if (!isObject(json) || json.hasChildren !== true || !json.children) return undefined;
    const { children: _, ...rest } = json;
    return written(given, rest);
  },
};

/** A map from what was asked for to what it is, where an answer is one. */
const mapValues = (
  name: string,
  family: Family,
  change: (value: unknown, position: number) => unknown,
): Fault => ({
  name: `${name}, in a map`,
  family,
  change(given) {
    const json = parsed(given);
    if (!isObject(json) || !isObject(json.value)) return undefined;
    const entries = Object.entries(json.value).map(([key, value], n) => [key, change(value, n)] as const);
    return written(given, {
      ...json,
      value: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    });
  },
});

/** The first answer to each question has less, and agrees with itself; the next one is right. */
const lessOnce = (what: string, less: (items: readonly unknown[]) => unknown[]): Fault => {
  const told = new Set<string>();
  const fault = onItems(`${what}, once`, 'list with less, once', (items) => ({ items: less(items) }));
  return {
    ...fault,
    once: true,
    truthful: true,
    change(given, request) {
      const question = `${request.method} ${request.url} ${request.body}`;
      if (told.has(question)) return undefined;
      const changed = fault.change(given, request);
      if (changed) told.add(question);
      return changed;
    },
  };
};

/** Lists that have less than there is, for one time. */
export const lessFaults = (): Fault[] => [
  lessOnce('without the last', (items) => items.slice(0, -1)),
  lessOnce('without the first', (items) => items.slice(1)),
  lessOnce('without any', () => []),
];

/** pages that are short, doubled, reordered, contradicting; items null, stripped, of other types; made anew for a run. */
export const listFaults = (): Fault[] => [
  shortPage(0.9),
  shortPage(0.5),
  onItems('doubled', 'page doubled', (items) => ({ items: [...items, ...items] }), { truthful: true }),
  onItems(
    'doubled, counted once',
    'page doubled',
    (items) => ({ items: [...items, ...items], count: items.length }),
    {
      truthful: true,
    },
  ),
  onItems('the first one in the place of the last', 'page doubled', (items, json) =>
    // Port's lists have no such fault: an entity that they lack is not deleted for that.
    items.length > 1 && !('ok' in json) ? { items: insteadOfLast(items) } : undefined,
  ),
  firstForLastInside,
  onItems(
    'backwards',
    'page in another order',
    (items) => (items.length > 1 ? { items: [...items].reverse() } : undefined),
    {
      truthful: true,
    },
  ),
  onItems('a count above the items', 'page contradicting itself', (items, json) =>
    'count' in json ? { items: items.slice(0, -1), count: items.length } : undefined,
  ),
  emptyPage,
  childless,
  tokenAgain,
  firstPageAgain(),
  ...onOneAndAll('null', 'items null', () => null),
  ...onOneAndAll('empty', 'items stripped', () => ({})),
  ...onOneAndAll('without its key', 'items stripped', (item) => without(item, keysOf(item)), hasKeys),
  ...onOneAndAll('with null for its key', 'items stripped', (item) => withKeys(item, null), hasKeys),
  ...onOneAndAll('with an empty key', 'items stripped', (item) => withKeys(item, ''), hasKeys),
  ...onOneAndAll(
    'with an object for its key',
    'items of another type',
    (item) => withKeys(item, {}),
    hasKeys,
  ),
  ...onOneAndAll('with a list for its key', 'items of another type', (item) => withKeys(item, []), hasKeys),
  ...onOneAndAll('a text', 'items of another type', () => 'no healthy upstream'),
  ...onOneAndAll('a number', 'items of another type', () => 7),
  ...onOneAndAll('true', 'items of another type', () => true),
  ...onOneAndAll('a list', 'items of another type', (item) => [item]),
  onItems('the list null', 'list of another type', () => ({ items: null })),
  onItems('the list a text', 'list of another type', () => ({ items: 'none' })),
  onItems('the list an object', 'list of another type', (items) => ({ items: { ...items } })),
  onItems('the list missing', 'list of another type', () => ({ items: undefined })),
  inner('null items', 'items null', (items) => items.map(() => null)),
  inner('empty items', 'items stripped', (items) => items.map(() => ({}))),
  inner('texts', 'items of another type', (items) => items.map(() => 'text')),
  inner('a list that is null', 'list of another type', () => null),
  inner('a list that is an object', 'list of another type', () => ({})),
  mapValues('empty items', 'items stripped', () => ({})),
  mapValues('texts', 'items of another type', () => 'text'),
  mapValues('null', 'items null', () => null),
  mapValues('one missing', 'items null', (value, n) => (n === 0 ? undefined : value)),
  onTop('an empty object', 'items stripped', {}),
  onTop('null', 'list of another type', null),
  onTop('a text', 'list of another type', 'no healthy upstream'),
  onTop('a number', 'list of another type', 7),
  onTop('an empty list at the top', 'list of another type', []),
];
