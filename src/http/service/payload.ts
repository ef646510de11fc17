import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { chunks } from '../../lib/collections/chunks.ts';
import { type HttpRequest, isPieces, type ServiceRequest } from '../types.ts';

const gzipAside = promisify(gzip);

/** A request's body as it goes over the wire, with the headers that say what it is. */
export interface Payload {
  body?: NonNullable<HttpRequest['body']>;
  headers: Record<string, string>;
  bytes: number;
}

/** The payload of a request. `compressOver`: bytes over which bodies are compressed (gzip); undefined: none is. */
export async function payloadOf(request: ServiceRequest, compressOver: number | undefined): Promise<Payload> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  if (request.body === undefined) return { headers, bytes: 0 };

  const raw = typeof request.body === 'string' || Buffer.isBuffer(request.body);
  const body = raw ? (request.body as string | Buffer) : jsonOf(request.body);
  if (!raw) headers['content-type'] ??= 'application/json';
  const bytes = isPieces(body)
    ? body.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
    : Buffer.byteLength(body);
  if (compressOver === undefined || bytes <= compressOver) {
    if (isPieces(body)) headers['content-length'] = String(bytes);
    return { body, headers, bytes };
  }
  const compressed = await gzipAside(isPieces(body) ? body.join('') : body);
  headers['content-encoding'] = 'gzip';
  return { body: compressed, headers, bytes: compressed.length };
}

/**
 * Characters of a piece of JSON, about. A string of more than 128 KB has pages of its own in V8's heap, which only a
 * collection of the whole heap gives back.
 */
const PIECE = 2 ** 16;

/** The JSON of a value: of an object that has a list and nothing else in pieces, where its first element is heavy. */
function jsonOf(value: unknown): string | string[] {
  const [[name, list] = [], ...others] = Object.entries(value ?? {});
  if (Array.isArray(value) || !Array.isArray(list) || others.length > 0) return JSON.stringify(value);
  const atOnce = Math.max(1, Math.floor(PIECE / JSON.stringify(list[0] ?? null).length));
  if (atOnce >= list.length) return JSON.stringify(value);
  const parts = [...chunks(list, atOnce)].flatMap((some) => [',', JSON.stringify(some).slice(1, -1)]);
  return [`{${JSON.stringify(name)}:[`, ...parts.slice(1), ']}'];
}
