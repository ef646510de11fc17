import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../host/types.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { claimFolder, type SummaryFolder } from '../summary/folder.ts';

/** Free bytes that a run of any size needs. What a large run needs besides is told when it is missing. */
const ROOM = { temporary: 32 * 2 ** 20, summary: 8 * 2 ** 20 };

/** The folder for what waits its turn, and the environment variable by which the user can choose another one. */
export interface TemporaryFolder {
  path: string;
  variable: string;
}

export const chooseTemporaryFolder = ({ name, ambient }: Pick<Host, 'name' | 'ambient'>): TemporaryFolder => {
  const own = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
  if (ambient.temporaryDirectory === undefined) return { path: tmpdir(), variable: own };
  const variable = name === 'azure-pipelines' ? 'AGENT_TEMPDIRECTORY' : 'RUNNER_TEMP';
  return { path: ambient.temporaryDirectory, variable };
};

/** The file system is full, or the user's part of it, or the largest file that may be. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const stateOf = (error: unknown): string =>
  FULL.has((error as NodeJS.ErrnoException | undefined)?.code ?? '') ? 'is full' : 'cannot be written to';

/** What went wrong in the temporary folder, and what to set. */
export const temporaryFailure = ({ path, variable }: TemporaryFolder, error: unknown): UserError =>
  new UserError(
    `The temporary folder ${path} ${stateOf(error)}: ${messageOf(error)}.`,
    `Free space there, or name a folder with more in the environment variable ${variable}.`,
    { cause: error, code: 'PCS1101' },
  );

/** The same of the summary folder. */
export const summaryFailure = (path: string, error: unknown): UserError =>
  new UserError(
    `The summary folder ${path} ${stateOf(error)}: ${messageOf(error)}.`,
    `${stateOf(error) === 'is full' ? 'Free space there, or name' : 'Name'} another one in summaryDirectory.`,
    { cause: error, code: 'PCS1102' },
  );

/** Tries the temporary folder before anything is written to Port. Throws UserError. */
export const tryTemporary = async (place: TemporaryFolder): Promise<void> => {
  try {
    const trial = await mkdtemp(join(place.path, 'port-sync-'));
    try {
      await writeFile(join(trial, 'trial'), Buffer.alloc(2 ** 16));
    } finally {
      await rm(trial, { recursive: true, force: true });
    }
    await mustHave(ROOM.temporary, place.path);
  } catch (error) {
    throw temporaryFailure(place, error);
  }
};

/** Takes a summary folder for a run, with room for its record of changes: what it does must be told. Throws UserError. */
export const openSummary = (wanted: string): Promise<SummaryFolder> => takeSummary(wanted, ROOM.summary);

/** Takes one with whatever room it has. Throws UserError. */
export const takeSummary = async (wanted: string, room = 0): Promise<SummaryFolder> => {
  let folder: SummaryFolder | undefined;
  try {
    folder = await claimFolder(wanted);
    await mustHave(room, folder.path);
    return folder;
  } catch (error) {
    await folder?.release();
    throw summaryFailure(wanted, error);
  }
};

class NoRoom extends Error {
  readonly code = 'ENOSPC';
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MB`;

const mustHave = async (bytes: number, path: string): Promise<void> => {
  const { bavail, blocks, bsize } = await statfs(path);
  // A file system without a size of its own tells none.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  throw new NoRoom(`${megabytes(bavail * bsize)} are free, and a run needs ${megabytes(bytes)} at the least`);
};
