import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ServiceRequest } from '../types.ts';

const gzipAside = promisify(gzip);

/** A request's body as it goes over the wire, with the headers that say what it is. */
export interface Payload {
  body?: string | Buffer;
  headers: Record<string, string>;
  bytes: number;
}

/** The payload of a request. `compressOver`: bytes over which bodies are compressed (gzip); undefined: none is. */
export async function payloadOf(request: ServiceRequest, compressOver: number | undefined): Promise<Payload> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  if (request.body === undefined) return { headers, bytes: 0 };

  const raw = typeof request.body === 'string' || Buffer.isBuffer(request.body);
  const body = raw ? (request.body as string | Buffer) : JSON.stringify(request.body);
  if (!raw) headers['content-type'] ??= 'application/json';
  const bytes = Buffer.byteLength(body);
  if (compressOver === undefined || bytes <= compressOver) return { body, headers, bytes };
  const compressed = await gzipAside(body);
  headers['content-encoding'] = 'gzip';
  return { body: compressed, headers, bytes: compressed.length };
}
