import type { Transport } from '../../src/http/types.ts';
import type { Clock } from '../../src/lib/async/clock.ts';

/** The form of requests in both emulators (Azure DevOps and Port). */
export interface EmulatedRequest {
  method: string;
  /** The address as the client asked for it: scheme, host, path and query. */
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface EmulatedResponse {
  status: number;
  headers?: Record<string, string>;
  /** Objects are sent as JSON. */
  body?: string | Buffer | object;
}

/** A response as it goes over the wire; lower-case header names. */
export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface RecordedRequest {
  number: number;
  /** Emulator's clock, ms. */
  at: number;
  method: string;
  url: string;
  /** The matched route with placeholders: what requests are counted by. */
  route: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number;
  responseBytes: number;
  /** The type of the fault that hit it. */
  fault?: Fault['type'];
  /** The change, where a fault changed the answer. */
  change?: string;
}

export type Fault =
  /** Any answer of the service's: 500, 503, 404, … */
  | { type: 'status'; status: number; headers?: Record<string, string>; body?: string | object }
  /** Azure DevOps' answer to an expired or wrong token: 203, text/html. */
  | { type: 'sign-in' }
  /** 429 with Retry-After seconds and the rate limit headers. */
  | { type: 'throttled'; retryAfter: number }
  /** The right answer on a 200, with `Retry-After` and `X-RateLimit-*` announcing a delay. */
  | { type: 'delay-announced'; retryAfter: number }
  /** Connection reset before any answer; `afterWork`: the service did the work all the same. */
  | { type: 'reset'; afterWork?: boolean }
  /** The body ends after this share of it, the connection with it. */
  | { type: 'truncated'; share: number }
  /** A 200 whose JSON is cut, with a matching content length. */
  | { type: 'malformed' }
  /** Answers after so many ms of the clock; longer than the client waits: a timeout. */
  | { type: 'slow'; ms: number }
  /** A redirect to another host. */
  | { type: 'redirect'; location: string }
  /**
   * The right answer, made into another one; undefined leaves it as it is, and the request without a fault.
   * `undone`: the service does nothing, and the answer to begin with is an empty object. `ask`: the question that the
   * service answers in place of the one that it was asked.
   */
  | {
      type: 'changed';
      name: string;
      undone?: true | undefined;
      ask?: ((request: EmulatedRequest) => EmulatedRequest) | undefined;
      change(right: WireResponse, request: EmulatedRequest): WireResponse | undefined;
    };

export interface FaultRule {
  /** Tested on `METHOD route`, e.g. /GET .*refs/. */
  match: RegExp | ((request: EmulatedRequest, route: string) => boolean);
  fault: Fault;
  /** Lets so many matching requests through first (0). */
  skip?: number;
  /** Number of hits after those that are skipped (1; Infinity for all). */
  times?: number;
}

export interface Emulator {
  handle(request: EmulatedRequest): Promise<EmulatedResponse>;
  /** Rules are tried in order; they may be changed at any time. */
  faults: FaultRule[];
  requests: RecordedRequest[];
  /** `METHOD route` → count. */
  counts(): Record<string, number>;
  /** Milliseconds every answer takes, on the clock. */
  latency: number;
  /** A real HTTP server on loopback; gzip when the client accepts it; faults on the real socket. */
  listen(port?: number): Promise<{ url: string; port: number; close(): Promise<void> }>;
  /** The same without sockets, for runs on an injected clock. */
  transport(clock: Clock): Transport;
}
