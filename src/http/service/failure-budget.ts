import type { Clock } from '../../lib/async/clock.ts';
import { RetryBudgetError } from '../types.ts';

/** Time that a service may fail without a single success between, before it is given up for the run. */
export interface FailureBudget {
  /** Begins a request; the function returned ends it. Time without a request under way is not counted. */
  begin(): () => void;
  succeeded(): void;
  /** `what`: the failure, for messages; `until`: the time (ms since 1970) up to which the service asks to wait. */
  failed(what: string, until?: number): void;
  /** The error of all requests from the moment on when the service was given up; undefined before. */
  readonly spent: RetryBudgetError | undefined;
}

/** Services announce waits in whole seconds, rounded up. */
const ROUNDING_MS = 1000;

export function createFailureBudget(name: string, seconds: number, clock: Clock): FailureBudget {
  let failingSince: number | undefined;
  /** The wait that the service asked for last. */
  let wait = { from: 0, until: 0 };
  /** Duration of the wait before it, not counted as failing: only what follows a wait shows whether it helped. */
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
      } else if (until !== undefined && until - now > seconds * 1000 + ROUNDING_MS) {
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
