import type { Report, Status } from '../summary/report.ts';
import { hasChanges, verdict } from '../summary/verdict.ts';
import type { Host, SummaryFiles } from './types.ts';

/** How the step ends: what a run's status means under `failOn`. */
export type StepResult = 'succeeded' | 'issues' | 'failed';

/** Read from the input itself: it counts even when the settings as a whole could not be read. */
export const stepResult = (status: Status, failOn: string | undefined): StepResult => {
  if (status === 'succeeded') return 'succeeded';
  const strictness = failOn?.trim().toLowerCase();
  if (strictness === 'never') return 'issues';
  return status === 'problems' && strictness !== 'problems' ? 'issues' : 'failed';
};

/** How it ended and what to do about a failure: what a host shows on the run's page. */
export const advice = (report: Report): string =>
  [verdict(report), report.run.failure?.hint].filter(Boolean).join(' ');

/** The step's outputs by name (camelCase), in the order of `outputs` in inputs.ts. */
export const outputValues = (report: Report, files: SummaryFiles | undefined): Record<string, string> => {
  const { run, totals } = report;
  return {
    status: run.status,
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

const signals = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/** The first signal asks the run to end tidily, the second one ends the process at once. */
export const cancelOnSignals: Host['onCancel'] = (cancel) => {
  let asked = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      cancel(signal);
    });
  }
};

/** What nobody caught ends the process with an error, told through the host so that it is masked. */
export const failOnUncaught = (tell: (message: string) => void): void => {
  const end = (error: unknown) => {
    tell(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};
