import { createHash } from 'node:crypto';
import type { ChangeFeed } from '../../kinds/changes/feed.ts';
import type { CursorKey, Cursors } from '../../port/cursors.ts';

/** The last full sync, and what was in sight; how the lists stood that are read in full; how the items stood of whose changes no time tells. */
const FULL = 'project';
const LISTS = 'repository';
const STANDING = 'branch';

/** Changes this much older than a cursor are read again: what the service shows late, and clocks that differ. */
export const OVERLAP_MS = 5 * 60_000;

/** The cursors of one mapping and scope, read at once. Another mapping has others, and so has another version. */
export interface CursorBook {
  /** When the last full sync began whose cursors these are, by Port's clock. */
  readonly full: Date | undefined;
  /** From when on a feed is to be read; undefined where nothing is known. */
  since(feed: ChangeFeed): Date | undefined;
  /** The digest of the lists that are read in full, at the end of the last run. */
  readonly lists: Date | undefined;
  /** The digest of the items of whose changes no time tells. */
  readonly standing: Date | undefined;
  /** The digest of what was in sight at the end of the last run. */
  readonly sight: Date | undefined;
  keepFull(time: Date): Promise<void>;
  keepLists(digest: Date): Promise<void>;
  /** Moves the cursor of feeds, those that share one together. */
  move(cursor: string, time: Date): Promise<void>;
  keepStanding(digest: Date): Promise<void>;
  keepSight(digest: Date): Promise<void>;
}

export interface BookOptions {
  cursors: Cursors;
  feeds: readonly ChangeFeed[];
  /** What is read and mapped, as text. */
  covers: string;
}

/** Throws where cursors cannot be read. */
export async function openCursorBook({ cursors, feeds, covers }: BookOptions): Promise<CursorBook> {
  const index = indexOf(covers);
  /** Beside the cursors: the digests, which are no times. */
  const digests = digestKeys(covers).lists.index;
  const names = [...new Set(feeds.map(({ cursor }) => cursor))];
  const stands = feeds.some((feed) => feed.stands);
  const times = new Map<string, Date | undefined>();
  const read = async (kind: string, of: number) => {
    times.set(`${kind}/${of}`, await cursors.read({ kind, index: of }));
  };
  await Promise.all([
    read(FULL, index),
    read(FULL, digests),
    read(LISTS, digests),
    ...names.map((kind) => read(kind, index)),
    ...(stands ? [read(STANDING, digests)] : []),
  ]);
  const write = async (kind: string, of: number, time: Date) => {
    if (times.get(`${kind}/${of}`)?.getTime() === time.getTime()) return;
    await cursors.write({ kind, index: of }, time);
    times.set(`${kind}/${of}`, time);
  };
  return {
    full: times.get(`${FULL}/${index}`),
    lists: times.get(`${LISTS}/${digests}`),
    since: ({ cursor }) => {
      const time = times.get(`${cursor}/${index}`);
      return time && new Date(time.getTime() - OVERLAP_MS);
    },
    sight: times.get(`${FULL}/${digests}`),
    standing: times.get(`${STANDING}/${digests}`),
    keepFull: (time) => write(FULL, index, time),
    keepLists: (digest) => write(LISTS, digests, digest),
    move: (cursor, time) => write(cursor, index, time),
    keepStanding: (digest) => write(STANDING, digests, digest),
    keepSight: (digest) => write(FULL, digests, digest),
  };
}

/** The cursors that are digests of what the catalog was made of, by what is read and mapped. */
export const digestKeys = (covers: string): Record<'lists' | 'standing', CursorKey> => {
  const index = indexOf(`${covers}\ndigest`);
  return { lists: { kind: LISTS, index }, standing: { kind: STANDING, index } };
};

/** A number from 0 to 2^31 - 1 that stands for a text: Port takes an integer with a kind's name. */
export const indexOf = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) >>> 1;
