import { createHash } from 'node:crypto';
import type { ChangeFeed } from '../../kinds/changes/feed.ts';
import type { CursorKey, Cursors } from '../../port/cursors.ts';

/**
 * Names of cursors that are no feed's: the last full sync and what was in sight; the lists read in full, and all feeds
 * as long as none lags behind.
 */
const FULL = 'project';
const LISTS = 'repository';
const ALL = 'repository';

/** The time that stands for no common cursor: each feed has its own. */
const APART = new Date(0);

/** Milliseconds before a cursor that are read again: the service may show changes late, and clocks differ. */
export const OVERLAP_MS = 5 * 60_000;

/** Milliseconds by which a cursor may be older than the last full sync. Reading more of the past costs more than one. */
export const LONGEST_LAG_MS = 7 * 24 * 3_600_000;

/** The cursors of one mapping, scope and version of the program, read at once. Any other of these has its own. */
export interface CursorBook {
  /** The begin, by Port's clock, of the last full sync that set these cursors. */
  readonly full: Date | undefined;
  /** The time from which on a feed is to be read. Undefined where nothing is known. */
  since(feed: ChangeFeed): Date | undefined;
  /** The digest of the lists that are read in full, as the last run found them. */
  readonly lists: Date | undefined;
  /** The digest of a feed's standing items, as the last run found them. */
  standing(feed: ChangeFeed): Date | undefined;
  /** The digest of what was in sight in the last run. */
  readonly sight: Date | undefined;
  keepFull(time: Date): Promise<void>;
  keepLists(digest: Date): Promise<void>;
  /** Moves these cursors. Where they are all that there are, one place is enough for them. */
  move(cursors: ReadonlySet<string>, time: Date): Promise<void>;
  keepStanding(feed: ChangeFeed, digest: Date): Promise<void>;
  keepSight(digest: Date): Promise<void>;
}

export interface BookOptions {
  cursors: Cursors;
  feeds: readonly ChangeFeed[];
  /** All that decides what is read and mapped, as text. */
  covers: string;
}

/** Reads the cursors. Throws where that fails. */
export async function openCursorBook({ cursors, feeds, covers }: BookOptions): Promise<CursorBook> {
  const index = indexOf(covers);
  /** The index of digests, which stand beside the cursors and are no times. */
  const digests = digestKeys(covers).lists.index;
  const names = [...new Set(feeds.map(({ cursor }) => cursor))];
  const times = new Map<string, Date | undefined>();
  const timeAt = (kind: string, of: number) => times.get(`${kind}/${of}`);
  const read = async (kind: string, of: number) => {
    times.set(`${kind}/${of}`, await cursors.read({ kind, index: of }));
  };
  await Promise.all([
    read(FULL, index),
    read(FULL, digests),
    read(LISTS, digests),
    read(ALL, index),
    ...feeds.filter(({ stands }) => stands).map(({ cursor }) => read(cursor, digests)),
  ]);
  const areApart = () => timeAt(ALL, index)?.getTime() === APART.getTime();
  if (areApart()) await Promise.all(names.map((name) => read(name, index)));
  const timeOf = (cursor: string) => timeAt(areApart() ? cursor : ALL, index);
  const write = async (kind: string, of: number, time: Date) => {
    if (timeAt(kind, of)?.getTime() === time.getTime()) return;
    await cursors.write({ kind, index: of }, time);
    times.set(`${kind}/${of}`, time);
  };
  const opened = new Map(times);
  return {
    full: timeAt(FULL, index),
    lists: timeAt(LISTS, digests),
    since: ({ cursor }) => {
      const time = timeOf(cursor);
      return time && new Date(time.getTime() - OVERLAP_MS);
    },
    sight: timeAt(FULL, digests),
    standing: ({ cursor }) => opened.get(`${cursor}/${digests}`),
    keepFull: (time) => write(FULL, index, time),
    keepLists: (digest) => write(LISTS, digests, digest),
    async move(moved, time) {
      if (moved.size === 0) return;
      if (names.every((name) => moved.has(name))) return write(ALL, index, time);
      const own = names.map((name) => [name, moved.has(name) ? time : timeOf(name)] as const);
      await Promise.all(own.map(([name, at]) => at && write(name, index, at)));
      // Last: as long as it is not kept, all stay where they were.
      await write(ALL, index, APART);
    },
    keepStanding: ({ cursor }, digest) => write(cursor, digests, digest),
    keepSight: (digest) => write(FULL, digests, digest),
  };
}

/** The keys of the digests, by all that decides what is read and mapped. */
export const digestKeys = (covers: string): { lists: CursorKey; standing(feed: ChangeFeed): CursorKey } => {
  const index = indexOf(`${covers}\ndigest`);
  return { lists: { kind: LISTS, index }, standing: ({ cursor: kind }) => ({ kind, index }) };
};

/** A hash of a text from 0 to 2^31 - 1: Port's cursors are named by a kind and an integer. */
export const indexOf = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) >>> 1;
