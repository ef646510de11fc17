import type { Clock } from '../../lib/async/clock.ts';
import { UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Port } from '../port.ts';
import type { Integration } from '../types.ts';
import { GOOD_FOR, type Mark, markOf } from './mark.ts';

export interface OverlapOptions {
  clock: Clock;
  log: Log;
  /** Milliseconds to wait for the other run before giving way. With 0 it gives way at once. */
  limit: number;
  /** Milliseconds after which a mark that is not renewed counts as that of a dead run (1 hour). */
  staleAfter?: number;
  /** The text of a mark that was found dead before. */
  dead?: string | undefined;
  /** The user's spelling of an input's name. */
  label?: (input: string) => string;
  signal?: AbortSignal;
}

export interface Waited {
  /** The integration as it was found last. */
  integration: Integration | undefined;
  /** Milliseconds that it has waited. */
  waited: number;
  /** The text of the mark of a dead run, which was ignored. */
  dead?: string;
}

/** The error by which this run gives way to another one. */
export class Overlapping extends UserError {}

const hour = 3_600_000;
const poll = 15_000;

/**
 * Waits until no other run (another schedule, the Docker step) works on the integration. Throws Overlapping where one
 * still does at the limit.
 *
 * A mark with a lease counts until the lease is over by Port's clock, or no renewal was seen for as long as a lease
 * lasts. Any other mark counts for `staleAfter` from its start, which must not be as far in the future either.
 */
export const waitForOtherRun = async (port: Port, options: OverlapOptions): Promise<Waited> => {
  const { clock, log, limit, staleAfter = hour, dead, label = (input) => input, signal } = options;
  const began = clock.now();
  const giveWayAt = began + limit;
  let seen = { text: '', at: began };
  for (let told = false; ; told = true) {
    const integration = await port.integration();
    const now = clock.now();
    const waited = told ? now - began : 0;
    const portTime = port.time();
    const mark = markOf(integration, portTime);
    if (mark === undefined || mark.text === dead)
      return { integration, waited, ...(mark && { dead: mark.text }) };
    if (mark.text !== seen.text) seen = { text: mark.text, at: now };
    if (isDead(mark, { now, portTime, watched: now - seen.at, staleAfter })) {
      if (mark.until !== undefined)
        log.warn(
          `The run that began at ${iso(mark.since)} gives no sign of life any more: this one goes on.`,
        );
      return { integration, waited, dead: mark.text };
    }
    const left = giveWayAt - now;
    if (left <= 0) throw overlapping(port.identifier, mark, limit, staleAfter);
    if (!told) log.warn(waiting(mark, giveWayAt, staleAfter, label));
    else log.progress(`Waiting for the run that began at ${iso(mark.since)}`);
    await clock.sleep(Math.min(poll, left), signal);
  }
};

interface Times {
  now: number;
  /** The time by Port's clock, where it tells. */
  portTime: number | undefined;
  /** Milliseconds since this very mark was seen first. */
  watched: number;
  staleAfter: number;
}

const isDead = ({ since, until }: Mark, { now, portTime, watched, staleAfter }: Times): boolean => {
  if (until === undefined) return Math.abs(now - since) >= staleAfter;
  if (watched >= GOOD_FOR) return true;
  return portTime === undefined ? now - until >= staleAfter : portTime >= until;
};

const iso = (time: number): string => new Date(time).toISOString();

const duration = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} minutes`;

const waiting = (
  { since, until }: Mark,
  giveWayAt: number,
  staleAfter: number,
  label: (input: string) => string,
): string =>
  `Another run of the integration has been at work since ${iso(since)}; waiting for its end, at most until ${iso(giveWayAt)} (${label('overlapWait')}). ` +
  (until === undefined
    ? `If it died: its mark is ignored from ${iso(since + staleAfter)} on (${label('overlapStaleAfter')}).`
    : `If it died, that shows within ${duration(GOOD_FOR)}.`);

const overlapping = (identifier: string, mark: Mark, limit: number, staleAfter: number): Overlapping =>
  new Overlapping(
    `Another run of the integration "${identifier}" has been at work since ${iso(mark.since)}` +
      (limit > 0 ? `, and still was after ${duration(limit)} of waiting.` : '.'),
    'Let it finish, or give the schedules room. overlapWait says how long to wait, and onOverlap whether this is a failure. ' +
      `If it died: its mark is ignored from ${iso(mark.until ?? mark.since + staleAfter)} on` +
      (mark.until === undefined ? ' (overlapStaleAfter).' : '.'),
    { code: 'PCS1501' },
  );
