import type { Report, Status } from '../report/report.ts';
import { hasChanges, verdict } from '../report/words/verdict.ts';
import type { SummaryFiles } from '../summary/write.ts';

/** The end of a step, by the run's status and `failOn`. */
export type StepResult = 'succeeded' | 'issues' | 'failed';

/** `failOn` comes from the input itself: it counts even when the settings as a whole could not be read. */
export const stepResult = (status: Status, failOn: string | undefined): StepResult => {
  if (status === 'succeeded' || status === 'skipped') return 'succeeded';
  const strictness = failOn?.trim().toLowerCase();
  if (strictness === 'never') return 'issues';
  return status === 'problems' && strictness !== 'problems' ? 'issues' : 'failed';
};

/** The line that a host shows on the run's page: how it ended, and what to do about a failure. */
export const advice = (report: Report): string =>
  [verdict(report), report.run.failure?.hint, report.run.failure?.code && `(${report.run.failure.code})`]
    .filter(Boolean)
    .join(' ');

/** The step's outputs by name (camelCase), in the order of `outputs`. */
export const outputValues = (report: Report, files: SummaryFiles | undefined): Record<string, string> => {
  const { run, totals } = report;
  return {
    status: run.status,
    verdict: verdict(report),
    runId: run.id,
    created: String(totals.created),
    updated: String(totals.updated),
    unchanged: String(totals.unchanged),
    deleted: String(totals.deleted),
    refused: String(totals.refused),
    heldBack: String(totals.heldBack),
    hasChanges: String(hasChanges(totals)),
    summaryDirectory: files?.directory ?? '',
  };
};
