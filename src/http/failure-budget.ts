import type { Clock } from '../lib/clock.ts';
import { RetryBudgetError } from './types.ts';

/** How long a service may fail without a single success between. */
export interface Budget {
  /** A request begins; the function returned ends it. Time in which nothing is asked is no failure. */
  begin(): () => void;
  succeeded(): void;
  /** `what` came instead of an answer; `until`: the time (ms) up to which the service asks to wait. */
  failed(what: string, until?: number): void;
  /** Set once the service is beyond hope, for good. */
  readonly spent: RetryBudgetError | undefined;
}

/** Waits are told in whole seconds. */
const ROUNDING = 1000;

export function createBudget(name: string, seconds: number, clock: Clock): Budget {
  let failingSince: number | undefined;
  /** The wait that the service asked for last, and how long the one before it was: what follows one has to show. */
  let wait = { from: 0, until: 0 };
  let waited = 0;
  let spent: RetryBudgetError | undefined;
  let pending = 0;
  let idleSince = clock.now();
  return {
    begin() {
      if (pending++ === 0 && failingSince !== undefined) failingSince += clock.now() - idleSince;
      return () => {
        if (--pending === 0) idleSince = clock.now();
      };
    },
    succeeded() {
      failingSince = undefined;
      wait = { from: 0, until: 0 };
      waited = 0;
    },
    failed(what, until) {
      const now = clock.now();
      failingSince ??= now;
      if (until !== undefined && now >= wait.until) {
        waited = wait.until - wait.from;
        wait = { from: now, until };
      }
      if (now - failingSince - waited >= seconds * 1000) {
        const failing = Math.round((now - failingSince) / 1000);
        spent ??= new RetryBudgetError(
          `${name} has failed for ${failing} s without one success between; given up. Last: ${what}.`,
        );
      } else if (until !== undefined && until - now > seconds * 1000 + ROUNDING) {
        const wait = Math.ceil((until - now) / 1000);
        spent ??= new RetryBudgetError(
          `${name} asks to wait another ${wait} s, longer than this run waits without a success (${seconds} s). Last: ${what}.`,
        );
      }
    },
    get spent() {
      return spent;
    },
  };
}
