import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { type ChildWork, LIFELINE } from './lifeline.ts';

/** Milliseconds that a run has to end tidily. It takes two or three thousand. */
const PATIENCE_MS = 15_000;
/** Milliseconds for what it printed to arrive after its end. */
const LAST_WORDS_MS = 2_000;

export interface RunProcessOptions {
  work: ChildWork;
  /** The mode of a sync. It is given on the command line, which stands above the environment. */
  mode?: 'sync' | 'incremental';
  environment: ProcessVariables;
  /** Hears what it sends. */
  heard?(message: unknown): void;
  /** Takes what it prints. Called before anything is printed. */
  log(output: { stdout: Readable; stderr: Readable }): void;
}

export interface RunProcess {
  /** The end of the process. Never rejects. */
  ended: Promise<RunEnd>;
  /** Sends it a message. A process that ends meanwhile does not get it. */
  send(message: object): void;
  cancel(): void;
}

export interface RunEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The error of a process that could not be started. */
  error?: Error;
}

/**
 * A sync, or a worker, as a process of this same bundle. The channel between the two is its lifeline. It closes by
 * `cancel`, or when this process dies in whatever way. The run ends tidily then. It has a process group of its own,
 * since Ctrl-C would be a second signal to it.
 */
export const startRun = ({ work, mode = 'sync', environment, heard, log }: RunProcessOptions): RunProcess => {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, '--mode', mode], {
    env: { ...environment, [LIFELINE]: work },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    windowsHide: true,
  });
  const { stdout, stderr } = child as ChildProcess & { stdout: Readable; stderr: Readable };
  log({ stdout, stderr });
  if (heard) child.on('message', heard);
  let killer: NodeJS.Timeout | undefined;
  const ended = new Promise<RunEnd>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    // `close` does not come once this side has let go of the channel.
    child.once('exit', async (code, signal) => {
      clearTimeout(killer);
      await Promise.race([
        Promise.allSettled([finished(stdout), finished(stderr)]),
        wait(LAST_WORDS_MS, undefined, { ref: false }),
      ]);
      resolve({ code, signal });
    });
  });
  return {
    ended,
    send(message) {
      if (child.connected) child.send(message, () => {});
    },
    cancel() {
      if (child.connected) child.disconnect();
      killer ??= setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    },
  };
};
