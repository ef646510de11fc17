import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../../src/lib/async/clock.ts';
import type { EmulatedRequest, WireResponse } from '../types.ts';
import type { Delivery, Exchange } from './exchange.ts';

const read = async (message: IncomingMessage): Promise<EmulatedRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    method: message.method ?? 'GET',
    // A client that takes this for its proxy sends an absolute URL, which the base does not touch.
    url: new URL(message.url ?? '/', `http://${message.headers.host ?? 'localhost'}`),
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks),
  };
};

const compressed = (response: WireResponse, accepted: string | undefined): WireResponse => {
  if ('content-encoding' in response.headers) return response;
  if (response.body.length === 0 || !/\bgzip\b/.test(accepted ?? '')) return response;
  return {
    ...response,
    headers: { ...response.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(response.body, { level: 1 }),
  };
};

const deliver = ({ response, reset, truncated }: Delivery, message: IncomingMessage, out: ServerResponse) => {
  if (reset) {
    message.socket.resetAndDestroy();
    return;
  }
  const { status, headers, body } = compressed(response, message.headers['accept-encoding']);
  const bodiless = status === 204 || status === 304;
  out.writeHead(status, bodiless ? headers : { ...headers, 'content-length': String(body.length) });
  if (truncated === undefined) {
    out.end(bodiless ? undefined : body);
    return;
  }
  const kept = Math.min(body.length - 1, Math.floor(body.length * truncated));
  out.flushHeaders();
  if (kept <= 0) message.socket.destroySoon();
  else out.write(body.subarray(0, kept), () => message.socket.destroySoon());
};

const serve = async (exchange: Exchange, clock: Clock, message: IncomingMessage, out: ServerResponse) => {
  const gone = new AbortController();
  out.on('close', () => gone.abort());
  let delivery: Delivery;
  try {
    delivery = await exchange(await read(message));
    if (delivery.delay > 0) await clock.sleep(delivery.delay, gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return;
    out.writeHead(500, { 'content-type': 'text/plain' });
    out.end(`The emulator itself failed: ${error instanceof Error ? error.stack : String(error)}`);
    return;
  }
  if (!gone.signal.aborted) deliver(delivery, message, out);
};

/** A server on loopback; `port` 0 or none: any free one. */
export const listen = async (exchange: Exchange, clock: Clock, port = 0) => {
  const server = createServer((message, out) => void serve(exchange, clock, message, out));
  // Connections stay open for as long as the server: none is closed under a client's next request.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
};
