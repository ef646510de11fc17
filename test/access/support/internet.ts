import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { EmulatedRequest, EmulatedResponse } from '../../emulators/types.ts';

/** A service under its own names, on loopback. */
export interface Site {
  /** Each with everything below it. */
  names: readonly string[];
  handle(request: EmulatedRequest, socket: Socket): Promise<EmulatedResponse>;
}

export interface Heard {
  /** Name as the client called it, without the port. */
  host: string;
  encrypted: boolean;
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** The subject of the client's certificate. */
  client?: string;
}

export interface Internet {
  /** Everything that any host was asked, in order; hosts that nobody serves included. */
  heard: Heard[];
  /** Ports on loopback of the servers behind 443 and 80. */
  ports: { https: number; http: number };
  /** Variables that a process needs so that the names lead here. */
  environment: Record<string, string>;
  /** Connections taken so far. */
  connections(): number;
}

export interface InternetOptions {
  sites: readonly Site[];
  address?: string;
  /** Asks clients for a certificate, and turns away who has none. */
  clientCertificates?: boolean;
  /** Milliseconds after which an idle connection is closed without a word. */
  idle?: number;
}

export const certificatePath = (name: string): string =>
  fileURLToPath(new URL(`../certificates/${name}.pem`, import.meta.url));
const certificate = (name: string): string => readFileSync(certificatePath(name), 'utf8');

const isAt = (host: string, names: readonly string[]) =>
  names.some((name) => host === name || host.endsWith(`.${name}`));

/** All sites behind one server with TLS and one without, told apart by name as behind a load balancer. */
export async function startInternet(t: TestContext, options: InternetOptions): Promise<Internet> {
  const { sites, address = '127.0.0.1' } = options;
  const heard: Heard[] = [];
  const tls = {
    cert: certificate('server'),
    key: certificate('server-key'),
    ...(options.clientCertificates && {
      ca: certificate('authority'),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
  let connections = 0;
  const open = async (server: http.Server | https.Server): Promise<number> => {
    server.keepAliveTimeout = options.idle ?? 60_000;
    // Node would else tell clients of the time, and wait a second longer.
    Object.assign(server, { keepAliveTimeoutBuffer: 0 });
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  };
  const ports = {
    https: await open(https.createServer(tls, listener(sites, heard, true))),
    http: await open(http.createServer(listener(sites, heard, false))),
  };
  const names = [...sites.flatMap((site) => site.names), 'elsewhere.example'];
  return {
    heard,
    ports,
    connections: () => connections,
    environment: {
      NODE_EXTRA_CA_CERTS: certificatePath('authority'),
      NODE_OPTIONS: `--require ${fileURLToPath(new URL('lookup.cjs', import.meta.url))}`,
      REACH_LOOKUP: JSON.stringify({
        names,
        ports: { 443: ports.https, 8443: ports.https, 80: ports.http, 8080: ports.http },
      }),
      REACH_ADDRESS: address,
    },
  };
}

/** A listener that notes what it hears, and hands it to the site that has the name. */
const listener =
  (sites: readonly Site[], heard: Heard[], encrypted: boolean): http.RequestListener =>
  (incoming, out) => {
    const answer = async () => {
      const request = await requestOf(incoming, encrypted);
      const { method, url, body } = request;
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const { headers, socket } = incoming;
      const client = 'getPeerCertificate' in socket ? peerOf(socket) : undefined;
      const path = url.pathname + url.search;
      const text = body.toString('utf8');
      heard.push({ host, encrypted, method, path, headers, body: text, ...(client && { client }) });
      const site = sites.find(({ names }) => isAt(host, names));
      const response = site ? await site.handle(request, socket) : { status: 421, body: 'nobody is here' };
      const plain = typeof response.body === 'object' && !Buffer.isBuffer(response.body);
      out.writeHead(response.status, {
        ...(plain && { 'content-type': 'application/json; charset=utf-8' }),
        ...response.headers,
      });
      out.end(plain ? JSON.stringify(response.body) : response.body);
    };
    void answer().catch((error) => {
      out.writeHead(500).end(`The test's own server failed: ${error?.stack}`);
    });
  };

async function requestOf(incoming: http.IncomingMessage, encrypted: boolean): Promise<EmulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const { 'content-encoding': encoding, ...rest } = incoming.headers;
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `${encrypted ? 'https' : 'http'}://${incoming.headers.host}`),
    headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    body: encoding === 'gzip' ? gunzipSync(raw) : raw,
  };
}

const peerOf = (socket: Socket): string | undefined =>
  (
    socket as unknown as { getPeerCertificate(): { subject?: { CN?: string } } | undefined }
  ).getPeerCertificate()?.subject?.CN;
