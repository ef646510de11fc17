import { isListWith, isObject, promised } from '../answers.ts';
import type { Caller } from '../caller.ts';
import type { PortRequest } from '../port.ts';
import { PortError } from '../port-error.ts';

type Body = Record<string, unknown> & { limit: number };

/**
 * Pages of a search: follows `next` until there is none. Throws PortError `malformed` where a page has no list (which
 * is not the end), an entity has no text under one of `names`, or the pages have no end. Where entities are heavy (a
 * README each), the following pages hold fewer. A page is emptied when the next one is asked for: the consumer still
 * refers to it, and of several blueprints at once these would be many megabytes.
 */
export async function* pages<T>(
  caller: Caller,
  request: PortRequest,
  body: Body,
  { first, names = ['identifier'] }: { first?: unknown; names?: readonly string[] } = {},
): AsyncIterable<T[]> {
  const cycles = createCycleDetector(request);
  let { answer, bytes } = first ? { answer: first, bytes: 0 } : await fitting(caller, request, body);
  for (;;) {
    // An answer that says that it failed lists nothing, whatever its status.
    const whole = isObject(answer) && answer.ok === false ? undefined : answer;
    const entities = promised<T[]>(whole, 'entities', isListWith(...names), request);
    const next = isObject(answer) ? answer.next : undefined;
    const isOver = next === undefined || next === null || next === '';
    if (!isOver) cycles.expectNew(entities, next);
    const limit = fittingLimit(bytes / Math.max(1, entities.length), body.limit);
    if (entities.length > 0) yield entities;
    entities.length = 0;
    if (isOver) return;
    ({ answer, bytes } = await fitting(caller, request, { ...body, limit, from: next }));
  }
}

/** Asks for half as many entities, down to a single one, where the answer is larger than one may be. */
async function fitting(caller: Caller, request: PortRequest, body: Body) {
  for (let { limit } = body; ; limit = Math.floor(limit / 2)) {
    try {
      return await caller.requestWithSize({ ...request, body: { ...body, limit } });
    } catch (error) {
      const isTooMuch = error instanceof PortError && error.likelyCause === 'answer-too-large';
      if (!isTooMuch || limit < 2) throw error;
    }
  }
}

/** Bytes of a page at the most, where entities are heavy. */
const heaviestPage = 4 * 1024 * 1024;

const fittingLimit = (bytesPerEntity: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(heaviestPage / Math.max(1, bytesPerEntity))));

/** Empty pages in a row, each with a `next`, from which on the pages have no end. */
const emptyInARow = 100;

/**
 * Cycle detection by Brent's algorithm: finds a cycle of pages of any length with the identifiers of one page in memory.
 * Each page is compared with a kept one, which is replaced by the latest after 1, 2, 4, 8, … pages.
 */
function createCycleDetector(request: PortRequest) {
  const followed = new Set<string>();
  let known = new Set<string>();
  let since = 0;
  let until = 1;
  let empty = 0;
  const endless = (why: string) =>
    new PortError(`${request.method} ${request.route} does not end: ${why}.`, {
      status: 200,
      cause: 'malformed',
      route: request.route,
    });
  return {
    expectNew(entities: readonly unknown[], next: unknown): void {
      const place = JSON.stringify(next);
      if (followed.has(place)) throw endless('the same "next" came twice');
      followed.add(place);
      empty = entities.length > 0 ? 0 : empty + 1;
      if (empty >= emptyInARow) throw endless(`${empty} empty pages came in a row`);
      if (entities.length === 0) return;
      const names = entities.map(nameOf);
      if (names.every((name) => known.has(name))) throw endless('a page has only what came before it');
      since += 1;
      if (since < until) return;
      known = new Set(names);
      since = 0;
      until *= 2;
    },
  };
}

const nameOf = (entity: unknown): string =>
  JSON.stringify(isObject(entity) ? [entity.blueprint, entity.identifier] : entity);
