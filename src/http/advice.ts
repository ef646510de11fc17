import type { HttpResponse } from './types.ts';

/** What an answer asks for: to send nothing before `until` (ms). */
export interface Advice {
  until: number;
  reason: string;
}

/** Seconds above this are a time since 1970, not a duration. */
const EPOCH = 1e9;

/**
 * `Retry-After` (seconds or a date) on any answer; else on a refusal for its rate, and where nothing remains, the
 * reset of the limit (`X-RateLimit-Reset`, seconds from now or since 1970); else the delay that Azure DevOps has
 * put on a request that it did answer (`X-RateLimit-Delay`, seconds).
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

/** The last time that a date can be. */
const LATEST = 8.64e15;

/** A time still to come, or undefined. `date`: the service's own, since its clock and ours may differ. */
function instantOf(value: string | undefined, date: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const theirs = Date.parse(date ?? '');
  const ahead = Number.isNaN(theirs) ? 0 : theirs - now;
  const seconds = secondsOf(value);
  const isDuration = seconds !== undefined && seconds <= EPOCH;
  const time = isDuration ? now + seconds * 1000 : (seconds ? seconds * 1000 : Date.parse(value)) - ahead;
  return time > now ? Math.min(time, LATEST) : undefined;
}

/** The longest, should something on the way have put one beside the service's own. */
function secondsOf(value: string): number | undefined {
  const all = value.split(',').map(Number);
  return all.every(Number.isFinite) ? Math.max(...all) : undefined;
}
