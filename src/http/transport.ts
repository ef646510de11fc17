import http from 'node:http';
import https from 'node:https';
import type { SecureContext } from 'node:tls';
import type { Settings } from '../settings.ts';
import { decompress, readWire } from './body.ts';
import { secureContextOf } from './certificates.ts';
import { chooseProxy, type Environment, type ProxyServer } from './proxy.ts';
import { asTransportError } from './transport-errors.ts';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './types.ts';

export interface TransportOptions {
  /** Beats the environment's. */
  proxy?: Settings['proxy'];
  /** PEM text or paths. */
  certificates?: Settings['certificates'];
  /** HTTPS_PROXY and its kin. */
  environment: Environment;
  /** Unless the request brings its own. */
  userAgent?: string;
  /** Connections to one host at the most. */
  maxSockets?: number;
}

/** How one request goes out: straight, through a tunnel, or handed to a proxy with its whole address. */
interface Way {
  request: typeof http.request;
  options: https.RequestOptions;
  /** Who is connected to first, for messages. */
  peer: string;
  proxy?: ProxyServer;
}

/**
 * Node's own http and https: connections kept alive, gzip, no retries but one: a kept connection that the other
 * side was closing just then is replaced, since nothing of the answer had begun.
 */
export function createTransport(options: TransportOptions): Transport {
  const wayTo = createWays(options);
  return async (request) => {
    const target = new URL(request.url);
    const way = await wayTo(target, request.fresh ?? false);
    const defaults = {
      'accept-encoding': 'gzip',
      ...(options.userAgent && { 'user-agent': options.userAgent }),
    };
    const withDefaults = { ...request, headers: { ...defaults, ...request.headers } };
    try {
      return await exchange(withDefaults, way);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await exchange(withDefaults, await wayTo(target, true));
    }
  };
}

type WayChoice = (target: URL, fresh: boolean) => Promise<Way>;

function createWays({
  proxy,
  certificates,
  environment,
  maxSockets = Infinity,
}: TransportOptions): WayChoice {
  const proxyFor = chooseProxy(proxy, environment);
  const secureContext = secureContextOf(certificates, environment);
  const secure = secureContext && { secureContext };
  const kept = { keepAlive: true, maxSockets, scheduling: 'lifo' } as const;
  const plainAgent = new http.Agent(kept);
  const secureAgent = new https.Agent(kept);
  const tunnels = new Map<ProxyServer, Promise<http.Agent>>();

  return async (target, fresh) => {
    const encrypted = target.protocol === 'https:';
    const through = proxyFor(target);
    const request = encrypted ? https.request : http.request;
    const peer = target.host;
    if (!through) {
      const agent = fresh ? false : encrypted ? secureAgent : plainAgent;
      return { request, peer, options: { ...addressOf(target), ...secure, agent } };
    }
    if (!encrypted) return absolute(target, through, fresh, secure, { plainAgent, secureAgent });
    if (fresh) {
      const agent = await tunnel(through, { keepAlive: false }, secureContext);
      return { request, peer, proxy: through, options: { ...addressOf(target), ...secure, agent } };
    }
    const known = tunnels.get(through) ?? tunnel(through, kept, secureContext);
    tunnels.set(through, known);
    return {
      request,
      peer,
      proxy: through,
      options: { ...addressOf(target), ...secure, agent: await known },
    };
  };
}

const addressOf = (target: URL): https.RequestOptions => ({
  hostname: target.hostname.replace(/^\[|\]$/g, ''),
  port: target.port || (target.protocol === 'https:' ? 443 : 80),
  path: `${target.pathname}${target.search}`,
});

/** Plain http through a proxy: most of them tunnel to port 443 only. */
function absolute(
  target: URL,
  proxy: ProxyServer,
  fresh: boolean,
  secure: { secureContext: SecureContext } | undefined,
  agents: { plainAgent: http.Agent; secureAgent: https.Agent },
): Way {
  const encrypted = proxy.url.protocol === 'https:';
  const agent = fresh ? false : encrypted ? agents.secureAgent : agents.plainAgent;
  const headers = {
    host: target.host,
    ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }),
  };
  return {
    request: encrypted ? https.request : http.request,
    peer: `the proxy ${proxy.url.host}`,
    proxy,
    options: { ...addressOf(proxy.url), ...secure, agent, path: target.href, headers },
  };
}

async function tunnel(
  proxy: ProxyServer,
  options: http.AgentOptions,
  secureContext: SecureContext | undefined,
): Promise<http.Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(proxy.url.href, {
    ...options,
    ...(secureContext && { secureContext }),
    ...(proxy.authorization && { headers: { 'Proxy-Authorization': proxy.authorization } }),
  });
}

/** The other side closed a kept connection before it answered anything. */
class StaleConnection extends Error {}

function exchange(request: HttpRequest, way: Way): Promise<HttpResponse> {
  const { method, headers, body, timeout, signal } = request;
  return new Promise((resolve, reject) => {
    let connected = false;
    const outgoing = way.request({ ...way.options, method, headers: { ...way.options.headers, ...headers } });
    const timer = setTimeout(() => {
      const what = connected
        ? new TransportError('timeout', `${way.peer} sent nothing for ${timeout} ms`)
        : new TransportError('refused', `${way.peer} was not connected to within ${timeout} ms`);
      fail(what);
    }, timeout);
    const abort = () =>
      fail(new TransportError('aborted', 'the request was aborted', { cause: signal?.reason }));
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    function fail(error: Error) {
      finish();
      outgoing.destroy();
      reject(error);
    }

    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const stale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      fail(stale ? new StaleConnection() : asTransportError(error, way.peer, connected));
    });
    outgoing.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) fail(proxyRefusal(statusCode, way));
    });
    outgoing.on('socket', (socket) => {
      const event = way.request === https.request ? 'secureConnect' : 'connect';
      const begin = () => {
        connected = true;
        timer.refresh();
      };
      if (outgoing.reusedSocket || !(socket.connecting || event === 'secureConnect')) begin();
      else socket.once(event, begin);
    });
    outgoing.on('response', (message) => {
      timer.refresh();
      whole(message, () => timer.refresh(), way)
        .then(resolve, (error) => reject(asTransportError(error, way.peer, true)))
        .finally(finish);
    });
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    outgoing.end(body);
  });
}

function proxyRefusal(status: number, way: Way): TransportError {
  const name = `the proxy ${way.proxy?.url.host}`;
  if (status === 407) return new TransportError('proxy', `${name} asks for other credentials (407)`);
  if (status >= 500) return new TransportError('refused', `${name} did not reach ${way.peer} (${status})`);
  return new TransportError('proxy', `${name} refused to connect to ${way.peer} (${status})`);
}

async function whole(message: http.IncomingMessage, onActivity: () => void, way: Way): Promise<HttpResponse> {
  const wire = await readWire(message, onActivity);
  const status = message.statusCode ?? 0;
  if (status === 407 && way.proxy) throw proxyRefusal(status, way);
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct))
    headers[name] = values?.join(', ') ?? '';
  return {
    status,
    headers,
    body: await decompress(wire, headers['content-encoding']),
    wireBytes: wire.length,
  };
}
