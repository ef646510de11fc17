import { messageOf } from '../../lib/errors.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { type RunEnd, type RunProcess, type RunProcessOptions, startRun } from '../process/run-process.ts';
import type { WorkFolder } from '../work-folder.ts';
import { readSummary } from './read-summary.ts';
import type { BegunResync } from './resync-queue.ts';
import type { Resync, StartedResync } from './types.ts';

export interface ResyncOptions {
  folder: WorkFolder;
  /** The environment of the run, without its folders. */
  environment: ProcessVariables;
  log: RunProcessOptions['log'];
  now(): number;
}

/** Starts a resync in a process of its own. */
export const startResync = (
  { number, kind, reasons }: BegunResync,
  options: ResyncOptions,
): StartedResync => {
  const { folder, now } = options;
  const startedAt = now();
  let cancelled = false;
  let process: RunProcess | undefined;

  const run = async (): Promise<Resync> => {
    const { temporary, summary } = await folder.forRun(number);
    const about = { number, kind, reasons, startedAt, directory: summary };
    if (cancelled) return { ...about, finishedAt: now(), status: 'cancelled' };
    process = startRun({
      work: 'sync',
      mode: kind === 'full' ? 'sync' : 'incremental',
      environment: {
        ...options.environment,
        TMPDIR: temporary,
        TEMP: temporary,
        PORT_SYNC_SUMMARY_DIRECTORY: summary,
      },
      log: options.log,
    });
    const end = await process.ended;
    const told = await readSummary(summary);
    await folder.tidy(number).catch(() => {});
    return { ...about, finishedAt: now(), ...(told ?? { status: 'crashed', failure: crashOf(end) }) };
  };
  return {
    done: run().catch((error) => ({
      number,
      kind,
      reasons,
      startedAt,
      finishedAt: now(),
      directory: folder.path,
      status: 'crashed',
      failure: `It could not be started: ${messageOf(error)}`,
    })),
    cancel() {
      cancelled = true;
      process?.cancel();
    },
  };
};

const crashOf = ({ code, signal, error }: RunEnd): string => {
  if (error) return `Its process could not be started: ${error.message}`;
  if (signal === 'SIGKILL')
    return 'Its process was killed (SIGKILL). Mostly the memory did not suffice: raise its limit.';
  return `Its process ended without a summary (${signal ?? `exit code ${code}`}).`;
};
