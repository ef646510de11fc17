import { Worker } from 'node:worker_threads';
import { messageOf } from '../../lib/errors.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

/** A job that the engine could not do; the worker is gone or as good as new. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly reason: 'timeout' | 'crash';
  constructor(reason: 'timeout' | 'crash', message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface PoolOptions {
  /** The worker's file. */
  path: string | URL;
  maxWorkers: number;
  timeLimitSeconds: number;
}

export interface Pool {
  /** `request` is made when a worker is free: what waits takes no memory. Rejects with JobFailure. */
  run(request: () => WorkerRequest): Promise<WorkerReply>;
  stats(): { workers: number; jobs: number; seconds: number };
  close(): Promise<void>;
}

interface Job {
  request: () => WorkerRequest;
  resolve: (reply: WorkerReply) => void;
  reject: (error: unknown) => void;
}

/** A worker that does one job at a time. */
interface Hand {
  worker: Worker;
  ready: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Workers are started when there is work, a further one only when work waits. */
export function createPool(options: PoolOptions): Pool {
  const waiting: Job[] = [];
  const hands = new Set<Hand>();
  const totals = { workers: 0, jobs: 0, seconds: 0 };
  let closed: Error | undefined;

  function start(): void {
    const worker = new Worker(options.path, { stdout: true, stderr: true });
    const hand: Hand = { worker, ready: false, job: undefined, timer: undefined };
    hands.add(hand);
    totals.workers = Math.max(totals.workers, hands.size);
    worker.on('message', (reply: WorkerReply) => {
      if (reply.is === 'ready') hand.ready = true;
      else settle(hand, (job) => job.resolve(reply));
      give(hand);
    });
    worker.on('error', (error) => lose(hand, messageOf(error)));
    worker.on('exit', (code) => lose(hand, `it ended with code ${code}`));
  }

  function settle(hand: Hand, how: (job: Job) => void): void {
    const { job } = hand;
    clearTimeout(hand.timer);
    hand.job = undefined;
    if (job) how(job);
  }

  /** A worker that never got ready will not the next time: nobody waits for it any longer. */
  function lose(hand: Hand, message: string): void {
    if (!hands.delete(hand)) return;
    settle(hand, (job) => job.reject(new JobFailure('crash', `the jq worker stopped: ${message}`)));
    if (!hand.ready && !closed) {
      const error = new Error(`The jq worker ${String(options.path)} does not start: ${message}`);
      for (const job of waiting.splice(0)) job.reject(error);
    }
    staff();
  }

  function give(hand: Hand): void {
    const job = hand.job ? undefined : waiting.shift();
    if (!job) return;
    hand.job = job;
    const begun = performance.now();
    totals.jobs += 1;
    hand.timer = setTimeout(() => expire(hand), options.timeLimitSeconds * 1000);
    const { resolve } = job;
    job.resolve = (reply) => {
      totals.seconds += (performance.now() - begun) / 1000;
      resolve(reply);
    };
    try {
      hand.worker.postMessage(job.request());
    } catch (error) {
      settle(hand, () => job.reject(new JobFailure('crash', messageOf(error))));
      give(hand);
    }
  }

  function expire(hand: Hand): void {
    hands.delete(hand);
    totals.seconds += options.timeLimitSeconds;
    void hand.worker.terminate();
    settle(hand, (job) =>
      job.reject(new JobFailure('timeout', `took longer than ${options.timeLimitSeconds} s`)),
    );
    staff();
  }

  function staff(): void {
    for (const hand of hands) if (hand.ready) give(hand);
    const wanted = hands.size === 0 ? waiting.length > 0 : waiting.length > 1;
    if (wanted && hands.size < options.maxWorkers) start();
  }

  return {
    run: (request) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        waiting.push({ request, resolve, reject });
        staff();
      }),
    stats: () => totals,
    async close() {
      closed = new Error('The mapper is closed.');
      for (const job of waiting.splice(0)) job.reject(closed);
      const all = [...hands];
      hands.clear();
      for (const hand of all) settle(hand, (job) => job.reject(closed));
      await Promise.all(all.map((hand) => hand.worker.terminate()));
    },
  };
}
