import { kindFor, type Reason, type Resync, type RunningResync, type StartedResync } from './types.ts';

export type BegunResync = Omit<RunningResync, 'startedAt'>;

export interface ResyncQueueOptions {
  start(resync: BegunResync): StartedResync;
  now(): number;
  /** Called before the next one is started. */
  finished(resync: Resync): void;
}

/**
 * Resyncs, one at a time. Reasons that come while one is at work make one more together. It is a full one where any
 * reason asks for that.
 */
export interface ResyncQueue {
  ask(reason: Reason): void;
  readonly running: RunningResync | undefined;
  readonly waiting: readonly Reason[];
  /** Resyncs begun so far. */
  readonly count: number;
  /** Ends the one at work, and starts none any more. Resolves when none is at work. */
  stop(): Promise<void>;
}

export const createResyncQueue = ({ start, now, finished }: ResyncQueueOptions): ResyncQueue => {
  const waiting = new Set<Reason>();
  let running: (RunningResync & { cancel(): void }) | undefined;
  let count = 0;
  let working = false;
  let stopped = false;
  let idle: Promise<void> = Promise.resolve();

  const work = async (): Promise<void> => {
    working = true;
    while (!stopped && waiting.size > 0) {
      const reasons = [...waiting];
      waiting.clear();
      count += 1;
      const begun: BegunResync = { number: count, kind: kindFor(reasons), reasons };
      const { done, cancel } = start(begun);
      running = { ...begun, startedAt: now(), cancel };
      const resync = await done;
      running = undefined;
      finished(resync);
    }
    working = false;
  };
  return {
    ask(reason) {
      if (stopped) return;
      waiting.add(reason);
      if (!working) idle = work();
    },
    get running() {
      if (!running) return undefined;
      const { cancel: _, ...seen } = running;
      return seen;
    },
    get waiting() {
      return [...waiting];
    },
    get count() {
      return count;
    },
    async stop() {
      stopped = true;
      waiting.clear();
      running?.cancel();
      await idle;
    },
  };
};
