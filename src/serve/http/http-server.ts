import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';

export interface ServedRequest {
  readonly headers: IncomingMessage['headers'];
  /** The query of its address. */
  readonly query: URLSearchParams;
  /** Its body, which is to be read once, and not after the answer. */
  body(maxBytes: number): Promise<ServedBody>;
}

/** The bytes of a body, or why there are none: it is larger than it may be, or did not arrive whole. */
export type ServedBody = Buffer | 'too large' | 'cut off';

export interface ServedAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

/** What answers at an address, which has no slash at its end: `GET /health/live`. A GET answers HEAD, too. */
export type Routes = Readonly<
  Record<string, (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>>
>;

export interface HttpServer {
  readonly port: number;
  /** Takes no new connections, and ends those that are open when they have been answered, or after a while. */
  close(): Promise<void>;
}

/** Milliseconds for the head of a request, for all of it, and between two on a connection. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 75_000;
/** Milliseconds from one look for connections that take longer to the next. */
const LOOK_MS = 2_000;
const CONNECTIONS = 1_000;
/** Milliseconds for answers under way when the server closes. */
const CLOSING_MS = 2_000;

/** Of Kubernetes and of whoever finds the address: nothing is to be guessed, kept or framed. */
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
  server.maxConnections = connections;
  // Else whoever holds connections open would keep probes out, and Kubernetes would end the process.
  server.on('drop', () => server.closeIdleConnections());
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
    // A defect of ours. Who delivers events gives up after any other status, and tries again after this one.
    log.error(`An answer failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    answered = { status: 503 };
  }
  const { status, headers, body = '' } = answered;
  // What is left of a body would be taken for the next request.
  const ends = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, {
    ...HEADERS,
    'content-length': Buffer.byteLength(body),
    ...headers,
    ...ends,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};

const answerOf = async (routes: Routes, request: IncomingMessage): Promise<ServedAnswer> => {
  const { method = '', url = '' } = request;
  const [path = '', query = ''] = url.split('?', 2);
  const place = path.length > 1 ? path.replace(/\/$/, '') : path;
  const verb = method === 'HEAD' ? 'GET' : method;
  const route = Object.hasOwn(routes, `${verb} ${place}`) ? routes[`${verb} ${place}`] : undefined;
  if (!route) {
    const others = Object.keys(routes).flatMap((name) =>
      name.endsWith(` ${place}`) ? name.slice(0, name.indexOf(' ')) : [],
    );
    return others.length === 0 ? { status: 404 } : { status: 405, headers: { allow: others.join(', ') } };
  }
  return route({
    headers: request.headers,
    query: new URLSearchParams(query),
    body: (maxBytes) => readBody(request, maxBytes),
  });
};

const readBody = (request: IncomingMessage, maxBytes: number): Promise<ServedBody> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: ServedBody) => {
      request.pause();
      resolve(body);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return end('too large');
      chunks.push(chunk);
    });
    request.on('end', () => end(Buffer.concat(chunks)));
    request.on('error', () => end('cut off'));
    request.on('close', () => end('cut off'));
  });
