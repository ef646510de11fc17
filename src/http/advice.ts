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
  const retryAfter = instant(headers['retry-after'], now);
  if (retryAfter !== undefined) {
    return { until: retryAfter, reason: status < 400 ? 'delay announced' : `Retry-After on ${status}` };
  }
  const spent = headers['x-ratelimit-remaining'] === '0' && headers['x-ratelimit-resource'] === undefined;
  if (status === 429 || spent) {
    const reset = instant(headers['x-ratelimit-reset'], now);
    if (reset !== undefined) return { until: reset, reason: `rate limit reset after ${status}` };
  }
  const delay = instant(headers['x-ratelimit-delay'], now);
  return delay === undefined ? undefined : { until: delay, reason: 'delay announced' };
}

/** A time still to come, or undefined. */
function instant(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const seconds = Number(value);
  const time = Number.isFinite(seconds) ? seconds * 1000 + (seconds > EPOCH ? 0 : now) : Date.parse(value);
  return time > now ? time : undefined;
}
