import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { type BundleName, bundleOptions } from '../../scripts/lib/bundles.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const emptyFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'build-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs node with nothing of this machine's environment but PATH; never throws. */
export const runNode = (
  node: string,
  words: string[],
  cwd: string,
  environment: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    execFile(node, words, { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });

export const unzip = async (path: string): Promise<Map<string, Buffer>> => filesOf(await readFile(path));

/** The files of a zip archive by name, read by its central directory. */
export const filesOf = (zip: Buffer): Map<string, Buffer> => {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const header = zip.readUInt32LE(at + 42);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const data = zip.subarray(start, start + size);
    files.set(zip.toString('utf8', at + 46, at + 46 + name), method === 0 ? data : inflateRawSync(data));
    at += 46 + name + extra + comment;
  }
  return files;
};

/** `@actions/core` of `node_modules/x/node_modules/@actions/core` */
export const packageOf = (folder: string): string => folder.replace(/.*node_modules\//, '');

/** Folders of the packages that a bundle holds, by the comments that esbuild leaves where it does not minify. */
export const packagesInside = async (file: BundleName): Promise<Set<string>> => {
  const options: BuildOptions = { ...bundleOptions(file), minify: false, write: false };
  const { outputFiles = [] } = await build(options);
  const comments = outputFiles[0]?.text.matchAll(/^ *\/\/ (\S*node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm);
  return new Set([...(comments ?? [])].map(([, folder = '']) => folder));
};

/** Modules of the sources that a module in `index.js` loads by `import()`. */
export const loadedLater = async (): Promise<string[]> => {
  const { metafile } = await build({ ...bundleOptions('index.js'), write: false, metafile: true });
  return Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind, path }) => kind === 'dynamic-import' && path.startsWith('src/'))
    .map(({ path }) => path);
};
