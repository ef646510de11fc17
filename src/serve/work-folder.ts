import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../lib/errors.ts';
import { processLives } from '../lib/process-lives.ts';

/** The folder that Port's chart mounts to be written to. */
const CHARTS_OWN = '/tmp/ocean';
/** Runs that keep their record of changes, among those that are kept. It can be large. */
const KEPT_WITH_CHANGES = 2;

export interface RunFolder {
  /** The folder for temporary files. It is removed after the run. */
  temporary: string;
  summary: string;
}

/** The folder of an always-on process: a folder for each run. */
export interface WorkFolder {
  path: string;
  forRun(number: number): Promise<RunFolder>;
  /** Makes the folder for temporary files of the events' worker. */
  forEvents(): Promise<string>;
  /** The folder of cursors, which go from one run to the next. */
  cursors: string;
  /** Removes what is not to be kept after a run. */
  tidy(number: number): Promise<void>;
  /** Removes a run. */
  drop(number: number): Promise<void>;
  remove(): Promise<void>;
}

/** Makes the folder in the first of the temporary folders that takes it. Throws UserError where none does. */
export const openWorkFolder = async (): Promise<WorkFolder> => {
  const failures: string[] = [];
  for (const base of [tmpdir(), CHARTS_OWN]) {
    try {
      await removeLeft(base);
      return workFolderAt(await mkdtemp(join(base, prefixOf(process.pid))));
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new UserError(
    `No temporary folder can be written to: ${failures.join('; ')}.`,
    'Mount a folder that this user may write to at /tmp or /tmp/ocean, or name one in TMPDIR.',
    { code: 'PCS1101' },
  );
};

const NAME = 'port-catalog-sync';
/** The beginning of a folder's name. A pid means something on its machine only. */
const prefixOf = (pid: number): string => `${NAME}-${hostname()}-${pid}-`;

/** Removes the folders of killed processes of this machine. One in a container has the same pid each time. */
const removeLeft = async (base: string): Promise<void> => {
  for (const name of await readdir(base)) {
    const pid = Number(name.startsWith(`${NAME}-${hostname()}-`) ? name.split('-').at(-2) : Number.NaN);
    if (name.startsWith(prefixOf(pid)) && (pid === process.pid || !processLives(pid)))
      await rm(join(base, name), { recursive: true, force: true }).catch(() => {});
  }
};

const workFolderAt = (path: string): WorkFolder => {
  const folderOf = (number: number): RunFolder => {
    const own = join(path, `run-${number}`);
    return { temporary: join(own, 'temporary'), summary: join(own, 'summary') };
  };
  const discard = (...parts: string[]) => rm(join(path, ...parts), { recursive: true, force: true });
  return {
    path,
    cursors: join(path, 'cursors'),
    async forRun(number) {
      const folder = folderOf(number);
      await mkdir(folder.temporary, { recursive: true });
      return folder;
    },
    async forEvents() {
      const own = join(path, 'events');
      await mkdir(own, { recursive: true });
      return own;
    },
    async tidy(number) {
      await rm(folderOf(number).temporary, { recursive: true, force: true });
      await discard(`run-${number - KEPT_WITH_CHANGES}`, 'summary', 'changes.ndjson');
    },
    drop: (number) => discard(`run-${number}`),
    remove: () => discard(),
  };
};
