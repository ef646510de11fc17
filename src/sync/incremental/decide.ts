import type { ChangeFeed } from '../../kinds/changes/feed.ts';
import { changeFeeds } from '../../kinds/changes/registry.ts';
import type { KindDefinition } from '../../kinds/types.ts';
import { messageOf } from '../../lib/errors.ts';
import { zonedTime } from '../../lib/values/zoned-time.ts';
import type { Mapping, ParsedMapping, Resource } from '../../mapping/types.ts';
import { type Cursors, createPortCursors } from '../../port/cursors.ts';
import type { Port } from '../../port/port.ts';
import type { Blueprint, Integration } from '../../port/types.ts';
import { duration } from '../../report/words/format.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import { type CursorBook, LONGEST_LAG_MS, OVERLAP_MS, openCursorBook } from './cursor-book.ts';
import { createFileCursors } from './file-cursors.ts';

/** The decision what a run with `mode: incremental` does. With `mode: sync` it is a full sync. */
export type Decision = {
  /** Feeds of the mapping's kinds. */
  feeds: readonly ChangeFeed[];
} & (
  | {
      /** The reason for a full sync. */
      full: string;
      /** The cursors. Undefined where they can be neither read nor kept. */
      book: CursorBook | undefined;
    }
  | {
      full: undefined;
      book: CursorBook;
      /** The oldest cursor of a feed. */
      since: Date;
      /** The last full sync, of this or any other process, as text. A digest of before it says nothing of the catalog. */
      lastFull: string;
    }
);

export interface Known {
  parsed: ParsedMapping;
  integration: Integration | undefined;
  blueprints: readonly Blueprint[];
}

/** The feeds that a mapping needs. */
export const feedsFor = ({ resources }: Mapping): ChangeFeed[] =>
  changeFeeds.filter(({ kinds, concerns }) =>
    resources.some((one) => isRead(one) && kinds.includes(one.kind) && (concerns?.(one.options) ?? true)),
  );

const isRead = ({ unusable, leftAlone }: Resource): boolean => !unusable && !leftAlone;

/** The resources whose lists an incremental run reads in full. */
export const shortResources = (mapping: Mapping, kinds: ReadonlyMap<string, KindDefinition>): Resource[] =>
  mapping.resources.filter((resource) => {
    const isShort = kinds.get(resource.kind)?.isShort;
    return isRead(resource) && (typeof isShort === 'function' ? isShort(resource.options) : isShort === true);
  });

/** Decides between a full sync and increments. Throws only what ends the run. */
export async function decide(settings: Settings, context: SyncContext, known: Known): Promise<Decision> {
  const feeds = feedsFor(known.parsed.mapping);
  const opened = await openBook(settings, context, known, feeds);
  if (typeof opened === 'string') return { book: undefined, feeds, full: opened };
  const full =
    settings.mode === 'sync' ? 'it is one' : await whyFull(settings, context, known, feeds, opened);
  if (full !== undefined) return { feeds, full, book: opened };
  const times = feeds.map((feed) => opened.since(feed)?.getTime() ?? 0);
  const since = times.length > 0 ? Math.min(...times) : (opened.full?.getTime() ?? 0);
  const lastFull = JSON.stringify([opened.full, known.integration?.resyncState?.lastResyncStart]);
  return { feeds, full, book: opened, since: new Date(since), lastFull };
}

async function openBook(
  settings: Settings,
  { port, stop, tool }: SyncContext,
  known: Known,
  feeds: readonly ChangeFeed[],
): Promise<CursorBook | string> {
  const cursors = cursorsOf(settings, port);
  try {
    return await openCursorBook({ cursors, feeds, covers: coverOf(settings, tool.version, known) });
  } catch (error) {
    stop.signal.throwIfAborted();
    return `Port does not tell its cursors (${messageOf(error)}); stateDirectory names a folder to keep them in`;
  }
}

export const cursorsOf = ({ stateDirectory }: Settings, port: Port): Cursors =>
  stateDirectory === undefined ? createPortCursors(port) : createFileCursors(stateDirectory);

/** All that decides what a run reads and maps, as text. Where any of it changes, earlier cursors say nothing. */
export const coverOf = (
  settings: Settings,
  version: string,
  { parsed, blueprints }: Pick<Known, 'parsed' | 'blueprints'>,
): string =>
  JSON.stringify([
    version,
    settings.port.baseUrl,
    settings.integrationIdentifier,
    settings.organizationUrls,
    settings.scope,
    settings.jqEnvironment,
    parsed.mapping,
    blueprints.map(({ identifier, schema, relations }) => [identifier, schema, relations]),
  ]);

async function whyFull(
  { fullEvery }: Settings,
  { clock, port }: SyncContext,
  { integration }: Known,
  feeds: readonly ChangeFeed[],
  book: CursorBook,
): Promise<string | undefined> {
  const now = port.time() ?? clock.now();
  const last = lastFull(book, integration, now);
  if (last === undefined || feeds.some((feed) => !book.since(feed)))
    return 'there is no cursor for this mapping, scope, version and these blueprints (the first such run, or one of them has changed)';
  const age = now - last.getTime();
  // A clock went back, so that the age is unknown.
  if (age < -OVERLAP_MS) return 'the time of the last full sync is still to come';
  const latest = Math.max(now, clock.now());
  if (feeds.some((feed) => (book.since(feed)?.getTime() ?? 0) > latest))
    return 'the time of a cursor is still to come';
  if (age >= fullEvery * 1000)
    return `the last full sync began ${duration(age / 1000)} ago (fullEvery: ${duration(fullEvery)})`;
  if (feeds.some((feed) => lagsTooFar(book, feed, last.getTime())))
    return 'a cursor is more than a week older than the last full sync';
  const asked = await port.resyncRequest();
  if (asked !== undefined && asked > last.getTime()) return 'somebody asked for a resync in Port';
  return undefined;
}

/** Whether a feed's cursor is older than a full sync allows that began at `time`. */
export const lagsTooFar = (book: CursorBook, feed: ChangeFeed, time: number): boolean =>
  (book.since(feed)?.getTime() ?? time) < time - LONGEST_LAG_MS;

/** The beginning of the last full sync, by the cursors or by the state that Port keeps of the integration. */
function lastFull({ full }: CursorBook, integration: Integration | undefined, now: number): Date | undefined {
  if (!full) return undefined;
  const { status, lastResyncStart } = integration?.resyncState ?? {};
  const other = status === 'completed' ? zonedTime(lastResyncStart) : Number.NaN;
  return other > full.getTime() && other <= now ? new Date(other) : full;
}
