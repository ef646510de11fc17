import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { limitConnections } from './limit-connections.ts';
import { type BodyRoom, readBody, type ServedBody } from './read-body.ts';

export interface ServedRequest {
  readonly headers: IncomingMessage['headers'];
  /** The query of its address. */
  readonly query: URLSearchParams;
  /** Reads its body, once and before the answer. `room`: the bytes of all bodies together. */
  body(maxBytes: number, room?: BodyRoom): Promise<ServedBody>;
}

export interface ServedAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

/**
 * Answers by method and path: `GET /health/live`. A path has no slash at its end. A star at its beginning stands for
 * anything, since a proxy may put a prefix there. A GET answers HEAD, too.
 */
export type Routes = Readonly<
  Record<string, (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>>
>;

export interface HttpServer {
  readonly port: number;
  /** Takes no new connections. Open ones end when they have been answered, or after a while. */
  close(): Promise<void>;
}

/** Milliseconds for the head of a request, for all of it, and from one to the next on a connection. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 75_000;
/** Milliseconds from one look for late connections to the next. */
const LOOK_MS = 2_000;
const CONNECTIONS = 1_000;
/** Milliseconds for answers under way when the server closes. */
const CLOSING_MS = 2_000;

/** Headers of each answer: nothing is to be kept or guessed. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export interface ListenOptions {
  /** The input that chose the port. */
  input?: string;
  /** Connections at a time. */
  connections?: number;
}

/** Answers on a port of all addresses. Throws UserError where the port cannot be had. */
export const listen = async (
  routes: Routes,
  port: number,
  log: Log,
  { input = 'listenPort', connections = CONNECTIONS }: ListenOptions = {},
): Promise<HttpServer> => {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: LOOK_MS,
    },
    (request, response) => void answer(routes, request, response, log),
  );
  limitConnections(server, connections);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(notListening(port, error, input)));
    server.listen(port, resolve);
  });
  server.on('error', (error) => log.error(`The server: ${messageOf(error)}`));
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
};

const notListening = (port: number, error: NodeJS.ErrnoException, input: string): UserError =>
  new UserError(
    error.code === 'EADDRINUSE'
      ? `The port ${port} is in use.`
      : `Port ${port} cannot be listened on: ${messageOf(error)}.`,
    `Give another one in ${input}${input === 'listenPort' ? ' (APPLICATION__PORT)' : ''}.`,
    { cause: error, code: 'PCS1104' },
  );

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });

const answer = async (
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> => {
  response.on('error', () => {});
  let answered: ServedAnswer;
  try {
    answered = await answerOf(routes, request);
  } catch (error) {
    // A defect of ours. The service sends an event again after this status, and after no other.
    log.error(`An answer failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    answered = { status: 503 };
  }
  const { status, headers, body = '' } = answered;
  response.writeHead(status, { ...HEADERS, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (!request.complete) passOver(request);
};

/** Bytes that are taken after the answer. Whoever sends more does not wait for it. */
const PASSED_OVER = 4 * 2 ** 20;

/**
 * Takes what is left of a body and forgets it. The sender hears the answer after the last byte. A connection that
 * closes before is a failure to it.
 */
const passOver = (request: IncomingMessage): void => {
  let left = PASSED_OVER;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
  request.on('error', () => {});
  request.resume();
};

const answerOf = async (routes: Routes, request: IncomingMessage): Promise<ServedAnswer> => {
  const { method = '', url = '' } = request;
  const [address = '', query = ''] = url.split('?', 2);
  const path = pathIn(address);
  const verb = method === 'HEAD' ? 'GET' : method;
  const places = Object.keys(routes).filter((place) => isAt(place.slice(place.indexOf(' ') + 1), path));
  const place = places.find((name) => name.startsWith(`${verb} `));
  const route = place === undefined ? undefined : routes[place];
  if (!route) {
    if (places.length === 0) return { status: 404 };
    const verbs = new Set(places.map((name) => name.slice(0, name.indexOf(' '))));
    return { status: 405, headers: { allow: [...verbs].join(', ') } };
  }
  return route({
    headers: request.headers,
    query: new URLSearchParams(query),
    body: (maxBytes, room) => readBody(request, maxBytes, room),
  });
};

/** The path of a request's target. A host may stand before it, as to a proxy. It may have slashes too many. */
const pathIn = (target: string): string => {
  const path = target.replace(/^https?:\/\/[^/]*/i, '').replaceAll(/\/{2,}/g, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path || '/';
};

const isAt = (place: string, path: string): boolean =>
  place.startsWith('*') ? path.endsWith(place.slice(1)) : path === place;
