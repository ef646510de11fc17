/**
 * How a request went, as far as the limit cares. `answered`: the service worked. `strained`: it throttled, asked
 * to wait, timed out or answered 502, 503 or 504. `neither`: says nothing about its strength (refused, aborted).
 */
export type Outcome = 'answered' | 'strained' | 'neither';

/** Requests in flight at the most: grows while the service is quick, halves when it is strained or slows down. */
export interface Limit {
  readonly current: number;
  /** The round in which a request starts. */
  begin(): number;
  /** `full`: all places were taken, so more of them would have been used. */
  end(round: number, outcome: Outcome, route: string, ms: number, full: boolean): void;
}

const INITIAL = 8;
/** An answer is slow when it takes so many times the route's usual best, and a second more. */
const SLOWDOWN = 3;
const SLACK = 1000;

export function createLimit(maximum: number): Limit {
  const best = new Map<string, number>();
  let limit = Math.min(INITIAL, maximum);
  let round = 0;
  let seen = 0;
  let slow = 0;
  let wanted = false;
  /** Until the first strain the limit doubles in a round, afterwards it grows by one. */
  let probing = true;

  const startWindow = () => {
    seen = 0;
    slow = 0;
    wanted = false;
  };
  const grow = () => {
    limit = Math.min(maximum, limit + 1);
  };
  const halve = () => {
    limit = Math.max(1, Math.floor(limit / 2));
    probing = false;
    round++;
    startWindow();
  };
  const isSlow = (route: string, ms: number) => {
    const before = best.get(route);
    // Drifts upwards, so that a route whose work has grown finds its new normal.
    best.set(route, before === undefined ? ms : Math.min(ms, before * 1.02 + 1));
    return before !== undefined && ms > before * SLOWDOWN + SLACK;
  };

  return {
    get current() {
      return limit;
    },
    begin: () => round,
    end(begun, outcome, route, ms, full) {
      if (outcome === 'neither') return;
      const slowed = outcome === 'answered' && isSlow(route, ms);
      // What started before the limit was halved says nothing about the new one: a burst of refusals halves once.
      if (begun !== round) return;
      if (outcome === 'strained') return halve();
      seen++;
      if (slowed) slow++;
      wanted ||= full;
      if (probing && full && !slowed) grow();
      if (seen < limit) return;
      if (slow * 2 > seen) return halve();
      if (!probing && wanted) grow();
      startWindow();
    },
  };
}
