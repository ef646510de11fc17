import type { Outcome } from './limit.ts';
import { type HttpResponse, TransportError, type TransportErrorCode } from './types.ts';

/** What came of one attempt. */
export type Result = { response: HttpResponse } | { error: unknown };

/** Failures after which another try is worth it: always, or only if it does no harm to have arrived twice. */
const ALWAYS = new Set<number | TransportErrorCode>([429, 'refused', 'dns']);
const IF_IDEMPOTENT = new Set<number | TransportErrorCode>([502, 503, 504, 'timeout', 'reset', 'truncated']);
const STRAINED = new Set<number | TransportErrorCode | undefined>([429, 502, 503, 504, 'timeout']);

const MAX_ATTEMPTS = 6;
/** A service that has never answered is more likely a wrong address than a busy one. */
const MAX_ATTEMPTS_UNHEARD = 3;
/** Tries that the service itself put off do not count as attempts, up to so many. */
const MAX_PUT_OFF = 20;
const BASE_DELAY = 500;
const MAX_DELAY = 30_000;

const mark = (result: Result): number | TransportErrorCode | undefined => {
  if ('response' in result) return result.response.status;
  return result.error instanceof TransportError ? result.error.code : undefined;
};

/** A failure that speaks against the service itself, whether or not it is tried again. */
export const isFailure = (result: Result): boolean => {
  const code = mark(result);
  return code !== undefined && (ALWAYS.has(code) || IF_IDEMPOTENT.has(code));
};

export const outcomeOf = (result: Result): Outcome => {
  if (STRAINED.has(mark(result))) return 'strained';
  return 'response' in result ? 'answered' : 'neither';
};

export interface Tries {
  attempts: number;
  putOff: number;
}

/** `heard`: the service has answered something in this run. */
export function mayRetry(result: Result, idempotent: boolean, tries: Tries, heard: boolean): boolean {
  const code = mark(result);
  if (code === undefined) return false;
  if (!ALWAYS.has(code) && !(idempotent && IF_IDEMPOTENT.has(code))) return false;
  return tries.attempts < (heard ? MAX_ATTEMPTS : MAX_ATTEMPTS_UNHEARD) && tries.putOff <= MAX_PUT_OFF;
}

/** Full jitter: anything from nothing to the ceiling, which doubles with each attempt. ms. */
export const backOff = (attempts: number, random: () => number): number =>
  random() * Math.min(MAX_DELAY, BASE_DELAY * 2 ** attempts);

/** In words: `503`, `reset`. */
export const failureName = (result: Result): string => String(mark(result) ?? 'error');
