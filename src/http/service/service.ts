import { setMaxListeners } from 'node:events';
import type { Service } from '../types.ts';
import { type AttemptOptions, type AttemptParts, createAttempt } from './attempt.ts';
import { createFailureBudget } from './failure-budget.ts';
import { payloadOf } from './payload.ts';
import { failureName, fullJitter, isFailure, isPassing, type Result, type Tries } from './retry.ts';
import { createRetryBreaker } from './retry-breaker.ts';
import { createStatistics } from './statistics.ts';
import { createThrottle } from './throttle.ts';
import { createTokenRenewal, type TokenRenewal, type TokenRenewalOptions } from './token-renewal.ts';
import { createWaitRecorder, type WaitRecorder } from './wait-recorder.ts';

export interface ServiceOptions extends AttemptOptions, TokenRenewalOptions {
  /** Requests in flight at the most. */
  maxConcurrency: number;
  /** Seconds that the service may fail without one success between (300). */
  retryBudget?: number;
  /** Bytes over which request bodies are sent compressed; none is unless given. */
  compressOver?: number;
  /** A random number from 0 up to 1. */
  random?(): number;
}

/** The parts that requests of a service share. */
interface Parts extends AttemptParts {
  options: ServiceOptions;
  renewal: TokenRenewal;
  waits: WaitRecorder;
}

export function createService(options: ServiceOptions): Service {
  const { name, clock } = options;
  const waits = createWaitRecorder(clock);
  const statistics = createStatistics();
  const throttle = createThrottle({
    clock,
    maximum: options.maxConcurrency,
    waits,
    onPause: (until, reason) => tellPause(options, until, reason),
  });
  const budget = createFailureBudget(name, options.retryBudget ?? 300, clock);
  const send = withRetries({
    options,
    waits,
    statistics,
    budget,
    throttle,
    renewal: createTokenRenewal(options),
  });
  return {
    name,
    async send(request) {
      const end = budget.begin();
      try {
        return await send(request);
      } finally {
        end();
      }
    },
    stats: () => ({
      name,
      ...statistics.totals(),
      peakConcurrency: throttle.peak,
      meanConcurrencyAllowed: throttle.meanAllowed,
      waits: waits.stats(),
    }),
  };
}

function tellPause({ name, clock, log }: ServiceOptions, until: number, reason: string): void {
  const now = clock.now();
  const [day, time] = partsOf(until);
  const end = day === partsOf(now)[0] ? time : `${day} ${time}`;
  log.info(`${name}: waiting ${Math.ceil((until - now) / 1000)} s, until ${end} UTC (${reason}).`);
}

/** A time's day, and its time of day to the second. */
const partsOf = (time: number): string[] => new Date(time).toISOString().split(/[T.]/, 2);

/** Attempts until one is an answer to keep, or none is worth another. */
function withRetries(parts: Parts): Service['send'] {
  const { options, waits, statistics, budget, throttle, renewal } = parts;
  const { clock, signal: stop, abandon = stop, random = Math.random } = options;
  const attempt = createAttempt(parts);
  const breaker = createRetryBreaker();
  /** The service has answered something in this run. */
  let heard = false;

  const backOff = async (result: Result, attempts: number, signal: AbortSignal | undefined) => {
    const ms = fullJitter(attempts, random);
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

  return async (request) => {
    const signal = request.signal ?? stop;
    // All requests of a run listen to the same signals: Node warns of ten listeners.
    for (const one of [signal, abandon]) if (one) setMaxListeners(0, one);
    const payload = await payloadOf(request, options.compressOver);
    const label = `${request.method} ${request.route}`;
    const tries: Tries = { attempts: 0, putOff: 0, passing: 0 };
    for (let renewed = false; ; ) {
      const { result, advice, generation } = await attempt(request, payload);
      if ('response' in result) heard = true;
      if (await renewal.renewAfter(result, request, { generation, renewed })) {
        renewed = true;
        statistics.retried();
        continue;
      }
      if (advice && isFailure(result)) tries.putOff++;
      else tries.attempts++;
      if (isPassing(result)) tries.passing++;
      if (budget.spent && isFailure(result)) throw budget.spent;
      if (!breaker.allows(label, result, request.idempotent, tries, heard)) {
        if ('response' in result) return result.response;
        throw result.error;
      }
      statistics.retried();
      if (!advice) await backOff(result, tries.attempts, signal);
    }
  };
}
