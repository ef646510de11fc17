import type { DeletionReport } from '../../report/report.ts';

/** The outcome, so far, of the entities that no resource makes any more. */
export interface DeletionResult {
  readonly report: DeletionReport;
  /** Blueprint → number deleted (in a plan: that would be). */
  readonly deleted: ReadonlyMap<string, number>;
  /**
   * Entities that are held back, each with the reason, and with what a user has to do where that does not end by itself.
   */
  readonly held: readonly { blueprint: string; identifier: string; reason: string; remedy?: string }[];
}
