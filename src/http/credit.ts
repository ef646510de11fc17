import { isPassing, isSuccess, mayRetry, type Result, type Tries } from './retry.ts';

/** Requests of a route that tries more did not heal, until none is tried again for such a failure. */
const LIMIT = 3;

/**
 * Whether it is worth trying again, what passes by itself counted by route: where more tries never help, a thousand
 * requests are not a thousand waits.
 */
export interface Credit {
  /** `heard`: the service has answered something in this run. */
  another(route: string, result: Result, idempotent: boolean, tries: Tries, heard: boolean): boolean;
}

export function createCredit(): Credit {
  const spent = new Map<string, number>();
  const left = (route: string) => LIMIT - (spent.get(route) ?? 0);
  return {
    another(route, result, idempotent, tries, heard) {
      const passing = isPassing(result);
      if (passing && left(route) <= 0) return false;
      const more = mayRetry(result, idempotent, tries, heard);
      if (passing && idempotent && !more) spent.set(route, (spent.get(route) ?? 0) + 1);
      if (tries.passing > 0 && isSuccess(result)) spent.delete(route);
      return more;
    },
  };
}
