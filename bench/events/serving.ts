import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { resource } from '../../test/support/resource.ts';

/** An always-on process that has synced. */
export interface Serving {
  pid: number;
  port: number;
  statusPort: number;
  /** Ends it, and removes its folder. */
  end(): Promise<void>;
}

export const token = 'p'.repeat(52);

const config = JSON.stringify({
  resources: [
    resource('work-item', {
      identifier: '.id | tostring',
      blueprint: '"workItem"',
      title: '.fields."System.Title"',
      properties: { state: '.fields."System.State"', changed: '.fields."System.ChangedDate"' },
    }),
  ],
});

/** Throws where its first resync does not succeed. The process does not outlive this one. */
export const startServing = async (
  bundle: string,
  { url, portUrl, secret }: { url: string; portUrl: string; secret: string },
): Promise<Serving> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-events-'));
  const child = spawn(process.execPath, [join(bundle, 'index.js'), 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder,
      PORT_SYNC_ORGANIZATION_URLS: url,
      PORT_SYNC_PERSONAL_ACCESS_TOKEN: token,
      PORT_SYNC_PORT_BASE_URL: portUrl,
      PORT_SYNC_PORT_CLIENT_ID: 'emulated-client',
      PORT_SYNC_PORT_CLIENT_SECRET: 'emulated-client-secret',
      PORT_SYNC_INTEGRATION_IDENTIFIER: 'bench',
      PORT_SYNC_INITIALIZE_PORT_RESOURCES: 'false',
      PORT_SYNC_CONFIG: config,
      PORT_SYNC_WEBHOOK_SECRET: secret,
      PORT_SYNC_LISTEN_PORT: '0',
      PORT_SYNC_STATUS_PORT: '0',
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill('SIGKILL'));
  const log = await logUntil(/Resync 1 ended[^\n]*\n/, child.stdout);
  const [, port, statusPort] = /Listening on port (\d+): .*on port (\d+):/.exec(log) ?? [];
  if (!/Resync 1 ended after \d+ s: succeeded/.test(log) || !port)
    throw new Error(`It did not begin:\n${log}`);
  return {
    pid: child.pid as number,
    port: Number(port),
    statusPort: Number(statusPort),
    async end() {
      child.kill('SIGTERM');
      const late = setTimeout(() => {
        console.error(`It did not end within ${GRACE_MS / 1000} s, and is killed.`);
        child.kill('SIGKILL');
      }, GRACE_MS);
      await ended;
      clearTimeout(late);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Output of a process until some words come, or until it ends. The rest is read and dropped. */
const logUntil = (words: RegExp, output: Readable): Promise<string> =>
  new Promise((resolve) => {
    let log: string | undefined = '';
    output.setEncoding('utf8').on('data', (text: string) => {
      if (log === undefined) return;
      log += text;
      if (!words.test(log)) return;
      resolve(log);
      log = undefined;
    });
    output.once('end', () => resolve(log ?? ''));
  });

/** Milliseconds in which a process that is told to end has to do so. */
const GRACE_MS = 30_000;
