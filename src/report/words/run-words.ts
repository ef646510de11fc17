import type { Report } from '../report.ts';
import { counted, moment } from './format.ts';

/**
 * Sentences about an incremental run or that of an event: what it was, why, and what waits for the next full sync.
 */
export function runWords({ run: { increments, event } }: Pick<Report, 'run'>): string[] {
  const { full, since } = increments ?? {};
  const waiting = increments?.waiting ?? event?.waiting ?? [];
  return [
    ...(full === undefined ? [] : [`A full sync, since ${full}.`]),
    ...(since === undefined ? [] : [`Read what changed since ${moment(since)}.`]),
    ...(event === undefined ? [] : [`Of the event ${event.type}.`]),
    ...waiting.map(waitingWords),
  ];
}

/** Entities that wait for the next full sync, and why. */
export const waitingWords = ({ reason, count }: { reason: string; count: number }): string =>
  `${counted(count, 'change')} ${count === 1 ? 'waits' : 'wait'} for the next full sync: ${reason}.`;
