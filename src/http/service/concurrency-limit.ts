/**
 * The service's load as a request tells it. `answered`: the service worked. `overloaded`: it throttled, asked to
 * wait, timed out or answered 502, 503 or 504. `inconclusive`: nothing about its load (refused, aborted).
 */
export type LoadSignal = 'answered' | 'overloaded' | 'inconclusive';

/**
 * Requests in flight at the most, found as TCP finds its congestion window: slow start, then AIMD (additive increase,
 * multiplicative decrease). The limit doubles in each round until the first overload, afterwards it grows by one in a
 * round; an overload halves it.
 */
export interface ConcurrencyLimit {
  readonly current: number;
  /** The round in which a request starts: each halving begins a new one. */
  begin(): number;
  /** `full`: as many were in flight as may be, so that more of them would have been used. `ms`: its duration. */
  end(round: number, signal: LoadSignal, route: string, ms: number, full: boolean): void;
}

const INITIAL = 16;
/** Times the route's usual best from which an answer is slow, if it takes a second more as well. */
const SLOWDOWN = 3;
const SLACK_MS = 1000;

export function createConcurrencyLimit(maximum: number): ConcurrencyLimit {
  const isSlow = createSlownessTest();
  let limit = Math.min(INITIAL, maximum);
  let slowStart = true;
  let round = 0;
  /** Answers of the window: as many as the limit allows in flight. */
  let answers = 0;
  let slowAnswers = 0;
  let wasFull = false;

  const startWindow = () => {
    answers = 0;
    slowAnswers = 0;
    wasFull = false;
  };
  const increase = () => {
    limit = Math.min(maximum, limit + 1);
  };
  const halve = () => {
    limit = Math.max(1, Math.floor(limit / 2));
    slowStart = false;
    round++;
    startWindow();
  };

  return {
    get current() {
      return limit;
    },
    begin: () => round,
    end(begun, signal, route, ms, full) {
      if (signal === 'inconclusive') return;
      const slow = signal === 'answered' && isSlow(route, ms);
      // A request that started before the last halving says nothing about the new limit: a burst of refusals halves
      // once.
      if (begun !== round) return;
      if (signal === 'overloaded') return halve();
      answers++;
      if (slow) slowAnswers++;
      wasFull ||= full;
      // Slow start: one more with each answer doubles the limit in a round.
      if (slowStart && full && !slow) increase();
      if (answers < limit) return;
      if (slowAnswers * 2 > answers) return halve();
      if (!slowStart && wasFull) increase();
      startWindow();
    },
  };
}

/** Compares an answer's duration with the best of its route, which stands for the service without load. */
function createSlownessTest(): (route: string, ms: number) => boolean {
  const best = new Map<string, number>();
  return (route, ms) => {
    const before = best.get(route);
    // The best drifts upwards, so that a route whose work has grown finds its new normal.
    best.set(route, before === undefined ? ms : Math.min(ms, before * 1.02 + 1));
    return before !== undefined && ms > before * SLOWDOWN + SLACK_MS;
  };
}
