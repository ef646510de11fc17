import { setMaxListeners } from 'node:events';
import type { Log } from '../log.ts';
import { type Advice, adviceOf } from './advice.ts';
import { createBudget } from './budget.ts';
import type { Outcome } from './limit.ts';
import { type Payload, payloadOf } from './payload.ts';
import { backOff, failureName, isFailure, mayRetry, outcomeOf, type Result } from './retry.ts';
import { createSigning } from './signing.ts';
import { createStatistics } from './statistics.ts';
import { createThrottle } from './throttle.ts';
import type { Clock, HttpResponse, Service, ServiceRequest, Transport } from './types.ts';
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
  let heard = false;
  /** Routes refused to a credential that had just been renewed: its age is not the reason. */
  const forbidden = new Set<string>();

  /** Under the throttle: one signed request. */
  const once = async (request: ServiceRequest, payload: Payload) => {
    const place = await throttle.acquire(request.signal ?? stop);
    const begun = clock.now();
    let outcome: Outcome = 'neither';
    try {
      const { headers, generation } = await signing.sign();
      const result = await attempt(request, payload, headers, request.signal ?? abandon);
      if ('response' in result) heard = true;
      const advice = 'response' in result ? adviceOf(result.response, clock.now()) : undefined;
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
    } else if ('response' in result && !isUnauthorised(result.response)) budget.succeeded();
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

  const untilDone = async (request: ServiceRequest): Promise<HttpResponse> => {
    const signal = request.signal ?? stop;
    // All requests of a run listen to the same ones.
    for (const one of [signal, abandon]) if (one) setMaxListeners(0, one);
    const payload = await payloadOf(request, options.compressOver);
    const tries = { attempts: 0, putOff: 0 };
    const label = `${request.method} ${request.route}`;
    for (let renewed = false; ; ) {
      const { result, advice, generation } = await once(request, payload);
      if ('response' in result && isUnauthorised(result.response)) {
        if (renewed) forbidden.add(label);
        if (forbidden.has(label) || !(await signing.rejected(generation))) return result.response;
        renewed = true;
        statistics.retried();
        continue;
      }
      if ('response' in result) {
        signing.accepted(generation);
        forbidden.delete(label);
      }
      if (advice && isFailure(result)) tries.putOff++;
      else tries.attempts++;
      if (budget.spent && isFailure(result)) throw budget.spent;
      if (!mayRetry(result, request.idempotent, tries, heard)) {
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

type AttemptOnce = (
  request: ServiceRequest,
  payload: Payload,
  signed: Record<string, string>,
  signal: AbortSignal | undefined,
) => Promise<Result>;

/** Sends once; resolves with what came of it, throws the signal's reason when stopped. */
function createAttempt(
  options: ServiceOptions,
  statistics: ReturnType<typeof createStatistics>,
): AttemptOnce {
  const { transport, clock, log, requestTimeoutSeconds } = options;
  return async (request, payload, signed, signal) => {
    const begun = clock.now();
    const finish = (response: HttpResponse | undefined, outcome: string) => {
      const ms = clock.now() - begun;
      statistics.record({ request, bytesSent: payload.bytes, ms, ...(response && { response }) });
      log.debug(`${request.method} ${printable(request.url)}: ${outcome}, ${Math.round(ms)} ms`);
    };
    try {
      const response = await transport({
        method: request.method,
        url: request.url,
        headers: { ...payload.headers, ...signed },
        ...(payload.body !== undefined && { body: payload.body }),
        timeout: requestTimeoutSeconds * 1000,
        ...(signal && { signal }),
        ...(!request.idempotent && { fresh: true }),
      });
      finish(response, String(response.status));
      return { response };
    } catch (error) {
      const result = { error };
      finish(undefined, failureName(result));
      signal?.throwIfAborted();
      return result;
    }
  };
}

const CREDENTIALS = /^(https?:\/\/)[^/?#]*@/i;
const SECRET_PARAMETER =
  /([?&](?:sig|signature|code|key|token|secret|password|access_token|client_secret|apikey)=)[^&#]*/gi;

/** A URL for the log: without user, password and the values of parameters that may be secret. */
const printable = (url: string): string => url.replace(CREDENTIALS, '$1').replace(SECRET_PARAMETER, '$1***');
