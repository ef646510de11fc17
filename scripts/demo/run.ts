import { spawn } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from './services.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const summary = 'build/demo/port-sync-summary';
const say = (text: string) => console.log(`\n\u001b[1m${text}\u001b[0m`);

/** The bundle as a terminal command, with nothing of this machine's environment that could steer it. */
const sync = (environment: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    // Windows opens no socket without its root.
    const { PATH = '', TERM = '', NO_COLOR = '', SystemRoot = '', TEMP = '' } = process.env;
    const windows = process.platform === 'win32' ? { SystemRoot, TEMP } : {};
    const child = spawn(process.execPath, ['dist/index.js', 'sync'], {
      cwd: root,
      stdio: 'inherit',
      env: { PATH, TERM, NO_COLOR, ...windows, ...environment },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const demo = await startDemo(summary);
await rm(join(root, summary), { recursive: true, force: true });
try {
  console.log('\nBoth services are emulated on this machine: the log warns of http all the same.');
  say('A first sync of the emulated organisation "contoso" into an empty emulated Port');
  const first = await sync(demo.environment);
  say('Some work items change and some are gone; the next sync brings only the difference');
  demo.timePasses();
  const second = await sync(demo.environment);

  say(`The summary that it left in ${summary}`);
  for (const name of await readdir(join(root, summary))) {
    console.log(`  ${name} (${Math.ceil((await stat(join(root, summary, name))).size / 1024)} KiB)`);
  }
  console.log(`\n${await readFile(join(root, summary, 'summary.md'), 'utf8')}`);
  process.exitCode = Math.max(first, second);
} finally {
  await demo.close();
}
