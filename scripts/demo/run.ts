import { spawn } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/http/clock.ts';
import { createAzureDevOpsEmulator, createOrganisation } from '../../test/emulators/azure-devops/index.ts';
import { createPortEmulator } from '../../test/emulators/port/emulator.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const summary = 'build/demo/port-sync-summary';
const say = (text: string) => console.log(`\n\u001b[1m${text}\u001b[0m`);

/** The bundle as a terminal command, with nothing of this machine's environment that could steer it. */
const sync = (environment: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { PATH = '', TERM = '', NO_COLOR = '' } = process.env;
    const child = spawn(process.execPath, ['dist/index.js', 'sync'], {
      cwd: root,
      stdio: 'inherit',
      env: { PATH, TERM, NO_COLOR, ...environment },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

const organisation = createOrganisation({ name: 'contoso', scale: 'demo' });
const devops = createAzureDevOpsEmulator({
  organisations: [organisation],
  clock: systemClock,
  record: 'counts',
});
const port = createPortEmulator({ clock: systemClock, record: 'counts' });
const [azureServer, portServer] = [await devops.listen(), await port.listen()];
const environment = {
  // The emulator answers for dev.azure.com and its kin as their proxy would.
  HTTP_PROXY: azureServer.url,
  NO_PROXY: '127.0.0.1',
  PORT_SYNC_ORGANIZATION_URLS: 'http://dev.azure.com/contoso',
  PORT_SYNC_PERSONAL_ACCESS_TOKEN: 'a'.repeat(52),
  PORT_SYNC_PORT_BASE_URL: portServer.url,
  PORT_SYNC_PORT_CLIENT_ID: 'emulated-client',
  PORT_SYNC_PORT_CLIENT_SECRET: 'emulated-client-secret',
  PORT_SYNC_SUMMARY_DIRECTORY: summary,
};

await rm(join(root, summary), { recursive: true, force: true });
try {
  say('A first sync of the emulated organisation "contoso" into an empty emulated Port');
  const first = await sync(environment);
  say('Some work items change and some are gone; the next sync brings only the difference');
  organisation.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
  organisation.remove({ kinds: ['work-item'], share: 0.02, seed: 2 });
  const second = await sync(environment);

  say(`The summary that it left in ${summary}`);
  for (const name of await readdir(join(root, summary))) {
    console.log(`  ${name} (${Math.ceil((await stat(join(root, summary, name))).size / 1024)} KiB)`);
  }
  console.log(`\n${await readFile(join(root, summary, 'summary.md'), 'utf8')}`);
  process.exitCode = Math.max(first, second);
} finally {
  await Promise.all([azureServer.close(), portServer.close()]);
}
