import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';

/** Work that may fail and must never hold anyone up: done beside the run. */
export interface BestEffortQueue {
  /**
   * False when the queue is full or at its end: the work is dropped. Work of one subject is done in order, subjects
   * side by side; work without one waits for all before it, and all after it for it.
   */
  add(what: string, work: (signal: AbortSignal) => Promise<unknown>, subject?: string): boolean;
  /** Waits for what is queued, at most so many milliseconds; the rest is dropped and what is in flight aborted. */
  drain(deadline: number): Promise<void>;
}

/** Waiting at the most: beyond it Port is too slow for its own telemetry, and the newest is dropped. */
const longestQueue = 500;
const lanes = 6;
/** After so many failures in a row nothing more is tried. */
const mostFailures = 5;

export const createBestEffortQueue = (clock: Clock, debug: (message: string) => void): BestEffortQueue => {
  const stop = new AbortController();
  const tails: Promise<void>[] = Array(lanes).fill(Promise.resolve());
  const laneOf = new Map<string, number>();
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
      if (!stop.signal.aborted) debug(`${what} did not reach Port: ${messageOf(error)}${end}`);
    }
  };

  const all = async () => {
    await Promise.all(tails);
  };

  return {
    add: (what, work, subject) => {
      if (waiting >= longestQueue || stop.signal.aborted) return false;
      waiting += 1;
      if (subject === undefined) {
        tails.fill(all().then(() => attempt(what, work)));
        return true;
      }
      const lane = laneOf.get(subject) ?? laneOf.size % lanes;
      laneOf.set(subject, lane);
      tails[lane] = (tails[lane] as Promise<void>).then(() => attempt(what, work));
      return true;
    },
    drain: async (deadline) => {
      const done = new AbortController();
      const timeout = clock.sleep(deadline, done.signal).then(
        () => stop.abort(new Error('The time for telemetry is over.')),
        () => {},
      );
      await Promise.race([all(), timeout]);
      done.abort();
      stop.abort();
    },
  };
};
