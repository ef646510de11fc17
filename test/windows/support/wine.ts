import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findWine } from '../../../scripts/lib/wine.ts';

/** Programs for Windows on this machine: a drive Z: that is its file system, C: in the prefix, D: elsewhere. */
const home = fileURLToPath(new URL('../../../build/wine/', import.meta.url));
const prefix = join(home, 'prefix');
const wine = findWine();

export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

/** Place of a path of Windows on this machine. */
export const pathOf = (path: string, drives: Record<string, string> = {}): string => {
  const [, drive = '', rest = ''] = /^([A-Z]):(.*)$/.exec(path) ?? [];
  return `${drives[drive] ?? ''}${rest.replaceAll('\\', '/')}`;
};

export interface Program {
  words: readonly string[];
  environment?: Record<string, string>;
  /** Folder, as a path of this machine. */
  folder: string;
  /** Ctrl-C, once the output matches. */
  interrupt?: RegExp;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Standard output is a file: wine refuses pipes of this machine. */
export const run = async ({ words, environment = {}, folder, interrupt }: Program): Promise<Ended> => {
  const scratch = await mkdtemp(join(tmpdir(), 'wine-'));
  const paths = ['stdout', 'stderr'].map((name) => join(scratch, name));
  const files = await Promise.all(paths.map((path) => open(path, 'w')));
  const texts = () => Promise.all(paths.map((path) => readFile(path, 'utf8')));
  try {
    const child = spawn(wine ?? '', [...words], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        WINEPREFIX: prefix,
        WINEDEBUG: '-all',
        LC_ALL: 'C.UTF-8',
        ...environment,
      },
      stdio: ['ignore', ...files.map(({ fd }) => fd)],
    });
    let look: NodeJS.Timeout | undefined;
    if (interrupt)
      look = setInterval(async () => {
        const [stdout = ''] = await texts();
        if (!look || !interrupt.test(stdout)) return;
        clearInterval(look);
        look = undefined;
        child.kill('SIGINT');
      }, 50);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    clearInterval(look);
    const [stdout = '', stderr = ''] = await texts();
    return { code, stdout: stdout.replaceAll('\r\n', '\n'), stderr };
  } finally {
    await Promise.all(files.map((file) => file.close()));
    await rm(scratch, { recursive: true, force: true });
  }
};

/** Sets Windows up, once for all tests of this clone. */
export const prepareWindows = async (): Promise<void> => {
  const done = join(prefix, 'system.reg');
  if (existsSync(done)) return;
  await mkdir(home, { recursive: true });
  await run({ words: ['wineboot', '-i'], folder: home });
  await run({ words: ['winecfg', '-v', 'win10'], folder: home });
};

/** Drive D: until the test ends, on another file system than the temporary folder where there is one. */
export const driveD = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'drive-d-'));
  const drive = join(prefix, 'dosdevices/d:');
  await rm(drive, { force: true });
  await symlink(folder, drive);
  t.after(async () => {
    await rm(drive, { force: true });
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
};
