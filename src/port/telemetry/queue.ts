import type { Clock } from '../../lib/async/clock.ts';
import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';

/** A queue of work beside the run, which may fail and must not hold it up. */
export interface BestEffortQueue {
  /**
   * False where the queue is full or closed: the work is dropped. Work of one lane is done in order, lanes are worked
   * on in parallel: the service bounds how many.
   */
  add(what: string, work: (signal: AbortSignal) => Promise<unknown>, lane: string): boolean;
  /** Closes the queue and waits for its work, `deadline` milliseconds at the most. The rest is dropped or aborted. */
  drain(deadline: number): Promise<void>;
}

/** Work that waits at the most: beyond it Port is too slow for its own telemetry, and the newest is dropped. */
const longestQueue = 500;
/** Failures in a row after which nothing more is tried. */
const mostFailures = 5;

export const createBestEffortQueue = (clock: Clock, log: Pick<Log, 'debug' | 'warn'>): BestEffortQueue => {
  const stop = new AbortController();
  const tails = new Map<string, Promise<void>>();
  let waiting = 0;
  let failures = 0;

  const attempt = async (what: string, work: (signal: AbortSignal) => Promise<unknown>) => {
    waiting -= 1;
    if (stop.signal.aborted || failures >= mostFailures) return;
    try {
      await work(stop.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      const end = failures === mostFailures ? '; nothing more of the kind is sent in this run' : '';
      const tell = isOwnMistake(error) ? log.warn : log.debug;
      if (!stop.signal.aborted) tell(`${what} did not reach Port: ${messageOf(error)}${end}`);
    }
  };

  return {
    add: (what, work, lane) => {
      if (waiting >= longestQueue || stop.signal.aborted) return false;
      waiting += 1;
      const before = tails.get(lane) ?? Promise.resolve();
      tails.set(
        lane,
        before.then(() => attempt(what, work)),
      );
      return true;
    },
    drain: async (deadline) => {
      const done = new AbortController();
      const timeout = clock.sleep(deadline, done.signal).then(
        () => stop.abort(new Error('The time for telemetry is over.')),
        () => {},
      );
      await Promise.race([Promise.all(tails.values()), timeout]);
      done.abort();
      stop.abort();
    },
  };
};
