import type { Clock } from '../../lib/async/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { HttpResponse, ServiceRequest, Transport } from '../types.ts';
import type { Payload } from './payload.ts';
import { failureName, type Result } from './retry.ts';
import type { Statistics } from './statistics.ts';

export interface SendOnceOptions {
  transport: Transport;
  clock: Clock;
  log: Log;
  /** Seconds without an answer's byte. */
  requestTimeoutSeconds: number;
}

/** Sends once, and counts it. Resolves with the answer or the error; throws the signal's reason when it is aborted. */
export type SendOnce = (
  request: ServiceRequest,
  payload: Payload,
  signed: Record<string, string>,
  signal: AbortSignal | undefined,
) => Promise<Result>;

export function createSendOnce(options: SendOnceOptions, statistics: Statistics): SendOnce {
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
        ...(request.maxBytes && { maxBytes: request.maxBytes }),
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
