import { bodyJson } from '../../http/body-json.ts';
import { isJson } from '../../http/parse-once.ts';
import { createService } from '../../http/service/service.ts';
import { createTransport, type TransportOptions } from '../../http/transport/transport.ts';
import type { HttpResponse, ServiceRequest } from '../../http/types.ts';
import { systemClock } from '../../lib/async/clock.ts';
import { UserError } from '../../lib/errors.ts';
import { silent } from '../../lib/log.ts';

/** The way to a host's API. */
export interface ApiAccess {
  /** The service's name in messages: `GitHub`. */
  name: string;
  headers: Record<string, string>;
  transport: TransportOptions;
  signal: AbortSignal;
  /** The advice where the credential is refused. */
  lacking: string;
}

export type Call = (
  request: Pick<ServiceRequest, 'method' | 'url' | 'route' | 'body'>,
) => Promise<HttpResponse>;

/** Bytes that a list of comments may have: a hundred of the largest. */
const MAX_BYTES = 64 * 2 ** 20;

/** Requests to a host's API about comments, tried again where that is safe. */
export const createCall = ({ name, headers, transport, signal }: ApiAccess): Call => {
  const service = createService({
    name,
    // GitHub refuses a request without a name.
    transport: createTransport({ ...transport, userAgent: 'port-catalog-sync' }),
    clock: systemClock,
    log: silent,
    maxConcurrency: 1,
    requestTimeoutSeconds: 30,
    retryBudget: 60,
    signal,
  });
  return (request) =>
    service.send({
      ...request,
      headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
      maxBytes: MAX_BYTES,
      idempotent: request.method !== 'POST',
      ...(request.method === 'GET' && { isUsable: isJson }),
    });
};

/** The service's own words, where its answer has some. */
const messageIn = ({ body }: HttpResponse): string => {
  try {
    const { message } = bodyJson(body) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? `: ${message}` : '';
  } catch {
    return '';
  }
};

/** The credential may not do this, or not see that there is something. */
export const isRefused = ({ status }: HttpResponse): boolean =>
  status === 401 || status === 403 || status === 404 || status === 203;

/** The value of an answer. Throws UserError on one that is not a success. */
export const contentOf = (answer: HttpResponse, { name, lacking }: ApiAccess): unknown => {
  if (answer.status >= 200 && answer.status < 300 && answer.status !== 203) {
    try {
      return bodyJson(answer.body);
    } catch {
      throw new UserError(`${name} gave an answer that is not JSON (${answer.status}).`);
    }
  }
  throw new UserError(
    `${name} answered ${answer.status}${messageIn(answer)}`,
    isRefused(answer) ? lacking : undefined,
  );
};

export const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
    : [];

export const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
