import type { ItemsDone } from '../../events/items-protocol.ts';
import type { Touched } from '../../events/types.ts';
import type { Clock } from '../../lib/async/clock.ts';
import type { Backlog } from './backlog.ts';
import type { Waiting } from './touched-set.ts';
import type { WakeableSleep } from './wakeable-sleep.ts';

export interface ReadingOptions {
  backlog: Backlog;
  /** Rests while nothing is due. */
  pause: WakeableSleep;
  /** Reads and writes. Rejects where nothing is certain. */
  apply(touched: readonly Touched[]): Promise<ItemsDone>;
  applied(taken: readonly Waiting[], done: ItemsDone): void;
  failed(error: unknown, retryInMs: number): void;
  clock: Clock;
  signal: AbortSignal;
}

/** Readings of what is due, one after the other, until the signal. */
export interface Readings {
  /** The places of the reading at work. */
  readonly inWork: readonly Waiting[];
  /** Lets the next reading follow as if none had failed. */
  forgetFailures(): void;
}

/** Milliseconds after a failure. They double each time. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Failures in a row after which places are tried one by one. */
const TRIALS = 3;

export const readInTurn = (options: ReadingOptions): Readings => {
  const { backlog, pause, clock, signal } = options;
  let inWork: readonly Waiting[] = [];
  let failures = 0;
  let pausedUntil = 0;

  const forgetFailures = () => {
    failures = 0;
    pausedUntil = 0;
  };
  const failed = (taken: readonly Waiting[], error: unknown) => {
    failures += 1;
    const ms = Math.min(RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    pausedUntil = clock.now() + ms;
    backlog.rejected(taken);
    options.failed(error, ms);
  };
  /**
   * The next reading. After several failures in a row it is one place alone, which shows whether anything can be read.
   */
  const take = (now: number): Waiting[] => {
    if (pausedUntil > now) return [];
    return failures < TRIALS ? backlog.takeDue(now) : backlog.takeOne(now);
  };
  const rest = async (): Promise<void> => {
    const next = backlog.nextDueAt();
    await pause.sleep(next === undefined ? undefined : Math.max(next, pausedUntil) - clock.now());
  };
  const read = async (taken: readonly Waiting[]): Promise<void> => {
    inWork = taken;
    try {
      const done = await options.apply(taken.map(({ touched }) => touched));
      forgetFailures();
      backlog.applied(taken, done.isWhole);
      options.applied(taken, done);
    } catch (error) {
      if (!signal.aborted) failed(taken, error);
    }
    inWork = [];
  };
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const taken = take(clock.now());
      await (taken.length > 0 ? read(taken) : rest());
    }
  };
  void work();
  return {
    get inWork() {
      return inWork;
    },
    forgetFailures,
  };
};
