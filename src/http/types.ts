export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  /** Pieces of text go out one after the other; their length in bytes is among the headers. */
  body?: string | Buffer | readonly string[];
  /**
   * Milliseconds without a byte of the answer until the request times out; the whole answer may take five times that.
   */
  timeout: number;
  signal?: AbortSignal;
  /** Bytes that the answer may have, on the wire and unpacked; beyond it the rest is not read. */
  maxBytes?: number;
  /** A new connection: for requests that must not arrive twice, since one kept alive may be closing. */
  fresh?: boolean;
}

export const isPieces = (body: HttpRequest['body']): body is readonly string[] => Array.isArray(body);

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined with ", ". */
  headers: Record<string, string>;
  /** Whole and decompressed. A truncated body never gets here: it is a TransportError. */
  body: Buffer;
  /** Bytes as they came over the wire. */
  wireBytes: number;
  /** Set by a Service on a refusal of the credential, where the same scope was readable with it before in this run. */
  takenBefore?: true;
  /** A body whose end neither a length nor chunks tell: only its content can say whether it is whole. */
  openEnded?: true;
}

/**
 * One request, one answer, no retries, no redirects followed.
 * Throws TransportError for everything that is not a whole answer.
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

export type TransportErrorCode =
  | 'timeout'
  | 'reset'
  | 'truncated'
  /** More bytes than the request allows. */
  | 'too-large'
  /** No connection came about, so nothing was sent. */
  | 'refused'
  /** The name is unknown, so nothing was sent. */
  | 'dns'
  /** The other side's certificate is not trusted, so nothing was sent. */
  | 'tls'
  /** The proxy refused to pass it on. */
  | 'proxy'
  | 'aborted';

export class TransportError extends Error {
  readonly code: TransportErrorCode;
  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
  }
}

export interface ServiceRequest {
  method: HttpRequest['method'];
  url: string;
  /** The path with placeholders, e.g. `{project}/_apis/git/repositories`: what requests are counted by. */
  route: string;
  headers?: Record<string, string>;
  /** Serialised as JSON unless it is a string or bytes. */
  body?: unknown;
  /** Bytes that the answer may have. */
  maxBytes?: number;
  /** Sending it twice does no harm: only then is it retried after it may have arrived. */
  idempotent: boolean;
  /**
   * The token scope that a credential needs for it, by a name of the caller's. A refusal of the credential is retried
   * where something of the same scope was read before.
   */
  scope?: string;
  /** Statuses that are answers of this route: not retried. */
  final?: readonly number[];
  /** Whether a 2xx can be used; one that cannot is retried, if idempotent. All can unless given. */
  isUsable?(response: HttpResponse): boolean;
  /** Replaces the service's own signal, for requests that are sent after the run was stopped. */
  signal?: AbortSignal;
}

/** A remote service, behind one throttle and with one credential. */
export interface Service {
  readonly name: string;
  /**
   * Sends under the throttle, waits as the service asks, retries what is safe. Resolves with the last answer whatever
   * its status. Throws TransportError when no whole answer came, RetryBudgetError when the service was given up, or the
   * signal's reason.
   */
  send(request: ServiceRequest): Promise<HttpResponse>;
  stats(): ServiceStats;
}

/** The run's retry budget or time limit for a service is used up. */
export class RetryBudgetError extends Error {
  override readonly name = 'RetryBudgetError';
}

export interface RouteStats {
  route: string;
  method: string;
  requests: number;
  /** Answers other than 2xx, and transport errors. */
  failures: number;
  bytesReceived: number;
  /** Sum of the durations, seconds. */
  seconds: number;
}

export interface WaitStats {
  /** The reason in words: `Retry-After on 429`, `delay announced`, `back-off after reset`. */
  reason: string;
  count: number;
  /** Wall time during which the service's calls stood still, seconds. */
  seconds: number;
}

export interface ServiceStats {
  name: string;
  requests: number;
  retries: number;
  bytesSent: number;
  bytesReceived: number;
  /** Requests in flight at once, at the most. */
  peakConcurrency: number;
  /** Requests that were allowed in flight at once, on the mean over the time of work. */
  meanConcurrencyAllowed: number;
  waits: WaitStats[];
  routes: RouteStats[];
}
