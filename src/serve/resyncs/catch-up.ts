import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';

export interface CatchUpOptions {
  clock: Clock;
  signal: AbortSignal;
  log: Log;
  /** Starts an incremental resync, or remembers it. Absent where another process does the resyncs. */
  ask?: (() => void) | undefined;
}

/** Milliseconds from one catching up to the next. */
const RARELY_MS = 15 * 60_000;
/** Reasons that are told of one. */
const MOST_REASONS = 10;

/**
 * Asks for a resync of what changed, for a reason in words: `a subscription was on probation`. The first reason has one
 * at once. Those of the minutes after it have one together, at their end.
 */
export const createCatchUp = ({ clock, signal, log, ask }: CatchUpOptions): ((why: string) => void) => {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: Set<string> | undefined;
  const now = (reasons: Iterable<string>) => {
    last = clock.now();
    waiting = undefined;
    const why = [...reasons].join('; ');
    if (!ask) return log.warn(`Something may have been missed until the next resync: ${why}.`);
    log.info(`What changed since the last resync is to be read: ${why}.`);
    ask();
  };
  return (why) => {
    if (waiting) {
      if (waiting.size < MOST_REASONS) waiting.add(why);
      return;
    }
    const ms = last + RARELY_MS - clock.now();
    if (ms <= 0) return now([why]);
    const reasons = new Set([why]);
    waiting = reasons;
    // The sleep rejects when the process ends.
    clock.sleep(ms, signal).then(
      () => now(reasons),
      () => {},
    );
  };
};
