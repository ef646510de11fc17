import fc from 'fast-check';
import type { EmulatedRequest, FaultRule, WireResponse } from '../../../../emulators/types.ts';

/** A change of an answer that cannot be taken for another true answer. */
export interface Lie {
  /** Name in messages. */
  name: string;
  /** Position of the route among those that the feed asks. */
  route: number;
  /** Lets so many answers through first, and then changes so many. */
  skip: number;
  times: number;
  change(right: WireResponse, request: EmulatedRequest): WireResponse;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Change = Pick<Lie, 'name' | 'change'>;

/** A member somewhere in an answer. */
interface Place {
  of: { [name: string]: Json };
  name: string;
}

function placesIn(value: Json): Place[] {
  if (Array.isArray(value)) return value.flatMap(placesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, below]) => [{ of: value, name }, ...placesIn(below)]);
}

const json = (right: WireResponse): Json => JSON.parse(right.body.toString());
const answering = (right: WireResponse, body: Json): WireResponse => ({
  ...right,
  body: Buffer.from(JSON.stringify(body)),
});

/** Members of which any value of its type may be true, or none at all. */
const FREE = /^(?:sourceServerItem|count|versions|\$id)$/;

/** Values that a member never has, by what it has. */
function wrongFor(value: Json): Json[] {
  const wrong: Json[] = [null, true, 0.5, ''];
  if (Array.isArray(value)) return [null, 'x', 0, { 0: value[0] ?? null }, [null], [[]]];
  if (typeof value === 'number') return [...wrong, String(value), 'x', [value], {}];
  if (typeof value === 'string') return [...wrong, 7, [value], {}, { value }];
  return [...wrong, 'x', [], 7];
}

/** A member of one of the names in an answer is wrong, in one place or everywhere. */
const member: fc.Arbitrary<Change> = fc
  .record({ name: fc.nat(1_000), at: fc.nat(1_000), which: fc.nat(20), isEach: fc.boolean() })
  .map(({ name, at, which, isEach }) => ({
    name: `member ${name}, ${isEach ? 'each' : at}, wrong value ${which}`,
    change(right) {
      const body = json(right);
      const places = placesIn(body).filter((place) => !FREE.test(place.name));
      const names = [...new Set(places.map((place) => place.name))];
      const found = places.filter((place) => place.name === names[name % names.length]);
      for (const [i, place] of found.entries()) {
        if (!isEach && i !== at % found.length) continue;
        const values = wrongFor(place.of[place.name] as Json);
        const value = values[which % (values.length + 1)];
        if (value === undefined) delete place.of[place.name];
        else place.of[place.name] = structuredClone(value);
      }
      return answering(right, body);
    },
  }));

/** Dates that say nothing of when something was, or that it is still to come. */
const DATES = [
  '2031-01-05T00:00:00Z',
  '2031-01-05T08:00:00',
  '1/31/2031 9:21:14 PM',
  'yesterday',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00',
  '20310105',
  '/Date(1925078400000)/',
  '9999-12-31T23:59:59.9999999Z',
];
const date: fc.Arbitrary<Change> = fc.constantFrom(...DATES).map((text) => ({
  name: `every date is ${text}`,
  change(right) {
    const body = json(right);
    for (const { of, name } of placesIn(body))
      if (/(?:date|time|on)$/i.test(name) && typeof of[name] === 'string') of[name] = text;
    return answering(right, body);
  },
}));

/** The list of an answer. */
const listIn = (body: Json): Json[] =>
  placesIn(body)
    .filter(({ of }) => of === body)
    .map(({ of, name }) => of[name])
    .find((value): value is Json[] => Array.isArray(value)) ?? [];

const list: fc.Arbitrary<Change> = fc.constantFrom<Change[]>(
  {
    name: 'the first item comes again',
    change(right) {
      const body = json(right);
      const items = listIn(body);
      if (items[0] !== undefined) items.push(structuredClone(items[0]));
      return answering(right, body);
    },
  },
  {
    name: 'items are in another order',
    change(right) {
      const body = json(right);
      listIn(body).reverse();
      return answering(right, body);
    },
  },
  {
    name: 'the last item is missing, and counted',
    change(right) {
      const body = json(right);
      if (!placesIn(body).some(({ of, name }) => of === body && name === 'count')) return right;
      listIn(body).pop();
      return answering(right, body);
    },
  },
  {
    name: 'of ids that were asked for the last is not answered',
    change(right, { url }) {
      const body = json(right);
      if (!url.searchParams.has('ids')) return right;
      const items = listIn(body);
      items.pop();
      return answering(right, { ...(body as object), count: items.length });
    },
  },
  {
    name: 'null is among the items',
    change(right) {
      const body = json(right);
      listIn(body).push(null);
      return answering(right, body);
    },
  },
);

const token: fc.Arbitrary<Change> = fc.constantFrom('again', '2031-01-05T00:00:00Z', '0').map((text) => ({
  name: `the token ${text} again and again`,
  change: (right) => ({ ...right, headers: { ...right.headers, 'x-ms-continuationtoken': text } }),
}));

/** The question without what names a page. */
function questionOf({ url }: EmulatedRequest): string {
  const rest = new URLSearchParams(url.searchParams);
  for (const name of ['$skip', '$top', 'top', 'continuationToken']) rest.delete(name);
  return `${url.pathname}?${rest}`;
}

/** The first page in the place of each. */
const samePage: fc.Arbitrary<Change> = fc.constant(null).map(() => {
  const first = new Map<string, WireResponse>();
  return {
    name: 'the first page in the place of each',
    change(right: WireResponse, request: EmulatedRequest) {
      const known = first.get(questionOf(request)) ?? right;
      first.set(questionOf(request), known);
      return { ...known };
    },
  };
});

const cut: fc.Arbitrary<Change> = fc.nat(1_000).map((share) => ({
  name: `the first ${share} of 1001 parts`,
  change: (right) => ({
    ...right,
    body: right.body.subarray(0, Math.floor((right.body.length * share) / 1001)),
  }),
}));

export const lies: fc.Arbitrary<Lie> = fc
  .record({
    route: fc.nat(5),
    skip: fc.constantFrom(0, 0, 1, 2),
    times: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
    change: fc.oneof(
      { weight: 5, arbitrary: member },
      date,
      { weight: 2, arbitrary: list },
      token,
      samePage,
      cut,
    ),
  })
  .map(({ change, ...rest }) => ({ ...rest, ...change }));

/** Some lies, as faults of an emulator. */
export const asFaults = (some: readonly Lie[], routes: readonly string[]): FaultRule[] =>
  some.map(({ name, route, skip, times, change }) => ({
    match: ({ method }, label) => `${method} ${label}` === routes[route % routes.length],
    skip,
    times,
    fault: {
      type: 'changed',
      name,
      change: (right, request) => (right.status === 200 ? change(right, request) : right),
    },
  }));
