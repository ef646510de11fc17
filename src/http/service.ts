import { setMaxListeners } from 'node:events';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type Advice, adviceOf } from './advice.ts';
import { createAttempt } from './attempt.ts';
import type { Outcome } from './concurrency-limit.ts';
import { createCredit } from './credit.ts';
import { createBudget } from './failure-budget.ts';
import { type Payload, payloadOf } from './payload.ts';
import {
  backOff,
  failureName,
  isFailure,
  isPassing,
  isSuccess,
  outcomeOf,
  type Result,
  type Tries,
  type Verdict,
} from './retry.ts';
import { createSigning } from './signing.ts';
import { createStatistics } from './statistics.ts';
import { createThrottle } from './throttle.ts';
import type { HttpResponse, Service, ServiceRequest, Transport } from './types.ts';
import { createWaitRecorder } from './waits.ts';

export interface ServiceOptions {
  name: string;
  transport: Transport;
  clock: Clock;
  log: Log;
  /** Requests in flight at the most. */
  maxConcurrency: number;
  requestTimeoutSeconds: number;
  /** The headers that sign a request. */
  authorize?(): Promise<Record<string, string>>;
  /** Gets a new credential, when an answer says that the old one is not good any longer. */
  renew?(): Promise<void>;
  /** Whether an answer says that: 401 unless given. */
  isUnauthorised?(response: HttpResponse): boolean;
  /** Whether an answer is one that no other try changes, whatever its status: no answer is unless given. */
  isFinal?(response: HttpResponse): boolean;
  /** Seconds that the service may fail without one success between (300). */
  retryBudget?: number;
  /** Request bodies over so many bytes are sent compressed; none unless given. */
  compressOver?: number;
  /** From 0 up to 1. */
  random?(): number;
  /** Aborted: nothing is sent any more but what brings a signal of its own. */
  signal?: AbortSignal;
  /** Aborted: what is on its way is given up too. The same as `signal` unless given. */
  abandon?: AbortSignal;
}

export function createService(options: ServiceOptions): Service {
  const { name, clock, log, signal: stop, random = Math.random, retryBudget = 300 } = options;
  const { abandon = stop } = options;
  const { isUnauthorised = (response) => response.status === 401 } = options;
  const waits = createWaitRecorder(clock);
  const statistics = createStatistics();
  const budget = createBudget(name, retryBudget, clock);
  const signing = createSigning(options.authorize, options.renew);
  const throttle = createThrottle({
    clock,
    maximum: options.maxConcurrency,
    waits,
    onPause(until, reason) {
      const seconds = Math.ceil((until - clock.now()) / 1000);
      const time = new Date(until).toISOString().slice(11, 19);
      log.info(`${name}: waiting ${seconds} s, until ${time} UTC (${reason}).`);
    },
  });
  const attempt = createAttempt(options, statistics);
  const credit = createCredit();
  let heard = false;
  /** Routes refused to a credential that had just been renewed: its age is not the reason. */
  const forbidden = new Set<string>();
  /** Scopes that the credential has been given something of. */
  const taken = new Set<string>();

  const verdictOf = (request: ServiceRequest, response: HttpResponse): Verdict | undefined => {
    const { status } = response;
    if (request.final?.includes(status) || options.isFinal?.(response)) return 'final';
    const succeeded = status >= 200 && status < 300 && !isUnauthorised(response);
    return succeeded && request.isUsable?.(response) === false ? 'unusable' : undefined;
  };

  /** Under the throttle: one signed request. */
  const once = async (request: ServiceRequest, payload: Payload) => {
    const place = await throttle.acquire(request.signal ?? stop);
    const begun = clock.now();
    let outcome: Outcome = 'neither';
    try {
      const { headers, generation } = await signing.sign();
      const result = await attempt(request, payload, headers, request.signal ?? abandon);
      let advice: Advice | undefined;
      if ('response' in result) {
        heard = true;
        const verdict = verdictOf(request, result.response);
        if (verdict) result.verdict = verdict;
        if (verdict !== 'final') advice = adviceOf(result.response, clock.now());
      }
      account(request, result, advice);
      if (advice && !budget.spent) throttle.pauseUntil(advice.until, advice.reason);
      outcome = advice ? 'strained' : outcomeOf(result);
      return { result, advice, generation };
    } finally {
      place.release(outcome, `${request.method} ${request.route}`, clock.now() - begun);
    }
  };

  const account = (request: ServiceRequest, result: Result, advice: Advice | undefined) => {
    if (isFailure(result)) {
      budget.failed(`${failureName(result)} to ${request.method} ${request.route}`, advice?.until);
      if (budget.spent) throttle.close(budget.spent);
    } else if ('response' in result && isSuccess(result) && !isUnauthorised(result.response)) {
      budget.succeeded();
    }
  };

  const standBack = async (result: Result, attempts: number, signal: AbortSignal | undefined) => {
    const ms = backOff(attempts, random);
    const reason = `back-off after ${failureName(result)}`;
    if ('response' in result && result.response.status === 429) {
      return throttle.pauseUntil(clock.now() + ms, reason);
    }
    const end = waits.begin(reason);
    try {
      await clock.sleep(ms, signal);
    } finally {
      end();
    }
  };

  const send = async (request: ServiceRequest): Promise<HttpResponse> => {
    const end = budget.begin();
    try {
      return await untilDone(request);
    } finally {
      end();
    }
  };

  /**
   * True: there is a newer credential to send with. Else the result says whether it was refused where it had been taken
   * before.
   */
  const renewedAfter = async (result: Result, label: string, request: ServiceRequest, sent: Sent) => {
    if (!('response' in result)) return false;
    if (!isUnauthorised(result.response)) {
      signing.accepted(sent.generation);
      forbidden.delete(label);
      const { status } = result.response;
      if (request.scope !== undefined && status >= 200 && status < 300) taken.add(request.scope);
      return false;
    }
    if (sent.renewed) forbidden.add(label);
    if (!forbidden.has(label) && (await signing.rejected(sent.generation))) return true;
    if (request.scope !== undefined && taken.has(request.scope)) {
      result.verdict = 'turned away';
      result.response = { ...result.response, takenBefore: true };
    }
    return false;
  };

  const untilDone = async (request: ServiceRequest): Promise<HttpResponse> => {
    const signal = request.signal ?? stop;
    // All requests of a run listen to the same ones.
    for (const one of [signal, abandon]) if (one) setMaxListeners(0, one);
    const payload = await payloadOf(request, options.compressOver);
    const tries: Tries = { attempts: 0, putOff: 0, passing: 0 };
    const label = `${request.method} ${request.route}`;
    for (let renewed = false; ; ) {
      const { result, advice, generation } = await once(request, payload);
      if (await renewedAfter(result, label, request, { generation, renewed })) {
        renewed = true;
        statistics.retried();
        continue;
      }
      if (advice && isFailure(result)) tries.putOff++;
      else tries.attempts++;
      if (isPassing(result)) tries.passing++;
      if (budget.spent && isFailure(result)) throw budget.spent;
      if (!credit.another(label, result, request.idempotent, tries, heard)) {
        if ('response' in result) return result.response;
        throw result.error;
      }
      statistics.retried();
      if (!advice) await standBack(result, tries.attempts, signal);
    }
  };

  return {
    name,
    send,
    stats: () => ({
      name,
      ...statistics.totals(),
      peakConcurrency: throttle.peak,
      meanConcurrencyAllowed: throttle.meanAllowed,
      waits: waits.stats(),
    }),
  };
}

/** What a request was signed with. */
interface Sent {
  generation: number;
  /** For this request. */
  renewed: boolean;
}
