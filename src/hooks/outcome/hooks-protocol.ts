import type { HooksOutcome } from './hooks-outcome.ts';

/** In the environment of a process that checks the subscriptions for an always-on one: it is the first check. */
export const FIRST_CHECK = 'PORT_SYNC_FIRST_CHECK';

/** What a check of the subscriptions of all organisations came to: plain data, which goes from process to process. */
export interface HooksReport {
  outcomes: HooksOutcome[];
  /** Why nothing is known of an organisation. */
  failures: string[];
}
