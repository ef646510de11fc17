import type { Payload } from './payload.ts';
import { failureName, type Result } from './retry.ts';
import type { ServiceOptions } from './service.ts';
import type { createStatistics } from './statistics.ts';
import type { HttpResponse, ServiceRequest } from './types.ts';

/** Sends once; resolves with what came of it, throws the signal's reason when stopped. */
export type AttemptOnce = (
  request: ServiceRequest,
  payload: Payload,
  signed: Record<string, string>,
  signal: AbortSignal | undefined,
) => Promise<Result>;

export function createAttempt(
  options: Pick<ServiceOptions, 'transport' | 'clock' | 'log' | 'requestTimeoutSeconds'>,
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
