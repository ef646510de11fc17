import type { HttpResponse, ServiceRequest } from '../types.ts';
import { type Advice, adviceOf, LONGEST_ANNOUNCED_MS } from './advice.ts';
import type { LoadSignal } from './concurrency-limit.ts';
import type { FailureBudget } from './failure-budget.ts';
import type { Payload } from './payload.ts';
import { failureName, isFailure, isSuccess, loadSignalOf, type Result, type Verdict } from './retry.ts';
import { createSendOnce, type SendOnceOptions } from './send-once.ts';
import type { Statistics } from './statistics.ts';
import type { Throttle } from './throttle.ts';
import { isStatus401, type Signature, type TokenRenewal, type TokenRenewalOptions } from './token-renewal.ts';

export interface AttemptOptions extends SendOnceOptions, Pick<TokenRenewalOptions, 'isUnauthorised'> {
  /** The service's name in messages. */
  name: string;
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
  const tellTooLong = createTellOnce(options);
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
      let asked: Advice | undefined;
      if ('response' in result) {
        const verdict = verdictOf(request, result.response);
        if (verdict) result.verdict = verdict;
        if (verdict !== 'final') asked = adviceOf(result.response, clock.now());
      }
      // A failure with a longer wait ends the service, by its failure budget.
      const tooLong = asked && !isFailure(result) && asked.until - clock.now() > LONGEST_ANNOUNCED_MS;
      if (asked && tooLong) tellTooLong(request, result, asked);
      const advice = tooLong ? undefined : asked;
      account(request, result, advice);
      load = asked ? 'overloaded' : loadSignalOf(result);
      return { result, advice, generation };
    } finally {
      permit.release(load, `${request.method} ${request.route}`, clock.now() - begun);
    }
  };
}

/** Tells once of a wait that is too long to be meant. */
function createTellOnce({ name, clock, log }: AttemptOptions) {
  let isTold = false;
  return ({ method, route }: ServiceRequest, result: Result, { until }: Advice) => {
    if (isTold) return;
    isTold = true;
    const seconds = Math.ceil((until - clock.now()) / 1000);
    const answer = `${failureName(result)} to ${method} ${route}`;
    log.warn(
      `${name} asks to wait ${seconds} s (${answer}), longer than the five minutes that it counts over: the run goes on, with fewer requests at a time.`,
    );
  };
}
