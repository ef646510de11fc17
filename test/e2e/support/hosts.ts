import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Change } from '../../../src/report/change.ts';
import type { Report } from '../../../src/report/report.ts';

/**
 * Runs the bundle as its hosts do: an environment, an empty folder, node on the entry point. The committed one,
 * or that in the folder named by `BUNDLE`.
 */
export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Milliseconds from the first signal that was sent to the end; 0 without one. */
  afterKill: number;
  stdout: string;
  stderr: string;
  /** The folder in which the step ran. */
  folder: string;
  /** Files that the step left there, with their text. */
  files: Record<string, string>;
  /** summary.json, when there is one. */
  report: Report | undefined;
  changes: Change[];
  /** Texts that the host read from its command files (GitHub), by name. */
  commandFiles: Record<string, string>;
}

export interface StepOptions {
  /** camelCase names, as in src/inputs/definitions.ts. */
  inputs?: Record<string, string>;
  environment?: Record<string, string>;
  /** Files laid in the working folder before. */
  files?: Record<string, string | Buffer>;
  /** Path of the node binary; that of the test by default. */
  node?: string;
  /** GitHub only: the text of the file that GITHUB_EVENT_PATH names. */
  eventFile?: string;
  /** GitHub only: a file of the bundle that is not there. */
  without?: string;
  /** Azure Pipelines only: the folder of a task as it was unpacked; else it is staged from the repository. */
  task?: string;
  /** Azure Pipelines only: which of the task's handlers the agent takes. */
  handler?: 'Node24' | 'Node20_1';
  /** Sent once the output matches, or the condition holds; `again` so many ms later once more. */
  kill?: {
    when: RegExp | (() => boolean);
    signal?: NodeJS.Signals;
    /** Outputs whose readers go away, instead of a signal. */
    close?: ('stdout' | 'stderr')[];
    again?: number;
  };
  /** Done in the step's working folder before it starts. */
  before?(folder: string): Promise<void>;
  /** Terminal only: words after the script's name. */
  arguments?: string[];
}

/** The folder of the bundle. */
export const dist = process.env.BUNDLE
  ? resolvePath(process.env.BUNDLE)
  : fileURLToPath(new URL('../../../dist', import.meta.url));
const taskFolder = fileURLToPath(new URL('../../../task', import.meta.url));

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** Variables that every process needs, and none of the machine that runs the tests. */
const bare = () => ({ PATH: process.env.PATH ?? '', HOME: tmpdir() });

/** A step as an Azure Pipelines agent runs it: the task's folder with the bundle staged beside task.json. */
export async function onAzurePipelines(options: StepOptions): Promise<Finished> {
  return inFolder(async (base, folder) => {
    const staged = join(base, 'task');
    await cp(options.task ?? taskFolder, staged, { recursive: true });
    if (options.task === undefined) await cp(dist, staged, { recursive: true });
    const { execution } = JSON.parse(await readFile(join(staged, 'task.json'), 'utf8'));
    const temporary = join(base, 'temp');
    await mkdir(temporary);
    const inputs = Object.entries(options.inputs ?? {}).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]);
    const environment = {
      ...bare(),
      TF_BUILD: 'True',
      AGENT_VERSION: '4.270.0',
      AGENT_TEMPDIRECTORY: temporary,
      AGENT_WORKFOLDER: base,
      AGENT_JOBNAME: 'Sync',
      BUILD_BUILDID: '417',
      SYSTEM_HOSTTYPE: 'build',
      SYSTEM_DEFAULTWORKINGDIRECTORY: folder,
      ...Object.fromEntries(inputs),
      ...options.environment,
    };
    return start([join(staged, execution[options.handler ?? 'Node24'].target)], environment, folder, options);
  }, options);
}

