import type { Clock } from '../../lib/async/clock.ts';

/** A sleep that can be ended early. */
export interface WakeableSleep {
  /** Resolves after `ms`, when it is woken, or when the process ends. Undefined: until then. */
  sleep(ms: number | undefined): Promise<void>;
  wake(): void;
}

/** Milliseconds of the longest sleep that a timer takes. */
const LONGEST = 2 ** 31 - 1;

export const createWakeableSleep = (clock: Clock, signal: AbortSignal): WakeableSleep => {
  let wake = () => {};
  return {
    async sleep(ms = LONGEST) {
      const slept = new AbortController();
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([woken, clock.sleep(ms, AbortSignal.any([signal, slept.signal])).catch(() => {})]);
      slept.abort();
    },
    wake: () => wake(),
  };
};
