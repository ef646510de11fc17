import type { HttpResponse, ServiceRequest } from '../types.ts';
import { type Advice, adviceOf } from './advice.ts';
import type { LoadSignal } from './concurrency-limit.ts';
import type { FailureBudget } from './failure-budget.ts';
import type { Payload } from './payload.ts';
import { failureName, isFailure, isSuccess, loadSignalOf, type Result, type Verdict } from './retry.ts';
import { createSendOnce, type SendOnceOptions } from './send-once.ts';
import type { Statistics } from './statistics.ts';
import type { Throttle } from './throttle.ts';
import { isStatus401, type Signature, type TokenRenewal, type TokenRenewalOptions } from './token-renewal.ts';

export interface AttemptOptions extends SendOnceOptions, Pick<TokenRenewalOptions, 'isUnauthorised'> {
  /** Whether an answer is one that no retry changes, whatever its status: no answer is unless given. */
  isFinal?(response: HttpResponse): boolean;
  /** Aborted: nothing is sent any more but requests with a signal of their own. */
  signal?: AbortSignal;
  /** Aborted: requests on their way are given up too. The same as `signal` unless given. */
  abandon?: AbortSignal;
}

/** The parts that attempts of a service share. */
export interface AttemptParts {
  options: AttemptOptions;
  statistics: Statistics;
  budget: FailureBudget;
  throttle: Throttle;
  renewal: Pick<TokenRenewal, 'sign'>;
}

/** The end of an attempt: the wait that the service asked for, and the credential that the request was signed with. */
export interface Attempt extends Pick<Signature, 'generation'> {
  result: Result;
  advice: Advice | undefined;
}

/** Sends a signed request when the throttle lets it, and tells throttle and failure budget how it went. */
export function createAttempt({ options, statistics, budget, throttle, renewal }: AttemptParts) {
  const { clock, signal: stop, abandon = stop, isUnauthorised = isStatus401 } = options;
  const sendOnce = createSendOnce(options, statistics);

  const verdictOf = (request: ServiceRequest, response: HttpResponse): Verdict | undefined => {
    const { status } = response;
    if (request.final?.includes(status) || options.isFinal?.(response)) return 'final';
    const succeeded = status >= 200 && status < 300 && !isUnauthorised(response);
    return succeeded && request.isUsable?.(response) === false ? 'unusable' : undefined;
  };

  const account = (request: ServiceRequest, result: Result, advice: Advice | undefined) => {
    if (isFailure(result)) {
      budget.failed(`${failureName(result)} to ${request.method} ${request.route}`, advice?.until);
      if (budget.spent) throttle.close(budget.spent);
    } else if ('response' in result && isSuccess(result) && !isUnauthorised(result.response)) {
      budget.succeeded();
    }
    if (advice && !budget.spent) throttle.pauseUntil(advice.until, advice.reason);
  };

  return async (request: ServiceRequest, payload: Payload): Promise<Attempt> => {
    const permit = await throttle.acquire(request.signal ?? stop);
    const begun = clock.now();
    let load: LoadSignal = 'inconclusive';
    try {
      const { headers, generation } = await renewal.sign();
      const result = await sendOnce(request, payload, headers, request.signal ?? abandon);
      let advice: Advice | undefined;
      if ('response' in result) {
        const verdict = verdictOf(request, result.response);
        if (verdict) result.verdict = verdict;
        if (verdict !== 'final') advice = adviceOf(result.response, clock.now());
      }
      account(request, result, advice);
      load = advice ? 'overloaded' : loadSignalOf(result);
      return { result, advice, generation };
    } finally {
      permit.release(load, `${request.method} ${request.route}`, clock.now() - begun);
    }
  };
}
