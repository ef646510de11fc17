import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export const certificatePath = (name: string): string =>
  new URL(`./certificates/${name}.pem`, import.meta.url).pathname;
export const certificate = (name: string): string => readFileSync(certificatePath(name), 'utf8');

export interface Served {
  /** No trailing slash. */
  url: string;
  port: number;
  /** Connections taken so far. */
  connections(): number;
  requests: http.IncomingMessage[];
}

/** A server on loopback for the length of a test. */
export async function serve(
  context: TestContext,
  handler: http.RequestListener,
  options: { tls?: https.ServerOptions; address?: string } = {},
): Promise<Served> {
  const { tls, address = '127.0.0.1' } = options;
  const requests: http.IncomingMessage[] = [];
  const listener: http.RequestListener = (request, response) => {
    requests.push(request);
    handler(request, response);
  };
  const server = tls
    ? https.createServer({ cert: certificate('server'), key: certificate('server-key'), ...tls }, listener)
    : http.createServer(listener);
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    connections: () => connections,
    requests,
  };
}

export interface ProxyServed {
  url: string;
  /** `CONNECT host:port` and `GET http://…`, as the proxy was asked. */
  asked: string[];
  /** The `Proxy-Authorization` of each. */
  authorizations: (string | undefined)[];
}

/**
 * A proxy on loopback that tunnels by CONNECT and passes absolute addresses on. Whatever name it is asked for, it
 * goes to the port on loopback: names need not resolve here.
 */
export async function serveProxy(
  context: TestContext,
  options: { credentials?: string; refuse?: number } = {},
): Promise<ProxyServed> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<net.Socket>();
  const refusal = (request: http.IncomingMessage): number | undefined => {
    const authorization = request.headers['proxy-authorization'];
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(authorization);
    const wanted = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`;
    return options.refuse ?? (wanted && authorization !== wanted ? 407 : undefined);
  };
  const proxy = http.createServer((request, response) => {
    const refused = refusal(request);
    if (refused) return void response.writeHead(refused).end('the proxy says no');
    const { port, pathname } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onwards = http.request({ port, path: pathname, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onwards);
  });
  proxy.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    const refused = refusal(request);
    if (refused) return void socket.end(`HTTP/1.1 ${refused} No\r\ncontent-length: 2\r\n\r\nno`);
    const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
    const onwards = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    for (const one of [socket, onwards]) {
      sockets.add(one);
      one.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked, authorizations };
}
