import type { Reason, Resync, RunningResync, StartedResync } from './types.ts';

export interface ResyncQueueOptions {
  start(resync: { number: number; reasons: readonly Reason[] }): StartedResync;
  now(): number;
  /** Before the next one is started. */
  finished(resync: Resync): void;
}

/** Resyncs, one at a time. What asks for one while another is at work is remembered, and makes one together. */
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
      const { done, cancel } = start({ number: count, reasons });
      running = { number: count, reasons, startedAt: now(), cancel };
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
      return running && { number: running.number, reasons: running.reasons, startedAt: running.startedAt };
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
