import { type HttpResponse, TransportError, type TransportErrorCode } from '../types.ts';
import type { LoadSignal } from './concurrency-limit.ts';

/**
 * Meanings of an answer beyond its status. `unusable`: a success that cannot be used (cut JSON). `turned away`: a
 * refusal of the credential where it was taken before. `final`: an answer that no retry changes.
 */
export type Verdict = 'unusable' | 'turned away' | 'final';

/** The end of one attempt: an answer, or the error in its place. */
export type Result = { response: HttpResponse; verdict?: Verdict } | { error: unknown };

/** An answer's verdict or status, or a transport error's code. */
type Mark = number | TransportErrorCode | Verdict;

/** Failures that are retried whatever the request: it did not arrive, or was not accepted. */
const ALWAYS = new Set<Mark>([429, 'refused', 'dns']);
/** Failures that are retried where it does no harm if the request arrived before. */
const IF_IDEMPOTENT = new Set<Mark>([408, 502, 503, 504, 'timeout', 'reset', 'truncated']);
/** Passing failures, retried a few times by idempotent requests: they say nothing of the service as a whole. */
const PASSING = new Set<Mark>([500, 'unusable', 'turned away']);
const OVERLOADED = new Set<Mark | undefined>([408, 429, 502, 503, 504, 'timeout']);

const MAX_ATTEMPTS = 6;
const MAX_PASSING = 4;
/** A service that has never answered is more likely a wrong address than a busy one. */
const MAX_ATTEMPTS_UNHEARD = 3;
/** The most attempts that the service itself put off. They are counted apart. */
const MAX_PUT_OFF = 20;
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

const mark = (result: Result): Mark | undefined => {
  if ('response' in result) return result.verdict ?? result.response.status;
  return result.error instanceof TransportError ? result.error.code : undefined;
};

const isOneOf = (marks: ReadonlySet<Mark>, result: Result): boolean => {
  const code = mark(result);
  return code !== undefined && marks.has(code);
};

/** A failure that speaks against the service itself, retried or not. */
export const isFailure = (result: Result): boolean =>
  isOneOf(ALWAYS, result) || isOneOf(IF_IDEMPOTENT, result);

/** A passing failure: retried a few times, and as long as that helps at all (see RetryBreaker). */
export const isPassing = (result: Result): boolean => isOneOf(PASSING, result);

/** An answer that shows a service at work. */
export const isSuccess = (result: Result): boolean =>
  'response' in result && !isFailure(result) && !isPassing(result) && result.verdict !== 'final';

export const loadSignalOf = (result: Result): LoadSignal => {
  if (OVERLOADED.has(mark(result))) return 'overloaded';
  return 'response' in result ? 'answered' : 'inconclusive';
};

/** The attempts of one request so far. */
export interface Tries {
  attempts: number;
  /** Attempts that the service answered by asking to wait; not among `attempts`. */
  putOff: number;
  /** Attempts that ended in a passing failure. */
  passing: number;
}

/** Whether another attempt is worth it. `heard`: the service has answered something in this run. */
export function mayRetry(result: Result, idempotent: boolean, tries: Tries, heard: boolean): boolean {
  const passing = isPassing(result);
  if (!isOneOf(ALWAYS, result) && !(idempotent && (passing || isOneOf(IF_IDEMPOTENT, result)))) return false;
  if (passing && tries.passing >= MAX_PASSING) return false;
  return tries.attempts < (heard ? MAX_ATTEMPTS : MAX_ATTEMPTS_UNHEARD) && tries.putOff <= MAX_PUT_OFF;
}

/**
 * Exponential back-off with full jitter, milliseconds: anything from nothing to a ceiling that doubles with each
 * attempt. The jitter keeps requests that failed together from coming back together (thundering herd).
 */
export const fullJitter = (attempts: number, random: () => number): number =>
  random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempts);

/** A failure's name: `503`, `reset`. */
export const failureName = (result: Result): string => String(mark(result) ?? 'error');
