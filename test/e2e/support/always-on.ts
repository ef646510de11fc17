import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dist } from './hosts.ts';
import type { Services } from './services.ts';

/** An entry of its log, or a line that is none. */
export type Entry = Record<string, unknown> & { message: string };

/** The bundle as a container starts it: an environment and no arguments. */
export interface AlwaysOn {
  child: ChildProcess;
  url: string;
  /** URL of the status page. */
  statusUrl: string;
  entries: Entry[];
  /** All that was printed. */
  output(): string;
  /** Resolves with the first entry that matches, from a place in the log on. */
  told(what: RegExp, from?: number): Promise<Entry>;
  /** Resolves with the exit code once it has ended. */
  ended: Promise<number | null>;
  /** The temporary folder that it was given. */
  temporary: string;
}

/** The environment of an always-on process between both emulators, as a container has it. */
export const environmentOf = ({ port, organizationUrl, inputs, portInputs }: Services) => ({
  OCEAN__PORT__BASE_URL: portInputs.portBaseUrl,
  OCEAN__PORT__CLIENT_ID: port.clientId,
  OCEAN__PORT__CLIENT_SECRET: port.clientSecret,
  OCEAN__EVENT_LISTENER: '{"type":"POLLING"}',
  OCEAN__INTEGRATION__IDENTIFIER: 'live',
  OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: organizationUrl,
  OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: inputs.personalAccessToken,
});

/** The password of events, and the header that has it. */
export const webhookSecret = 'the secret of the events';
export const authorization = `Basic ${Buffer.from(`port:${webhookSecret}`).toString('base64')}`;

/** The same environment, with a password for events. */
export const withWebhookSecret = (services: Services) => ({
  ...environmentOf(services),
  OCEAN__INTEGRATION__CONFIG__WEBHOOK_SECRET: webhookSecret,
});

/** Two hours pass in 12 seconds. */
export const hurry = {
  NODE_OPTIONS: `--require=${fileURLToPath(new URL('hurry.cjs', import.meta.url))}`,
};

/** Time for whatever a test waits for, on a machine that is busy. */
const PATIENCE_MS = 60_000;

export const until = async (holds: () => boolean | Promise<boolean>, what: () => string): Promise<void> => {
  for (let waited = 0; !(await holds()); waited += 20) {
    if (waited > PATIENCE_MS) throw new Error(`It did not come: ${what()}`);
    await wait(20);
  }
};

/** A free port below those that the system gives to connections, and to whoever asks for any, meanwhile. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) =>
      server.once('error', () => resolve(false)).listen(port, () => resolve(true)),
    );
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}

export const startAlwaysOn = async (
  t: TestContext,
  environment: Record<string, string> | ((url: string) => Record<string, string>),
  words: string[] = [],
  user: { uid?: number; gid?: number } = {},
): Promise<AlwaysOn> => {
  const base = await mkdtemp(join(tmpdir(), 'always-on-'));
  const temporary = join(base, 'tmp');
  await mkdir(temporary);
  // The temporary folder is the only one that another user may write to.
  if (user.uid !== undefined) {
    await chmod(base, 0o755);
    await chown(temporary, user.uid, user.gid ?? user.uid);
  }
  const [port, statusPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(dist, 'index.js'), ...words], {
    cwd: base,
    ...user,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: base,
      TMPDIR: temporary,
      APPLICATION__PORT: String(port),
      PORT_SYNC_STATUS_PORT: String(statusPort),
      ...(typeof environment === 'function' ? environment(`http://127.0.0.1:${port}`) : environment),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const entries: Entry[] = [];
  const hear = (chunk: Buffer) => {
    text += chunk;
    const lines = text.split('\n').slice(0, -1);
    for (const line of lines.slice(entries.length)) entries.push(entryOf(line));
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(base, { recursive: true, force: true });
  });
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    statusUrl: `http://127.0.0.1:${statusPort}`,
    entries,
    output: () => text,
    async told(what, from = 0) {
      const find = () => entries.slice(from).find(({ message }) => what.test(message));
      await until(
        () => find() !== undefined || child.exitCode !== null,
        () => `${what}\n${text}`,
      );
      const found = find();
      if (!found) throw new Error(`It ended without: ${what}\n${text}`);
      return found;
    },
    ended,
    temporary,
  };
};

const entryOf = (line: string): Entry => {
  try {
    return JSON.parse(line);
  } catch {
    return { message: line };
  }
};

/** Runs of a process that are there, by their command line. */
export const runsOf = async (temporary: string, work: 'sync' | 'items' = 'sync'): Promise<string[]> => {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: string[] = [];
  for (const pid of processes) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`PORT_SYNC_LIFELINE=${work}`) && environment.includes(temporary))
      found.push(pid);
  }
  return found;
};
