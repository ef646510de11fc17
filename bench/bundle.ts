import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Report } from '../src/report/report.ts';
import type { ServiceProcess } from './services.ts';

/** Settings of a start of the bundle. */
export interface Setting {
  /** The binary. */
  node: string;
  /** The folder with index.js. */
  bundle: string;
  /** The mapping's file; the one stored in Port when absent. */
  mapping?: string;
  azureDevOps: Pick<ServiceProcess, 'url'>;
  port: Pick<ServiceProcess, 'url'>;
}

export interface StartOptions {
  mode?: 'sync' | 'incremental';
  environment?: Record<string, string>;
  execArgv?: string[];
}

/** [begun, ended, method, host, path], ms since 1970. */
export type TracedRequest = [number, number, string, string, string];
/** [time, CPU in microseconds so far, resident bytes] */
export type Sample = [number, number, number];

/** Figures that the probe leaves. */
export interface Used {
  /** All threads. */
  cpuSeconds: number;
  peakMemoryBytes: number;
  requests?: TracedRequest[];
  samples?: Sample[];
}

export interface Run extends Used {
  wallSeconds: number;
  report: Report;
}

const probe = fileURLToPath(new URL('./probe.cjs', import.meta.url));

/** Start as a terminal command. The path is all that it gets of this machine's environment. */
export function start(
  { node, bundle, mapping, azureDevOps, port }: Setting,
  summary: string,
  options: StartOptions = {},
): ChildProcess {
  const { execArgv = [], mode = 'sync' } = options;
  const child = spawn(node, [...execArgv, join(bundle, 'index.js'), '--mode', mode], {
    cwd: summary,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT_SYNC_ORGANIZATION_URLS: `${azureDevOps.url}/contoso`,
      PORT_SYNC_PERSONAL_ACCESS_TOKEN: 'a'.repeat(52),
      PORT_SYNC_PORT_BASE_URL: port.url,
      PORT_SYNC_PORT_CLIENT_ID: 'emulated-client',
      PORT_SYNC_PORT_CLIENT_SECRET: 'emulated-client-secret',
      PORT_SYNC_INITIALIZE_PORT_RESOURCES: 'false',
      PORT_SYNC_SUMMARY_DIRECTORY: summary,
      ...(mapping !== undefined && { PORT_SYNC_CONFIG_FILE: mapping }),
      ...options.environment,
    },
  });
  // The emulators speak plain HTTP: the warning of it is no news.
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!line.includes('is not encrypted')) console.error(line);
  });
  return child;
}

/** One sync from start to exit. Throws when it did not succeed: its figures would mean nothing. */
export async function sync(setting: Setting, options: StartOptions & { trace?: boolean } = {}): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const left = join(folder, 'probe.json');
    const begun = performance.now();
    const child = start(setting, folder, {
      ...options,
      environment: { BENCH_PROBE: left, ...(options.trace && { BENCH_TRACE: 'true' }) },
      execArgv: ['--require', probe, ...(options.execArgv ?? [])],
    });
    const [code] = await once(child, 'close');
    const wallSeconds = (performance.now() - begun) / 1000;
    const report: Report = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'));
    if (code !== 0 || report.run.status !== 'succeeded') {
      const reasons = [report.run.failure, ...report.problems].map((one) => one?.message);
      throw new Error(`The sync ended as ${report.run.status} (${code}): ${reasons.join('; ')}`);
    }
    return { wallSeconds, report, ...JSON.parse(await readFile(left, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
