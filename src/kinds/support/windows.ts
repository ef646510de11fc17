import type { Page } from '../../azure-devops/types.ts';
import type { ReadContext } from '../types.ts';
import { optional } from './options.ts';

/** The part of a growing list that is read, by age and by count. What is not set does not limit it. */
export interface Window {
  minTimeInDays?: number | null | undefined;
  maxResults?: number | null | undefined;
}

export const windowOptions = { minTimeInDays: optional.count, maxResults: optional.count };

const LEAVES = 'what falls out of it leaves the catalog';

/** Texts for docs. `time`: which time of an item counts. `per`: what the newest are counted by. */
export const windowDocs = (items: string, time: string, per: string) => ({
  minTimeInDays: `Only ${items} ${time} in so many days; ${LEAVES}.`,
  maxResults: `Only so many of the newest ${items} ${per}; ${LEAVES}.`,
});

/** Milliseconds of a day. */
export const DAY = 24 * 60 * 60 * 1000;

/** A time before the first Azure DevOps Server. A window that would begin earlier has no beginning. */
const OLDEST = Date.UTC(2000, 0, 1);

/** The window's beginning, counted from the run's start. Undefined when it has none. */
export const beginning = ({ minTimeInDays }: Window, context: ReadContext): Date | undefined => {
  const time = context.now.getTime() - (minTimeInDays ?? Number.POSITIVE_INFINITY) * DAY;
  return minTimeInDays && time >= OLDEST ? new Date(time) : undefined;
};

/**
 * Whether a time of an item is before the beginning. Undefined where it is none: absent, or as .NET writes one that was
 * never set (`0001-01-01T00:00:00`).
 */
export function isBefore(time: unknown, begins: Date): boolean | undefined {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) || at < OLDEST ? undefined : at < begins.getTime();
}

/** The window's beginning as the service takes it, ISO 8601. */
export const since = (window: Window, context: ReadContext): string | undefined =>
  beginning(window, context)?.toISOString();

/** The size of a page: none needs to be larger than what is wanted in all. */
export const pageSize = ({ maxResults }: Window, largest: number): number =>
  Math.min(maxResults ?? largest, largest);

/** The first `maxResults` items. Asks for no page beyond them. */
export async function* first<T>(
  { maxResults }: Window,
  pages: AsyncIterable<Page<T>>,
): AsyncGenerator<Page<T>> {
  if (!maxResults) return yield* pages;
  let left = maxResults;
  for await (const page of pages) {
    let taken = 0;
    yield page.filter(() => taken++ < left);
    left -= page.items.length;
    if (left <= 0) return;
  }
}
