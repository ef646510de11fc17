import type { Clock } from '../../lib/async/clock.ts';
import type { WaitRecorder } from './wait-recorder.ts';

/** A time in which nothing is sent, since the service asked for it. */
export interface Pause {
  /** Whether it stands now. */
  readonly stands: boolean;
  /** Lengthens it, or begins one; false where it lasts as long already. `until`: ms since 1970. */
  extend(until: number, reason: string): boolean;
  /** Sleeps until its end, once for all that wait, and records the wait. Does nothing while it sleeps already. */
  waitForEnd(): void;
  /** Ends the sleep when the last one who waits has left. */
  stopWaiting(): void;
}

export interface PauseOptions {
  clock: Clock;
  waits: WaitRecorder;
  /** A pause began, or grew by a second or more. */
  onPause?(until: number, reason: string): void;
  /** The end that was waited for has come. */
  onEnd(): void;
}

const TELLING_MS = 1000;

export function createPause({ clock, waits, onPause, onEnd }: PauseOptions): Pause {
  let pause: { until: number; reason: string } | undefined;
  let sleep: { wake: AbortController; recorded(): void } | undefined;

  const sleepUntilEnd = async (reason: string) => {
    const mine = { wake: new AbortController(), recorded: waits.begin(reason) };
    sleep = mine;
    try {
      // The pause may grow meanwhile.
      while (pause && clock.now() < pause.until)
        await clock.sleep(pause.until - clock.now(), mine.wake.signal);
    } catch {
      // Woken early by stopWaiting.
      return;
    }
    if (sleep === mine) onEnd();
  };

  return {
    get stands() {
      if (pause && clock.now() >= pause.until) pause = undefined;
      return pause !== undefined;
    },
    extend(until, reason) {
      const now = clock.now();
      if (until <= Math.max(now, pause?.until ?? 0)) return false;
      if (until - (pause?.until ?? now) >= TELLING_MS) onPause?.(until, reason);
      pause = { until, reason: pause?.reason ?? reason };
      return true;
    },
    waitForEnd() {
      if (pause && !sleep) void sleepUntilEnd(pause.reason);
    },
    stopWaiting() {
      const ended = sleep;
      sleep = undefined;
      ended?.recorded();
      ended?.wake.abort();
    },
  };
}
