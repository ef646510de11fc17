import type { HooksOutcome } from './hooks-outcome.ts';

/** The variable that tells a process that its check of the subscriptions is the first one. */
export const FIRST_CHECK = 'PORT_SYNC_FIRST_CHECK';

/** The outcome of a check of the subscriptions of all organisations: plain data, which goes from process to process. */
export interface HooksReport {
  outcomes: HooksOutcome[];
  /** The reasons why nothing is known of an organisation. */
  failures: string[];
}
