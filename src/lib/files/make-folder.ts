import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; one that is there is taken. Throws what the file system says. In place of Node's
 * `recursive`, which never ends where the folder above is there and takes none (`/proc/x`).
 */
export async function makeFolder(path: string): Promise<void> {
  const made = await make(path);
  if (made === 'no folder above') {
    await makeFolder(dirname(path));
    if ((await make(path)) !== 'made') await mkdir(path);
  }
}

async function make(path: string): Promise<'made' | 'no folder above'> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) return 'no folder above';
    // A root that cannot be made is there all the same, whatever the system calls it.
    if (!(await isFolder(path))) throw error;
  }
  return 'made';
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
