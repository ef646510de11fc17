/** Requests of a route that tries more did not heal, until none is tried again for such a failure. */
const LIMIT = 3;

/**
 * Whether it is worth trying again what tries more may heal, by route: where it never helps, a thousand requests are
 * not a thousand waits.
 */
export interface Credit {
  has(route: string): boolean;
  /** A request of it was tried as often as may be, in vain. */
  spend(route: string): void;
  /** Trying again helped. */
  restore(route: string): void;
}

export function createCredit(): Credit {
  const spent = new Map<string, number>();
  return {
    has: (route) => (spent.get(route) ?? 0) < LIMIT,
    spend(route) {
      spent.set(route, (spent.get(route) ?? 0) + 1);
    },
    restore(route) {
      spent.delete(route);
    },
  };
}
