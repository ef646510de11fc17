import { type Job, type PoolWorker, startWorker, type WorkerOptions } from './pool-worker.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

export interface PoolOptions extends WorkerOptions {
  maxWorkers: number;
}

export interface Pool {
  /** `request` is made when a worker is free: what waits takes no memory. Rejects with JobFailure. */
  run(request: () => WorkerRequest): Promise<WorkerReply>;
  /** `workers`: the most at once. `seconds`: their work together. */
  stats(): { workers: number; jobs: number; seconds: number };
  close(): Promise<void>;
}

/** Workers are started when there is work, a further one only when work waits. */
export function createPool(options: PoolOptions): Pool {
  const waiting: Job[] = [];
  const workers = new Set<PoolWorker>();
  const totals = { workers: 0, jobs: 0, seconds: 0 };
  let closed: Error | undefined;

  function addWorker(): void {
    const worker = startWorker(options, {
      onFree: () => assignWork(worker),
      onWorked(seconds) {
        totals.seconds += seconds;
      },
      onExit(message, neverReady) {
        workers.delete(worker);
        // The next one would not start either.
        if (neverReady) {
          const error = new Error(`The jq worker ${String(options.path)} does not start: ${message}`);
          for (const job of waiting.splice(0)) job.reject(error);
        }
        dispatch();
      },
    });
    workers.add(worker);
    totals.workers = Math.max(totals.workers, workers.size);
  }

  /** Jobs whose request cannot be sent are rejected on the way. */
  function assignWork(worker: PoolWorker): void {
    while (worker.isFree()) {
      const job = waiting.shift();
      if (!job) return;
      totals.jobs += 1;
      worker.assign(job);
    }
  }

  function dispatch(): void {
    for (const worker of workers) assignWork(worker);
    const wanted = workers.size === 0 ? waiting.length > 0 : waiting.length > 1;
    if (wanted && workers.size < options.maxWorkers) addWorker();
  }

  return {
    run: (request) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        waiting.push({ request, resolve, reject });
        dispatch();
      }),
    stats: () => totals,
    async close() {
      closed = new Error('The mapper is closed.');
      for (const job of waiting.splice(0)) job.reject(closed);
      const all = [...workers];
      workers.clear();
      await Promise.all(all.map((worker) => worker.stop(closed)));
    },
  };
}
