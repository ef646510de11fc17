import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kebabCase } from '../../../src/inputs/names.ts';
import { type Ended, run, windowsPath } from './wine.ts';

const dist = process.env.BUNDLE
  ? resolve(process.env.BUNDLE)
  : fileURLToPath(new URL('../../../dist', import.meta.url));

export interface Step {
  node: string;
  inputs?: Record<string, string>;
  environment?: Record<string, string>;
  /** A command's words before its flags. */
  words?: string[];
  interrupt?: RegExp;
}

export interface Place {
  base: string;
  /** Folder in which the step runs. Its name is one that badly quoted paths break on. */
  work: string;
  temporary: string;
}

/** A folder with the bundle in it, until the test ends. */
export const place = async (t: TestContext): Promise<Place> => {
  const base = await mkdtemp(join(tmpdir(), 'windows-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const [work, temporary] = [join(base, 'Arbeit für 1; 100%'), join(base, 'temp')] as const;
  await cp(dist, join(base, 'bundle'), { recursive: true });
  for (const folder of [work, temporary]) await mkdir(folder);
  return { base, work, temporary };
};

const start = ({ base, work }: Place, { node, interrupt }: Step, words: string[], environment: object) =>
  run({
    words: [windowsPath(node), windowsPath(join(base, 'bundle/index.js')), ...words],
    environment: environment as Record<string, string>,
    folder: work,
    ...(interrupt && { interrupt }),
  });

const inputsAs = (inputs: Record<string, string> = {}, name: (input: string) => string) =>
  Object.fromEntries(Object.entries(inputs).map(([input, value]) => [name(input), value]));

export const asTask = (where: Place, step: Step): Promise<Ended> =>
  start(where, step, [], {
    TF_BUILD: 'True',
    SYSTEM_HOSTTYPE: 'build',
    BUILD_BUILDID: '417',
    AGENT_TEMPDIRECTORY: windowsPath(where.temporary),
    ...inputsAs(step.inputs, (input) => `INPUT_${input.toUpperCase()}`),
    ...step.environment,
  });

export const asAction = async (where: Place, step: Step): Promise<Ended> => {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'];
  for (const name of files) await writeFile(join(where.base, name), '');
  return start(where, step, [], {
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: windowsPath(where.temporary),
    ...Object.fromEntries(files.map((name) => [name, windowsPath(join(where.base, name))])),
    ...inputsAs(step.inputs, (input) => `INPUT_${kebabCase(input).toUpperCase()}`),
    ...step.environment,
  });
};

export const asCommand = (where: Place, step: Step): Promise<Ended> =>
  start(
    where,
    step,
    [
      ...(step.words ?? []),
      ...Object.entries(step.inputs ?? {}).map(([input, value]) => `--${kebabCase(input)}=${value}`),
    ],
    { TEMP: windowsPath(where.temporary), TMP: windowsPath(where.temporary), ...step.environment },
  );
