import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Internet } from './internet.ts';

export interface Proxy {
  /** `127.0.0.1:port` */
  address: string;
  /** `CONNECT host:port` and `GET http://…`, each with what became of it. */
  log: string[];
}

/** A forward proxy: tunnels by CONNECT, hands plain requests on; knows the names that its clients cannot resolve. */
export async function startProxy(t: TestContext, internet: Internet, credentials?: string): Promise<Proxy> {
  const log: string[] = [];
  const sockets = new Set<net.Socket>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const portOf = (port: string) => (port.endsWith('443') ? internet.ports.https : internet.ports.http);
  const refused = (request: http.IncomingMessage) => {
    const no = wanted !== undefined && request.headers['proxy-authorization'] !== wanted;
    log.push(`${request.method} ${request.url} ${no ? 407 : 200}`);
    return no;
  };
  const server = http.createServer((request, response) => {
    if (refused(request)) return void response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
    const url = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const path = url.pathname + url.search;
    const options = { port: portOf(url.port || '80'), path, method: request.method, headers };
    const onwards = http.request({ host: '127.0.0.1', ...options }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onwards);
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (refused(request)) {
      return void socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n',
      );
    }
    const onwards = net.connect(portOf(/:(\d+)$/.exec(request.url ?? '')?.[1] ?? ''), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    sockets.add(onwards);
    onwards.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, log };
}
