import http from 'node:http';
import https from 'node:https';
import type { SecureContext } from 'node:tls';
import { getOrCreate } from '../../lib/collections/get-or-create.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { type CertificateOptions, secureContextOf } from './certificates.ts';
import { chooseProxy, type ProxyOptions, type ProxyServer } from './proxy.ts';

export interface RouteOptions {
  /** Beats the environment's. */
  proxy?: ProxyOptions;
  certificates?: CertificateOptions;
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case; NODE_EXTRA_CA_CERTS. */
  environment: ProcessVariables;
  /** Connections to one host at the most. */
  maxSockets?: number;
}

/** The route of one request: direct, through a proxy's tunnel (CONNECT), or handed to a proxy with its whole URL. */
export interface ConnectionRoute {
  request: typeof http.request;
  options: https.RequestOptions;
  /** The host that answers, for messages. */
  peer: string;
  proxy?: ProxyServer;
  /** Set where it is a tunnel by CONNECT through the proxy. */
  tunnel?: boolean;
}

/** Certificates are checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
const CHECKED = { rejectUnauthorized: true } as const;

/** The route to a URL. `fresh`: on a new connection that nothing else uses. */
export type RouteTo = (target: URL, fresh: boolean) => Promise<ConnectionRoute>;

export function createRoutes(options: RouteOptions): RouteTo {
  const { proxy, certificates, environment, maxSockets = Infinity } = options;
  const proxyFor = chooseProxy(proxy, environment);
  const secureContext = secureContextOf(certificates, environment);
  const kept = { keepAlive: true, maxSockets, scheduling: 'lifo' } as const;
  const agents = { 'http:': new http.Agent(kept), 'https:': new https.Agent(kept) };
  const tunnels = new Map<ProxyServer, Promise<http.Agent>>();

  /** The direct route to a host, which may be a proxy's. */
  const direct = (target: URL, fresh: boolean) => {
    const encrypted = target.protocol === 'https:';
    return {
      request: encrypted ? https.request : http.request,
      options: {
        ...addressOf(target),
        ...(secureContext && { secureContext }),
        ...CHECKED,
        agent: fresh ? (false as const) : agents[encrypted ? 'https:' : 'http:'],
      },
    };
  };

  return async (target, fresh) => {
    const through = proxyFor(target);
    const route = { ...direct(target, fresh), peer: target.host };
    if (!through) return route;
    if (target.protocol === 'http:') return handOver(target, through, direct(through.url, fresh));
    const agent = await (fresh
      ? tunnelAgent(through, {}, secureContext)
      : getOrCreate(tunnels, through, () => tunnelAgent(through, kept, secureContext)));
    return { ...route, proxy: through, tunnel: true, options: { ...route.options, agent } };
  };
}

const addressOf = (target: URL): https.RequestOptions => ({
  // The tunnel agent looks up kept connections by it.
  protocol: target.protocol,
  hostname: target.hostname.replace(/^\[|\]$/g, ''),
  port: target.port || (target.protocol === 'https:' ? 443 : 80),
  path: `${target.pathname}${target.search}`,
});

/** Plain http through a proxy, without a tunnel: most proxies tunnel to port 443 only. */
function handOver(
  target: URL,
  proxy: ProxyServer,
  direct: Pick<ConnectionRoute, 'request' | 'options'>,
): ConnectionRoute {
  const headers = {
    host: target.host,
    ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }),
  };
  return {
    request: direct.request,
    peer: `the proxy ${proxy.url.host}`,
    proxy,
    options: { ...direct.options, path: target.href, headers },
  };
}

async function tunnelAgent(
  proxy: ProxyServer,
  options: http.AgentOptions,
  secureContext: SecureContext | undefined,
): Promise<http.Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(proxy.url.href, {
    ...options,
    ...CHECKED,
    ...(secureContext && { secureContext }),
    // The sign-in is not in the URL: the library prints that where DEBUG is set.
    ...(proxy.authorization && { headers: { 'Proxy-Authorization': proxy.authorization } }),
  });
}
