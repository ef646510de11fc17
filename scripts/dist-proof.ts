// Proves that dist/ is what src/ builds: builds elsewhere and compares every file.
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/root.ts';

const fresh = 'build/dist';

const read = async (folder: string): Promise<Map<string, Buffer>> => {
  const names = await readdir(join(root, folder)).catch(() => []);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(root, folder, name))] as const)),
  );
};

const build = ['scripts/build.ts', '--outdir', fresh];
const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
const [committed, built] = [await read('dist'), await read(fresh)];
const names = [...new Set([...committed.keys(), ...built.keys()])].sort();
const different = names.filter((name) => {
  const [a, b] = [committed.get(name), built.get(name)];
  return a === undefined || b === undefined || !a.equals(b);
});
if (different.length > 0) {
  console.error(`dist/ is not what src/ builds: ${different.join(', ')}. Run "npm run build" and commit it.`);
  process.exitCode = 1;
} else {
  console.log(`dist/ is what src/ builds: ${names.length} files.`);
}
