import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Setting, start } from './bundle.ts';
import { everyInput } from './every-input.ts';
import type { ServiceProcess } from './services.ts';

/** Milliseconds; the best and the middle of the repetitions. */
export interface StartUp {
  node: string;
  inputs: Inputs;
  /** An empty script, from its start to its end. */
  empty: Spread;
  /** The bundle, from its start to its first request's arrival. */
  firstRequest: Spread;
  /** Time that the first request took longer than the empty script, by the best of both. */
  overEmpty: number;
}

/** Number of inputs: those that every run needs, or as many as go together, with the mapping in YAML. */
export type Inputs = 'few inputs' | 'every input';

interface Spread {
  best: number;
  median: number;
}

const spread = (times: number[]): Spread => {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  return { best: sorted[0] as number, median: sorted[sorted.length >> 1] as number };
};

/** Port's token is the first thing asked for. Both kinds of start take turns, so that a busy moment hits both. */
export async function measureStartUp(
  setting: Setting & { port: ServiceProcess; document: string },
  inputs: Inputs,
  repetitions: number,
): Promise<StartUp> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const script = join(folder, 'empty.cjs');
  await writeFile(script, '');
  const environment = inputs === 'every input' ? await everyInput(folder, setting.document) : {};
  const empty: number[] = [];
  const first: number[] = [];
  try {
    for (let i = 0; i < repetitions; i++) {
      empty.push(await timeOfEmpty(setting.node, script));
      first.push(await timeOfFirstRequest(setting, folder, environment));
    }
    const version = spawn(setting.node, ['--version']);
    const [text] = await once(version.stdout, 'data');
    const [a, b] = [spread(empty), spread(first)];
    return { node: String(text).trim(), inputs, empty: a, firstRequest: b, overEmpty: b.best - a.best };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeOfEmpty(node: string, script: string): Promise<number> {
  const begun = performance.now();
  await once(spawn(node, [script], { stdio: 'ignore' }), 'close');
  return performance.now() - begun;
}

async function timeOfFirstRequest(
  setting: Setting & { port: ServiceProcess },
  summary: string,
  environment: Record<string, string>,
): Promise<number> {
  await setting.port.order({ reset: true });
  const begun = performance.timeOrigin + performance.now();
  const child = start(setting, summary, { environment });
  const ended = once(child, 'close');
  try {
    for (;;) {
      const { firstRequest } = await setting.port.order({});
      if (firstRequest !== undefined) return firstRequest - begun;
      if (child.exitCode !== null)
        throw new Error(`The bundle ended with ${child.exitCode} before it asked.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
