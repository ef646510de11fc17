const MINUTE = 60_000;
const FIRST = 5 * MINUTE;
const LONGEST = 60 * MINUTE;

/**
 * Milliseconds from a failed resync to the next try. They are 5 minutes first, double each time, and are an hour at the
 * most.
 */
export const retryDelay = (failures: number): number =>
  Math.min(FIRST * 2 ** Math.max(0, failures - 1), LONGEST);
