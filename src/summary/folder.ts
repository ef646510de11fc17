import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { type FileHandle, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { makeFolder } from '../lib/files/make-folder.ts';
import { processLives } from '../lib/process-lives.ts';

/** A summary folder that belongs to one run until it is given back. */
export interface SummaryFolder {
  /** Absolute. */
  path: string;
  /** A warning where it is not the folder that was asked for. */
  notice?: string;
  /** Gives the room back that was kept for the summary itself: the disk may have filled up since. */
  makeRoom(): Promise<void>;
  release(): Promise<void>;
}

/** The mark of a run at work in a folder. */
const MARK = '.port-sync-run';
/** Bytes kept for the summary's files, so that a run on a full disk can still leave them. */
const KEPT = 2 ** 20;
/** Milliseconds from one touch of a mark to the next, and the age at which it counts as left behind. */
const TOUCH_MS = 20_000;
const LEFT_MS = 120_000;
const MOST_NAMES = 20;

interface Owner {
  id: string;
  pid: number;
  /** The place in which the pid means something: the machine, and on Linux the space of its processes. */
  where: string;
}

const here = (): string => {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};

/**
 * Takes the folder, or where another run is at work in it the next free one of `-2`, `-3` … Throws what the file system
 * says when it cannot be written to, or has no room for a summary.
 */
export const claimFolder = async (wanted: string): Promise<SummaryFolder> => {
  const first = resolve(wanted);
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const path = number === 1 ? first : `${first}-${number}`;
    const held = await claim(path);
    if (!held) continue;
    const notice =
      `Another run is at work in the summary folder ${basename(first)}: this one’s is ${basename(path)}. ` +
      'Give each its own summaryDirectory.';
    return { path, ...held, ...(number > 1 && { notice }) };
  }
  throw new Error(`runs are at work in it and in ${MOST_NAMES - 1} more of its name`);
};

const claim = async (folder: string): Promise<Pick<SummaryFolder, 'makeRoom' | 'release'> | undefined> => {
  await makeFolder(folder);
  const path = join(folder, MARK);
  const owner: Owner = { id: randomUUID(), pid: process.pid, where: here() };
  const mark = await create(path, `${JSON.stringify(owner)}\n`);
  if (!mark) return undefined;
  const touch = setInterval(() => void mark.utimes(new Date(), new Date()).catch(() => {}), TOUCH_MS).unref();
  let released = false;
  return {
    makeRoom: () => mark.truncate(0).catch(() => {}),
    async release() {
      // The name may be another run's by the second time.
      if (released) return;
      released = true;
      clearInterval(touch);
      await mark.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
    },
  };
};

/** The new mark, or undefined where another run's stands. */
const create = async (path: string, text: string): Promise<FileHandle | undefined> => {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    let mark: FileHandle;
    try {
      mark = await open(path, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await atWork(path)) return undefined;
      continue;
    }
    try {
      await mark.writeFile(text.padEnd(KEPT));
      return mark;
    } catch (error) {
      await mark.close();
      await rm(path, { force: true });
      throw error;
    }
  }
  return undefined;
};

/** Whether the mark's run lives; the mark of one that does not is taken away. */
const atWork = async (path: string): Promise<boolean> => {
  try {
    const text = await readFile(path, 'utf8');
    if (!(await leftBehind(path, text))) return true;
    // Two runs may find the same mark. The one that is moved away must be the one that was read, else it is put back.
    const aside = `${path}-${randomUUID()}`;
    await rename(path, aside);
    const same = (await readFile(aside, 'utf8')) === text;
    if (!same) await link(aside, path).catch(() => {});
    await rm(aside, { force: true });
    return !same;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};

const leftBehind = async (path: string, text: string): Promise<boolean> => {
  const owner = ownerIn(text);
  if (owner?.where === here() && !processLives(owner.pid)) return true;
  // The file system's own clock on both sides: another machine's may be minutes off.
  const probe = `${path}-${randomUUID()}`;
  await (await open(probe, 'wx', 0o600)).close();
  const now = (await stat(probe)).mtimeMs;
  await rm(probe, { force: true });
  return now - (await stat(path)).mtimeMs > LEFT_MS;
};

const ownerIn = (text: string): Owner | undefined => {
  try {
    return JSON.parse(text.slice(0, 1_000)) as Owner;
  } catch {
    return undefined;
  }
};
