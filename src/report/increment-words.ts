import { counted, moment } from './format.ts';
import type { Report } from './report.ts';

/** What an incremental run was, and why, and what waits for the next full sync: one sentence each. */
export function incrementWords({ run: { increments } }: Pick<Report, 'run'>): string[] {
  if (!increments) return [];
  const { full, since, waiting = [] } = increments;
  return [
    ...(full === undefined ? [] : [`A full sync, since ${full}.`]),
    ...(since === undefined ? [] : [`Read what changed since ${moment(since)}.`]),
    ...waiting.map(waitingWords),
  ];
}

/** What has to wait for the next full sync, and why. */
export const waitingWords = ({ reason, count }: { reason: string; count: number }): string =>
  `${counted(count, 'change')} ${count === 1 ? 'waits' : 'wait'} for the next full sync: ${reason}.`;
