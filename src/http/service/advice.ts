import type { HttpResponse } from '../types.ts';

/** An answer's wish that nothing be sent for a while. */
export interface Advice {
  /** The end of that while, ms since 1970. */
  until: number;
  /** The reason as log and statistics name it. */
  reason: string;
}

/**
 * The longest wait that an answer which is no failure can mean: both services count requests over five minutes, in whole
 * seconds, rounded up. Anything longer comes from a fault on the way.
 */
export const LONGEST_ANNOUNCED_MS = 301_000;

/** Seconds from which on a number is a time since 1970, not a duration. */
const EPOCH_SECONDS = 1e9;

/**
 * The advice in an answer's headers, the first of these that is there:
 * - `Retry-After` (RFC 9110: seconds or a date), on any status;
 * - `X-RateLimit-Reset` (seconds from now or since 1970), on 429 or where `X-RateLimit-Remaining` is 0;
 * - `X-RateLimit-Delay` (seconds), by which Azure DevOps has delayed this very answer (its page "Rate limits").
 */
export function adviceOf({ status, headers }: HttpResponse, now: number): Advice | undefined {
  const instant = (name: string) => instantOf(headers[name], headers.date, now);
  const retryAfter = instant('retry-after');
  if (retryAfter !== undefined) {
    return { until: retryAfter, reason: status < 400 ? 'delay announced' : `Retry-After on ${status}` };
  }
  const spent = headers['x-ratelimit-remaining'] === '0' && headers['x-ratelimit-resource'] === undefined;
  if (status === 429 || spent) {
    const reset = instant('x-ratelimit-reset');
    if (reset !== undefined) return { until: reset, reason: `rate limit reset after ${status}` };
  }
  const delay = instant('x-ratelimit-delay');
  return delay === undefined ? undefined : { until: delay, reason: 'delay announced' };
}

/** The latest time of a JavaScript date, ms. */
const LATEST = 8.64e15;

/**
 * A header's time, if it is still to come. `date`: the answer's own, since the clocks of service and run may differ.
 */
function instantOf(value: string | undefined, date: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const theirs = Date.parse(date ?? '');
  const ahead = Number.isNaN(theirs) ? 0 : theirs - now;
  const seconds = secondsOf(value);
  const isDuration = seconds !== undefined && seconds <= EPOCH_SECONDS;
  const time = isDuration ? now + seconds * 1000 : (seconds ? seconds * 1000 : Date.parse(value)) - ahead;
  return time > now ? Math.min(time, LATEST) : undefined;
}

/** The header's number; the largest of several, where a proxy has put its own beside the service's. */
function secondsOf(value: string): number | undefined {
  const all = value.split(',').map(Number);
  return all.every(Number.isFinite) ? Math.max(...all) : undefined;
}
