import type { Clock } from '../../../../src/lib/async/clock.ts';
import type { EmulatedResponse } from '../../types.ts';
import { answerOf, refuse } from '../evidence/answer.ts';

export interface RateLimit {
  /** Time units (TSTUs) per window and credential; the service's are 200 in five minutes. */
  budget: number;
  /** Milliseconds; five minutes when absent. */
  window?: number;
  /** Time units of a request, by its route (1). */
  cost?: (route: string) => number;
}

/** The outcome for one request: headers to add, and whether it is refused. */
export interface Toll {
  headers: Record<string, string>;
  refused: boolean;
}

/** Shares of the budget from which on there are headers only, an announced delay, and 429. */
const [warned, delayed, refused] = [0.8, 1, 1.25];

/** A sliding window of whole seconds. */
export const createRateLimiter = (limit: RateLimit, clock: Clock) => {
  const { budget, window = 300_000, cost = () => 1 } = limit;
  const spent = new Map<string, Map<number, number>>();

  const windowOf = (key: string, second: number) => {
    const buckets = spent.get(key) ?? new Map<number, number>();
    spent.set(key, buckets);
    for (const old of buckets.keys()) if (old <= second - window / 1000) buckets.delete(old);
    return buckets;
  };

  /** Seconds until what was spent in the window has fallen below the budget. */
  const secondsUntilFree = (buckets: Map<number, number>, used: number, second: number) => {
    let left = used;
    for (const [at, units] of buckets) {
      left -= units;
      if (left < budget * delayed) return Math.max(1, at + window / 1000 - second);
    }
    return 1;
  };

  return (key: string, route: string): Toll => {
    const second = Math.floor(clock.now() / 1000);
    const buckets = windowOf(key, second);
    const used = [...buckets.values()].reduce((sum, units) => sum + units, 0);
    const isRefused = used >= budget * refused;
    if (!isRefused) buckets.set(second, (buckets.get(second) ?? 0) + cost(route));
    if (used < budget * warned) return { headers: {}, refused: false };
    const wait = used >= budget * delayed ? secondsUntilFree(buckets, used, second) : 0;
    return {
      refused: isRefused,
      headers: {
        'x-ratelimit-resource': 'Core',
        'x-ratelimit-limit': String(budget),
        'x-ratelimit-remaining': String(Math.max(0, Math.floor(budget - used))),
        'x-ratelimit-reset': String(second + Math.max(1, wait)),
        ...(wait > 0 && { 'x-ratelimit-delay': String(wait), 'retry-after': String(wait) }),
      },
    };
  };
};

export const tooManyRequests = (headers: Record<string, string>): EmulatedResponse => {
  const answer = answerOf(refuse('blocked', "'Core'", "'User'"));
  return { ...answer, headers: { ...headers, ...answer.headers } };
};
