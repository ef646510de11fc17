import type { Outcome } from './concurrency-limit.ts';
import { type HttpResponse, TransportError, type TransportErrorCode } from './types.ts';

/**
 * What an answer is beyond its status. `unusable`: a success that cannot be used (cut JSON). `turned away`: the
 * credential is refused where it was taken before. `final`: no other try changes it.
 */
export type Verdict = 'unusable' | 'turned away' | 'final';

/** What came of one attempt. */
export type Result = { response: HttpResponse; verdict?: Verdict } | { error: unknown };

type Mark = number | TransportErrorCode | Verdict;

/** Failures after which another try is worth it: always, or only if it does no harm to have arrived twice. */
const ALWAYS = new Set<Mark>([429, 'refused', 'dns']);
const IF_IDEMPOTENT = new Set<Mark>([408, 502, 503, 504, 'timeout', 'reset', 'truncated']);
/** The same, but as likely to come again: a few tries, and they say nothing of the service as a whole. */
const A_FEW_TIMES = new Set<Mark>([500, 'unusable', 'turned away']);
const STRAINED = new Set<Mark | undefined>([408, 429, 502, 503, 504, 'timeout']);

const MAX_ATTEMPTS = 6;
const MAX_OF_A_FEW = 4;
/** A service that has never answered is more likely a wrong address than a busy one. */
const MAX_ATTEMPTS_UNHEARD = 3;
/** Tries that the service itself put off do not count as attempts, up to so many. */
const MAX_PUT_OFF = 20;
const BASE_DELAY = 500;
const MAX_DELAY = 30_000;

const mark = (result: Result): Mark | undefined => {
  if ('response' in result) return result.verdict ?? result.response.status;
  return result.error instanceof TransportError ? result.error.code : undefined;
};

const isOneOf = (marks: ReadonlySet<Mark>, result: Result): boolean => {
  const code = mark(result);
  return code !== undefined && marks.has(code);
};

/** A failure that speaks against the service itself, whether or not it is tried again. */
export const isFailure = (result: Result): boolean =>
  isOneOf(ALWAYS, result) || isOneOf(IF_IDEMPOTENT, result);

/** One that is tried again a few times, and while that helps at all. */
export const isPassing = (result: Result): boolean => isOneOf(A_FEW_TIMES, result);

/** An answer that shows a service at work. */
export const isSuccess = (result: Result): boolean =>
  'response' in result && !isFailure(result) && !isPassing(result) && result.verdict !== 'final';

export const outcomeOf = (result: Result): Outcome => {
  if (STRAINED.has(mark(result))) return 'strained';
  return 'response' in result ? 'answered' : 'neither';
};

export interface Tries {
  attempts: number;
  putOff: number;
  /** Of the attempts: those that failed in passing. */
  passing: number;
}

/** `heard`: the service has answered something in this run. */
export function mayRetry(result: Result, idempotent: boolean, tries: Tries, heard: boolean): boolean {
  const passing = isPassing(result);
  if (!isOneOf(ALWAYS, result) && !(idempotent && (passing || isOneOf(IF_IDEMPOTENT, result)))) return false;
  if (passing && tries.passing >= MAX_OF_A_FEW) return false;
  return tries.attempts < (heard ? MAX_ATTEMPTS : MAX_ATTEMPTS_UNHEARD) && tries.putOff <= MAX_PUT_OFF;
}

/** Full jitter: anything from nothing to the ceiling, which doubles with each attempt. ms. */
export const backOff = (attempts: number, random: () => number): number =>
  random() * Math.min(MAX_DELAY, BASE_DELAY * 2 ** attempts);

/** In words: `503`, `reset`. */
export const failureName = (result: Result): string => String(mark(result) ?? 'error');