/** A step as a GitHub runner runs it: the action's files as they are in the repository. */
export async function onGitHubActions(options: StepOptions): Promise<Finished> {
  return inFolder(async (base, folder) => {
    const action = join(base, 'action', 'dist');
    await cp(dist, action, { recursive: true, filter: (path) => basename(path) !== options.without });
    const commandFiles = Object.fromEntries(
      ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH'].map((name) => [
        name,
        join(base, name),
      ]),
    );
    for (const path of Object.values(commandFiles)) await writeFile(path, '');
    const eventPath = join(base, 'event.json');
    if (options.eventFile !== undefined) await writeFile(eventPath, options.eventFile);
    const inputs = Object.entries(options.inputs ?? {}).map(([name, value]) => [
      `INPUT_${kebab(name).toUpperCase()}`,
      value,
    ]);
    const environment = {
      ...bare(),
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_RUN_ID: '99',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'sync',
      GITHUB_REPOSITORY: 'contoso/catalog',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: 'https://api.github.com',
      RUNNER_TEMP: base,
      RUNNER_OS: 'Linux',
      ...(options.eventFile !== undefined && { GITHUB_EVENT_PATH: eventPath }),
      ...commandFiles,
      ...Object.fromEntries(inputs),
      ...options.environment,
    };
    const finished = await start([join(action, 'index.js')], environment, folder, options);
    for (const [name, path] of Object.entries(commandFiles))
      finished.commandFiles[name] = await readFile(path, 'utf8');
    return finished;
  }, options);
}

/** A command from a shell, in an empty folder. The bundle lies elsewhere. */
export async function onTerminal(options: StepOptions): Promise<Finished> {
  return inFolder(async (base, folder) => {
    const bundle = join(base, 'bundle');
    await cp(dist, bundle, { recursive: true });
    const flags = Object.entries(options.inputs ?? {}).map(([name, value]) => `--${kebab(name)}=${value}`);
    return start(
      [join(bundle, 'index.js'), ...(options.arguments ?? []), ...flags],
      { ...bare(), ...options.environment },
      folder,
      options,
    );
  }, options);
}

async function inFolder(
  work: (base: string, folder: string) => Promise<Finished>,
  options: StepOptions,
): Promise<Finished> {
  const base = await mkdtemp(join(tmpdir(), 'step-'));
  try {
    const folder = join(base, 'work');
    await mkdir(folder);
    for (const [name, text] of Object.entries(options.files ?? {})) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await options.before?.(folder);
    const finished = await work(base, folder);
    finished.files = await textsIn(folder);
    const summary = Object.keys(finished.files).find((name) => name.endsWith('summary.json'));
    finished.report = summary ? JSON.parse(finished.files[summary] ?? '') : undefined;
    const changes = Object.keys(finished.files).find((name) => name.endsWith('changes.ndjson'));
    finished.changes = (changes ? (finished.files[changes] ?? '') : '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return finished;
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function textsIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    texts[path.slice(folder.length + 1)] = await readFile(path, 'utf8');
  }
  return texts;
}

function start(
  words: string[],
  environment: Record<string, string>,
  folder: string,
  { node = process.execPath, kill }: StepOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, words, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const finished: Finished = {
      code: null,
      signal: null,
      afterKill: 0,
      stdout: '',
      stderr: '',
      folder,
      files: {},
      report: undefined,
      changes: [],
      commandFiles: {},
    };
    const killer = kill && createKiller(child, kill, () => finished.stdout + finished.stderr);
    child.stdout.on('data', (text) => {
      finished.stdout += text;
      killer?.look();
    });
    child.stderr.on('data', (text) => {
      finished.stderr += text;
      killer?.look();
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ ...finished, code, signal, afterKill: killer?.end() ?? 0 }),
    );
  });
}

function createKiller(
  child: ChildProcess,
  { when, signal, close = [], again }: NonNullable<StepOptions['kill']>,
  output: () => string,
): { look(): void; end(): number } {
  let sentAt: number | undefined;
  const look = () => {
    if (sentAt !== undefined || !(typeof when === 'function' ? when() : when.test(output()))) return;
    sentAt = performance.now();
    for (const name of close) child[name]?.destroy();
    if (signal) child.kill(signal);
    if (again !== undefined) setTimeout(() => child.kill(signal), again);
  };
  const timer = setInterval(look, 5);
  return {
    look,
    end() {
      clearInterval(timer);
      return sentAt === undefined ? 0 : performance.now() - sentAt;
    },
  };
}

/** Every host with its name, for tests that hold on each. */
export const hosts: readonly [name: string, run: (options: StepOptions) => Promise<Finished>][] = [
  ['Azure Pipelines', onAzurePipelines],
  ['GitHub Actions', onGitHubActions],
  ['a terminal', onTerminal],
];
