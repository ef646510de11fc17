import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  lines: string[];
  folder: string;
  read(name: string): Promise<string>;
}

const stub = fileURLToPath(new URL('../stub-main.ts', import.meta.url));

interface Start {
  environment?: Record<string, string>;
  words?: string[];
  /** Sent in turn, each as soon as the output matches. */
  signals?: { when: RegExp; signal: NodeJS.Signals }[];
  /** Output after which nobody reads any more. */
  readUntil?: RegExp;
}

/** Starts the stub main in an empty folder with nothing of this machine's environment. */
export const start = async (
  t: TestContext,
  { environment = {}, words = [], signals = [], readUntil }: Start,
): Promise<Ended> => {
  const folder = await mkdtemp(join(tmpdir(), 'host-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const files = ['output', 'summary'].map((name) => join(folder, name));
  for (const file of files) await writeFile(file, '');
  const env = {
    PATH: process.env.PATH ?? '',
    STUB_DIRECTORY: folder,
    AGENT_TEMPDIRECTORY: folder,
    GITHUB_OUTPUT: files[0] ?? '',
    GITHUB_STEP_SUMMARY: files[1] ?? '',
    ...environment,
  };
  const child = spawn(process.execPath, [stub, ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = { stdout: '', stderr: '' };
  const waiting = [...signals];
  const hear = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    ended[stream] += chunk;
    if (readUntil?.test(ended.stdout)) for (const pipe of [child.stdout, child.stderr]) pipe.destroy();
    if (waiting[0]?.when.test(ended.stdout)) child.kill(waiting.shift()?.signal);
  };
  child.stdout.on('data', hear('stdout'));
  child.stderr.on('data', hear('stderr'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lines = ended.stdout.split('\n');
      const read = (name: string) => readFile(join(folder, name), 'utf8');
      resolve({ ...ended, code, signal, lines, folder, read });
    });
  });
};

/** Variables that an agent sets for a task with these inputs. */
export const azure = (inputs: Record<string, string> = {}): Record<string, string> => ({
  TF_BUILD: 'True',
  SYSTEM_HOSTTYPE: 'build',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/contoso/',
  SYSTEM_TEAMPROJECT: 'Web',
  ENDPOINT_URL_SYSTEMVSSCONNECTION: 'https://dev.azure.com/contoso/',
  ENDPOINT_AUTH_SYSTEMVSSCONNECTION: '{"parameters":{"AccessToken":"the-job-token"},"scheme":"OAuth"}',
  ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
  ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'the-job-token',
  INPUT_PORTCLIENTID: 'client',
  INPUT_PORTCLIENTSECRET: 'the-port-secret',
  ...Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  ),
});

/** Variables that a runner sets for an action with these inputs. */
export const github = (inputs: Record<string, string> = {}): Record<string, string> => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_JOB: 'sync',
  GITHUB_RUN_ATTEMPT: '1',
  'INPUT_ORGANIZATION-URLS': 'https://dev.azure.com/contoso',
  'INPUT_PERSONAL-ACCESS-TOKEN': 'the-access-token',
  'INPUT_PORT-CLIENT-ID': 'client',
  'INPUT_PORT-CLIENT-SECRET': 'the-port-secret',
  ...Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  ),
});
