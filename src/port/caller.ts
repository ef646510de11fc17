import { parseOnce } from '../http/parse-once.ts';
import { fullJitter } from '../http/service/retry.ts';
import { releaseBody } from '../http/transport/decompress.ts';
import type { HttpResponse, Service, ServiceRequest } from '../http/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import type { TokenSource } from './access-token.ts';
import { mayBeUsed, mayHaveToken } from './addresses.ts';
import { failureOf, isOwnError, jsonOf, thrownAs } from './answers.ts';
import type { PortRequest, WriteEvent } from './port.ts';
import { PortError } from './port-error.ts';

/** The requests of this integration to Port: what the functions of this folder are given. */
export interface Caller {
  /** The JSON of a 2xx, or undefined for a status in `allow`. Throws PortError. */
  request<T = unknown>(request: PortRequest): Promise<T>;
  /** The same, with the size of the answer. */
  requestWithSize(request: PortRequest): Promise<{ answer: unknown; bytes: number }>;
  /** Sleeps before entities that Port put off are sent again, longer with each try. Rejects with the signal's reason. */
  backOff(tries: number): Promise<void>;
  /** Number of bulks in which an entity was put off until no try was left. */
  readonly unhealed: { bulks: number };
  /** The present by Port's clock (milliseconds); undefined where no answer had the time. */
  time(): number | undefined;
  /** The integration's identifier, percent-encoded. */
  readonly encodedIdentifier: string;
  readonly identifier: string;
  /** Versions of tools that have written for this integration: this one's, and the last one's by Port. */
  readonly versions: Set<string>;
}

interface Options {
  service: Service;
  background: Service;
  lastWord: Service;
  baseUrl: string;
  tokens: TokenSource;
  identifier: string;
  version: string;
  userAgent: string;
  runId: string;
  writesAs?: WriteEvent | undefined;
  clock: Clock;
  random?: () => number;
  signal?: AbortSignal;
  /** Bytes that an answer may have (64 MB). */
  maxAnswerBytes?: number;
}

export const createCaller = (options: Options): Caller => {
  const { baseUrl, tokens, userAgent, clock, maxAnswerBytes: maxBytes = 64 * 2 ** 20 } = options;
  const home = new URL(baseUrl).host;
  let ahead: number | undefined;
  const timed = (response: HttpResponse): HttpResponse => {
    const date = Date.parse(response.headers.date ?? '');
    if (!Number.isNaN(date)) ahead = date - clock.now();
    return response;
  };

  const send = async (request: PortRequest, isUsable: Usable): Promise<HttpResponse> => {
    const url = urlOf(request, options);
    const service = serviceFor(request, options);
    const sendAs = async (token: string | undefined) =>
      service
        .send({ ...compact(request, url, userAgent, token), maxBytes, ...(isUsable && { isUsable }) })
        .catch((thrown) => {
          throw thrownAs(thrown, request);
        })
        .then((response) => (url.host === home ? timed(response) : response));
    if (!mayHaveToken(baseUrl, url)) return sendAs(undefined);
    const token = await tokens.get(service);
    const response = await sendAs(token);
    if (response.status !== 401) return response;
    tokens.refused(token);
    return sendAs(await tokens.get(service));
  };

  const requestWithSize = async (request: PortRequest) => {
    const parsed = parseOnce((answered) => jsonOf(answered, request));
    const response = await send(request, isAwaited(request) ? usableBy(parsed.isUsable) : undefined);
    const { status, body } = response;
    const isAllowed =
      request.allow?.includes(status) || (request.allowOwn?.includes(status) && isOwnError(response));
    if (isAllowed) return { answer: undefined, bytes: 0 };
    if (status < 200 || status > 299) throw failureOf(response, request);
    const answer = parsed.of(response);
    const bytes = body.length;
    releaseBody(body);
    return { answer, bytes };
  };
  return {
    identifier: options.identifier,
    versions: new Set([options.version]),
    time: () => (ahead === undefined ? undefined : clock.now() + ahead),
    encodedIdentifier: encodeURIComponent(options.identifier),
    requestWithSize,
    unhealed: { bulks: 0 },
    backOff: (tries) => options.clock.sleep(fullJitter(tries, options.random ?? Math.random), options.signal),
    request: async <T>(request: PortRequest) => (await requestWithSize(request)).answer as T,
  };
};

type Usable = ServiceRequest['isUsable'];

/** Whether somebody waits for the answer, so that an unusable one is worth a retry. */
const isAwaited = ({ background, lastWord }: PortRequest): boolean => !background && !lastWord;

/** Whether an answer can be used: JSON, or a 204. An empty 200 cannot, as little as a cut one. */
const usableBy =
  (isJson: (response: HttpResponse) => boolean): Usable =>
  (response) =>
    (response.body.length > 0 || response.status === 204) && isJson(response);

const serviceFor = ({ background, lastWord }: PortRequest, options: Options): Service => {
  if (lastWord) return options.lastWord;
  return background ? options.background : options.service;
};

const compact = (
  request: PortRequest,
  url: URL,
  userAgent: string,
  token: string | undefined,
): ServiceRequest => ({
  method: request.method,
  url: url.href,
  route: request.route,
  headers: {
    'user-agent': request.entityWrite ? `${userAgent}/exporter` : userAgent,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...request.headers,
  },
  ...(request.body === undefined ? {} : { body: request.body }),
  idempotent: request.idempotent ?? request.method !== 'POST',
  ...(request.signal ? { signal: request.signal } : {}),
});

const urlOf = (
  request: PortRequest,
  { baseUrl, runId, writesAs = 'resync' }: Pick<Options, 'baseUrl' | 'runId' | 'writesAs'>,
): URL => {
  const isOurs = request.path.startsWith('/');
  if (!isOurs && !mayBeUsed(baseUrl, request.path)) {
    throw new PortError(
      `${request.method} ${request.route} was not sent: the address is not one of Port’s.`,
      {
        cause: 'invalid',
        route: request.route,
      },
    );
  }
  const url = new URL(isOurs ? `${baseUrl}${request.path}` : request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  if (request.entityWrite) {
    url.searchParams.set('ocean_info_event_type', writesAs);
    if (writesAs === 'resync') url.searchParams.set('ocean_info_resync_id', runId);
  }
  return url;
};
