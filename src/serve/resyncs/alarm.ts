import type { Clock } from '../../lib/async/clock.ts';

/** Calls once when its time has come. */
export interface Alarm {
  /** Sets it to `ms` from now, in place of what was set before. Undefined: not any more. */
  set(ms: number | undefined): void;
  /** Milliseconds since 1970. Undefined where it is not set. */
  readonly at: number | undefined;
}

/** An alarm that never rings after the signal. */
export const createAlarm = (clock: Clock, signal: AbortSignal, ring: () => void): Alarm => {
  let set: { at: number; off: AbortController } | undefined;
  return {
    set(ms) {
      set?.off.abort();
      set = undefined;
      if (ms === undefined) return;
      const off = new AbortController();
      set = { at: clock.now() + ms, off };
      clock.sleep(ms, AbortSignal.any([signal, off.signal])).then(
        () => {
          if (set?.off !== off) return;
          set = undefined;
          ring();
        },
        // The alarm was set anew, or the process ends.
        () => {},
      );
    },
    get at() {
      return set?.at;
    },
  };
};
