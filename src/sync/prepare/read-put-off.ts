import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { readTextFile } from '../../lib/files/text-file.ts';
import { PUT_OFF_FILE, type PutOff, parsePutOff } from '../../report/put-off.ts';

/** Deletions that runs put off, of this integration and of others beside it. */
export interface FoundPutOff {
  own: PutOff;
  others: readonly PutOff[];
}

/** Bytes of a file, and files, that are read at most. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_FILES = 500;
/** Levels of folders that are looked into, below the one that was named. */
const DEPTH = 4;

/**
 * Reads the file, or every deletions.ndjson in the folder: the latest of each integration counts. Throws UserError for
 * what cannot be used, or where there is none of this integration.
 */
export async function readPutOff(path: string, integration: string, port: string): Promise<FoundPutOff> {
  const latest = new Map<string, PutOff>();
  for (const file of await filesIn(path)) {
    const found = await readOne(file);
    if (found.port !== port) continue;
    const known = getOrCreate(latest, found.integration, () => found);
    if (startOf(found) > startOf(known)) latest.set(found.integration, found);
  }
  const own = latest.get(integration);
  latest.delete(integration);
  if (own) return { own, others: [...latest.values()] };
  const names = [...latest.keys()].map((name) => JSON.stringify(name)).join(', ');
  throw cannotBeUsed(
    `${path} has no deletions that a run of the integration "${integration}" put off${names && `; it has those of ${names}`}.`,
  );
}

const startOf = ({ run }: PutOff): number => Date.parse(run.startedAt);

async function filesIn(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const files: string[] = [];
    await collect(path, DEPTH, files);
    if (files.length > MOST_FILES) throw new Error(`it has more than ${MOST_FILES} of them`);
    return files;
  } catch (error) {
    throw cannotBeUsed(`${path} cannot be read: ${messageOf(error)}.`);
  }
}

async function collect(folder: string, depth: number, files: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name === PUT_OFF_FILE) files.push(path);
    else if (entry.isDirectory() && depth > 0 && files.length <= MOST_FILES)
      await collect(path, depth - 1, files);
  }
}

async function readOne(path: string): Promise<PutOff> {
  try {
    if ((await stat(path)).size > MOST_BYTES) throw new Error('it is larger than 256 MB');
    return parsePutOff(await readTextFile(path));
  } catch (error) {
    throw cannotBeUsed(`${basename(path)} of ${path} cannot be used: ${messageOf(error)}.`);
  }
}

const cannotBeUsed = (message: string): UserError =>
  new UserError(
    message,
    'deletionsFrom names the folder with the summaries of the runs that had deletions: later, or one of their deletions.ndjson.',
    { code: 'PCS1601' },
  );
