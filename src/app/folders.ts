import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../host/types.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { claimFolder, type SummaryFolder } from '../summary/folder.ts';

/** Free bytes that every run needs. A large run may need more, and fails with what is missing. */
const ROOM = { temporary: 32 * 2 ** 20, summary: 8 * 2 ** 20 };

/** The temporary folder, and the environment variable by which the user can choose another one. */
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

/** Codes of a full file system, a full quota, and a file of the largest size. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const stateOf = (error: unknown): string =>
  FULL.has((error as NodeJS.ErrnoException | undefined)?.code ?? '') ? 'is full' : 'cannot be written to';

/** The error of the temporary folder, with what to set. */
export const temporaryFailure = ({ path, variable }: TemporaryFolder, error: unknown): UserError =>
  new UserError(
    `The temporary folder ${path} ${stateOf(error)}: ${messageOf(error)}.`,
    `Free space there, or name a folder with more in the environment variable ${variable}.`,
    { cause: error, code: 'PCS1101' },
  );

/** The error of the summary folder, with what to set. */
export const summaryFailure = (path: string, error: unknown): UserError =>
  new UserError(
    `The summary folder ${path} ${stateOf(error)}: ${messageOf(error)}.`,
    `${stateOf(error) === 'is full' ? 'Free space there, or name' : 'Name'} another one in summaryDirectory.`,
    { cause: error, code: 'PCS1102' },
  );

/** Checks the temporary folder before anything is written to Port. Throws UserError. */
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

/**
 * Takes a summary folder with room for the record of changes: no run may change what it cannot tell. Throws UserError.
 */
export const openSummary = (wanted: string): Promise<SummaryFolder> => takeSummary(wanted, ROOM.summary);

/** Takes a summary folder, whatever room it has. Throws UserError. */
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
  // A file system without a size tells 0.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  throw new NoRoom(`${megabytes(bavail * bsize)} are free, and a run needs ${megabytes(bytes)} at the least`);
};
