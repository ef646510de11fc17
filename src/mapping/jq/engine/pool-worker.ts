import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../lib/errors.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

/**
 * A small young generation: items and results are short-lived texts, and the default of 100 MB and more is filled before
 * it is cleared. 100 to 180 MB less at 40,000 items all in jq, in the same processor time.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16 };

/** A job that the engine could not do; the worker is gone or as good as new. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly reason: 'timeout' | 'crash';
  constructor(reason: 'timeout' | 'crash', message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface Job {
  /** Makes the request. */
  request: () => WorkerRequest;
  resolve: (reply: WorkerReply) => void;
  reject: (error: unknown) => void;
}

export interface WorkerOptions {
  /** The worker's file. */
  path: string | URL;
  /** Seconds that one job may take. */
  timeLimitSeconds: number;
}

export interface WorkerEvents {
  /** Called when it takes a job. */
  onFree(): void;
  /** Called when a job was answered, or its time was up. */
  onWorked(seconds: number): void;
  /** Called when it ended by itself, or its time was up. `neverReady`: it ended before its engine was loaded. */
  onExit(message: string, neverReady: boolean): void;
}

/** A worker that does one job at a time. */
export interface PoolWorker {
  /** Whether it takes a job. */
  isFree(): boolean;
  /** Gives it a job, which is rejected where its request cannot be sent. */
  assign(job: Job): void;
  /** Ends it, and its job with the reason. */
  stop(reason: unknown): Promise<unknown>;
}

export function startWorker(options: WorkerOptions, events: WorkerEvents): PoolWorker {
  const worker = new Worker(options.path, { stdout: true, stderr: true, resourceLimits: RESOURCE_LIMITS });
  let ready = false;
  let gone = false;
  const current = createCurrentJob(options.timeLimitSeconds, onTimeout);

  function leave(reason: unknown): void {
    gone = true;
    current.settle(({ reject }) => reject(reason));
  }

  function onExit(message: string): void {
    if (gone) return;
    leave(new JobFailure('crash', `the jq worker stopped: ${message}`));
    events.onExit(message, !ready);
  }

  function onTimeout(): void {
    const message = `took longer than ${options.timeLimitSeconds} s`;
    events.onWorked(options.timeLimitSeconds);
    void worker.terminate();
    leave(new JobFailure('timeout', message));
    events.onExit(message, false);
  }

  worker.on('message', (reply: WorkerReply) => {
    if (gone) return;
    if (reply.is === 'ready') ready = true;
    else {
      current.settle(({ resolve }, seconds) => {
        events.onWorked(seconds);
        resolve(reply);
      });
    }
    events.onFree();
  });
  worker.on('error', (error) => onExit(messageOf(error)));
  worker.on('exit', (code) => onExit(`it ended with code ${code}`));

  return {
    isFree: () => ready && !gone && !current.isThere(),
    assign(job) {
      current.begin(job);
      try {
        worker.postMessage(job.request());
      } catch (error) {
        current.settle(({ reject }) => reject(new JobFailure('crash', messageOf(error))));
      }
    },
    stop(reason) {
      leave(reason);
      return worker.terminate();
    },
  };
}

/** The job that a worker has, if any, and its time. */
function createCurrentJob(timeLimitSeconds: number, onTimeout: () => void) {
  let job: Job | undefined;
  let begun = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    isThere: () => job !== undefined,
    begin(given: Job): void {
      job = given;
      begun = performance.now();
      timer = setTimeout(onTimeout, timeLimitSeconds * 1000);
    },
    /** Ends it: the worker has none any more. */
    settle(how: (job: Job, seconds: number) => void): void {
      const done = job;
      clearTimeout(timer);
      job = undefined;
      if (done) how(done, (performance.now() - begun) / 1000);
    },
  };
}
