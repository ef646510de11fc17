import type { Clock } from '../../lib/async/clock.ts';
import type { Port } from '../../port/port.ts';

/** The number of entities that this integration owns, as far as a limit has to know it. */
export interface OwnedCount {
  /**
   * Whether the share of `gone` in all that was owned before is within a threshold. `since`: how many of these are no
   * more, less those that are new. Asks Port for as much as it takes, and for a while not again.
   */
  allows(gone: number, since: number, threshold: number): Promise<boolean>;
  /** Counts deletions since then. */
  less(deleted: number): void;
}

/** Milliseconds for which a count is good: others may delete, too. */
const GOOD_MS = 10 * 60_000;

export function createOwnedCount(
  port: Pick<Port, 'ownedIdentifiers'>,
  clock: Pick<Clock, 'now'>,
): OwnedCount {
  /** The least that it can be. */
  let owned = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    async allows(gone, since, threshold) {
      const isWithin = () => gone <= threshold * (owned + since);
      if (threshold >= 1) return true;
      if (clock.now() - countedAt < GOOD_MS && isWithin()) return true;
      owned = 0;
      countedAt = clock.now();
      for await (const page of port.ownedIdentifiers()) {
        owned += page.length;
        if (isWithin()) return true;
      }
      return false;
    },
    less(deleted) {
      owned = Math.max(0, owned - deleted);
    },
  };
}
