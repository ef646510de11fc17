import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import { onAbort } from '../../lib/async/on-abort.ts';
import { type HttpRequest, type HttpResponse, isPieces, type Transport, TransportError } from '../types.ts';
import { type ConnectionRoute, createRoutes, type RouteOptions } from './connection-route.ts';
import { decompress } from './decompress.ts';
import { readWire } from './read-wire.ts';
import { asTransportError } from './transport-errors.ts';

export interface TransportOptions extends RouteOptions {
  /** The user agent of requests that bring none of their own. */
  userAgent?: string;
}

/**
 * A transport on Node's own http and https, with connections kept alive and gzip. It retries in one case: the other
 * side closed a kept connection before any of the answer came. Requests that must not arrive twice ask for a fresh
 * connection instead. Throws UserError on a proxy or certificates that cannot be used.
 */
export function createTransport(options: TransportOptions): Transport {
  const routeTo = createRoutes(options);
  const defaults = {
    'accept-encoding': 'gzip',
    ...(options.userAgent && { 'user-agent': options.userAgent }),
  };
  return async (request) => {
    const target = new URL(request.url);
    const whole = { ...request, headers: { ...defaults, ...request.headers } };
    try {
      return await exchange(whole, await routeTo(target, request.fresh ?? false));
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await exchange(whole, await routeTo(target, true));
    }
  };
}

/** The other side closed a kept connection before any of the answer came. */
class StaleConnection extends Error {}

/** Bytes of an answer to a request without a limit of its own: those that sign in and discover are small. */
const MAX_BYTES = 16 * 2 ** 20;

/** Timeouts that a whole answer may take: one that drips byte by byte would hold its request for ever. */
const WHOLE_TIMEOUTS = 5;

function exchange(request: HttpRequest, route: ConnectionRoute): Promise<HttpResponse> {
  const { method, headers, body, timeout, signal } = request;
  return new Promise((resolve, reject) => {
    let connected = false;
    /** The host in messages: the proxy until its tunnel stands. */
    let peer = route.tunnel ? proxyName(route) : route.peer;
    const outgoing = route.request({
      ...route.options,
      method,
      headers: { ...route.options.headers, ...headers },
    });
    const timer = setTimeout(() => fail(silence(peer, connected, timeout)), timeout);
    let whole: NodeJS.Timeout | undefined;
    const abort = () =>
      fail(new TransportError('aborted', 'the request was aborted', { cause: signal?.reason }));
    const unwatch = signal && onAbort(signal, abort);
    const finish = () => {
      clearTimeout(timer);
      clearTimeout(whole);
      unwatch?.();
    };
    const fail = (error: Error) => {
      finish();
      outgoing.destroy();
      reject(error);
    };

    outgoing.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      peer = route.peer;
      timer.refresh();
      if (statusCode !== 200) fail(proxyRefusal(statusCode, route));
    });
    onConnected(outgoing, route, () => {
      connected = true;
      timer.refresh();
    });
    outgoing.on('response', (message) => {
      const onActivity = () => timer.refresh();
      onActivity();
      whole = setTimeout(() => fail(dripping(peer, timeout * WHOLE_TIMEOUTS)), timeout * WHOLE_TIMEOUTS);
      readAnswer(message, request.maxBytes ?? MAX_BYTES, onActivity, route)
        .then(resolve, (error) => {
          outgoing.destroy();
          reject(asTransportError(error, peer, true));
        })
        .finally(finish);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const stale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      fail(stale ? new StaleConnection() : asTransportError(error, peer, connected));
    });
    if (signal?.aborted) return abort();
    send(outgoing, body);
  });
}

/** Calls `begin` when the request has its connection: a kept one, or a new one that stands. */
function onConnected(outgoing: ClientRequest, route: ConnectionRoute, begin: () => void): void {
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) begin();
    else socket.once(route.request === https.request ? 'secureConnect' : 'connect', begin);
  });
}

function send(outgoing: ClientRequest, body: HttpRequest['body']): void {
  if (!isPieces(body)) return void outgoing.end(body);
  for (const piece of body) outgoing.write(piece);
  outgoing.end();
}

const silence = (peer: string, connected: boolean, timeout: number): TransportError =>
  connected
    ? new TransportError('timeout', `${peer} sent nothing for ${timeout} ms`)
    : new TransportError('refused', `${peer} was not connected to within ${timeout} ms`);

const dripping = (peer: string, ms: number): TransportError =>
  new TransportError('timeout', `${peer} had not sent its whole answer after ${ms} ms`);

const proxyName = ({ proxy }: ConnectionRoute): string => `the proxy ${proxy?.url.host}`;

function proxyRefusal(status: number, route: ConnectionRoute): TransportError {
  const name = proxyName(route);
  if (status === 407) return new TransportError('proxy', `${name} asks for other credentials (407)`);
  if (status >= 500) return new TransportError('refused', `${name} did not reach ${route.peer} (${status})`);
  return new TransportError('proxy', `${name} refused to connect to ${route.peer} (${status})`);
}

async function readAnswer(
  message: IncomingMessage,
  maxBytes: number,
  onActivity: () => void,
  route: ConnectionRoute,
): Promise<HttpResponse> {
  const wire = await readWire(message, maxBytes, onActivity);
  const status = message.statusCode ?? 0;
  if (status === 407 && route.proxy) throw proxyRefusal(status, route);
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    headers[name] = values?.join(', ') ?? '';
  }
  const body = await decompress(wire, headers['content-encoding'], maxBytes);
  return { status, headers, body, wireBytes: wire.length, ...(isOpenEnded(headers) && { openEnded: true }) };
}

/** Whether the body ends with the connection, so that a cut one looks whole; gzip tells its own end. */
const isOpenEnded = (headers: Record<string, string>): boolean =>
  headers['content-length'] === undefined &&
  !/\bchunked\b/i.test(headers['transfer-encoding'] ?? '') &&
  !/gzip/i.test(headers['content-encoding'] ?? '');
