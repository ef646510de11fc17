import type { ItemsDone, ItemsReply, ItemsRequest } from '../../events/items-protocol.ts';
import type { Touched } from '../../events/types.ts';
import { type RunProcess, type RunProcessOptions, startRun } from '../process/run-process.ts';

export interface ItemsProcessOptions extends Pick<RunProcessOptions, 'environment' | 'log'> {
  /** Milliseconds without work after which the process ends, and its memory goes back. */
  idleMs: number;
}

/** Reads and writes what events touched, in a process that is started when there is something to do. */
export interface ItemsProcess {
  /** One after the other. Rejects where the process ended, or could not do it. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
  /** Resolves when no process is left. */
  stop(): Promise<void>;
}

export const createItemsProcess = ({ idleMs, ...options }: ItemsProcessOptions): ItemsProcess => {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  const start = (): Worker => {
    const begun = startWorker(options);
    void begun.process.ended.then(() => {
      if (worker === begun) worker = undefined;
    });
    return begun;
  };
  const letGo = () => {
    worker?.process.cancel();
    worker = undefined;
  };
  const apply = async (touched: readonly Touched[]): Promise<ItemsDone> => {
    clearTimeout(idle);
    worker ??= start();
    try {
      const done = await worker.apply(touched);
      idle = setTimeout(letGo, idleMs).unref();
      return done;
    } catch (error) {
      // The process ends by itself after a failure. The next request starts another one.
      letGo();
      throw error;
    }
  };
  return {
    apply(touched) {
      const next = last.then(() => apply(touched));
      last = next.catch(() => {});
      return next;
    },
    async stop() {
      clearTimeout(idle);
      const ended = worker?.process.ended;
      letGo();
      await ended;
    },
  };
};

/** One process, with the request that it is at. */
interface Worker {
  process: RunProcess;
  /** Asks for a reading. The one before has to be answered by then. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
}

const startWorker = (options: Pick<RunProcessOptions, 'environment' | 'log'>): Worker => {
  let count = 0;
  let asked: { id: number; done(done: ItemsDone): void; failed(error: Error): void } | undefined;
  const child = startRun({
    ...options,
    work: 'items',
    heard(message) {
      const reply = message as ItemsReply;
      if (!asked || asked.id !== reply.id) return;
      if ('done' in reply) asked.done(reply.done);
      else asked.failed(new Error(reply.failed));
    },
  });
  void child.ended.then(({ code, signal, error }) => {
    const how = error?.message ?? `it ended (${signal ?? `exit code ${code}`})`;
    asked?.failed(new Error(`The process that reads what events touched: ${how}.`));
  });
  return {
    process: child,
    async apply(touched) {
      count += 1;
      const request: ItemsRequest = { id: count, touched };
      const answered = new Promise<ItemsDone>((done, failed) => {
        asked = { id: request.id, done, failed };
      });
      child.send(request);
      return answered.finally(() => {
        asked = undefined;
      });
    },
  };
};
