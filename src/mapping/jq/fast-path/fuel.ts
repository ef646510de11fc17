import { askEngine } from './fallback.ts';

/**
 * Values and characters that one evaluation without the engine may make or look at: some milliseconds of work. Beyond
 * it the engine is asked, which has a time limit and can be stopped.
 */
const MOST = 4_000_000;

let left = MOST;

/** Fills up before an evaluation. None is interrupted by another. */
export function refuel(): void {
  left = MOST;
}

export function spend(amount: number): void {
  left -= amount;
  if (left < 0) askEngine();
}
