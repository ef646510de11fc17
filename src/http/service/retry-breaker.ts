import { isPassing, isSuccess, mayRetry, type Result, type Tries } from './retry.ts';

/** Requests of a route that retries did not heal, until its breaker opens. */
const LIMIT = 3;

/**
 * Circuit breaker for the retries of passing failures, by route: where retries never help, a thousand requests are not
 * a thousand waits. A retry that succeeds closes it again.
 */
export interface RetryBreaker {
  /** Whether a request is to be retried. `heard`: the service has answered something in this run. */
  allows(route: string, result: Result, idempotent: boolean, tries: Tries, heard: boolean): boolean;
}

export function createRetryBreaker(): RetryBreaker {
  const unhealed = new Map<string, number>();
  const isOpen = (route: string) => (unhealed.get(route) ?? 0) >= LIMIT;
  return {
    allows(route, result, idempotent, tries, heard) {
      const passing = isPassing(result);
      if (passing && isOpen(route)) return false;
      const allowed = mayRetry(result, idempotent, tries, heard);
      if (passing && idempotent && !allowed) unhealed.set(route, (unhealed.get(route) ?? 0) + 1);
      if (tries.passing > 0 && isSuccess(result)) unhealed.delete(route);
      return allowed;
    },
  };
}
