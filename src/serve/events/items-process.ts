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

interface Worker {
  process: RunProcess;
  /** Settles the request at work. */
  settle?: { id: number; done(done: ItemsDone): void; failed(error: Error): void };
}

export const createItemsProcess = ({ environment, log, idleMs }: ItemsProcessOptions): ItemsProcess => {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Worker => {
    const begun: Worker = {
      process: startRun({
        work: 'items',
        environment,
        log,
        heard(message) {
          const reply = message as ItemsReply;
          const { settle } = begun;
          if (!settle || settle.id !== reply.id) return;
          if ('done' in reply) settle.done(reply.done);
          else settle.failed(new Error(reply.failed));
        },
      }),
    };
    void begun.process.ended.then(({ code, signal, error }) => {
      if (worker === begun) worker = undefined;
      const how = error?.message ?? `it ended (${signal ?? `exit code ${code}`})`;
      begun.settle?.failed(new Error(`The process that reads what events touched: ${how}.`));
    });
    return begun;
  };
  const request = (touched: readonly Touched[]): Promise<ItemsDone> => {
    clearTimeout(idle);
    const at = worker ?? start();
    worker = at;
    count += 1;
    const asked: ItemsRequest = { id: count, touched };
    const answered = new Promise<ItemsDone>((done, failed) => {
      at.settle = { id: asked.id, done, failed };
    }).finally(() => {
      delete at.settle;
    });
    at.process.send(asked);
    return answered.then(
      (done) => {
        idle = setTimeout(letGo, idleMs).unref();
        return done;
      },
      (error) => {
        // The process ends by itself after a failure. The next request starts another one.
        letGo();
        throw error;
      },
    );
  };
  const letGo = () => {
    worker?.process.cancel();
    worker = undefined;
  };
  return {
    apply(touched) {
      const next = last.then(() => request(touched));
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
