import type { EmulatedResponse } from '../types.ts';

/** An answer that is not a success, as Port words it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly error: string;
  readonly headers: Record<string, string>;
  constructor(status: number, error: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

export const notFound = (what: string) => new Refusal(404, 'not_found', `${what} was not found`);

export const invalid = (message: string) => new Refusal(422, 'invalid_request', message);

export const taken = (what: string) => new Refusal(409, 'identifier_taken', `${what} already exists`);

/** Bodies count as they are after decompression. */
export const checkSize = (body: Buffer, limit: number): void => {
  if (body.length > limit) throw new Refusal(413, 'payload_too_large', 'Request body is too large');
};

export const toResponse = ({ status, error, message, headers }: Refusal): EmulatedResponse => ({
  status,
  headers,
  body: { ok: false, error, message },
});

export const done = (body: Record<string, unknown> = {}, status = 200): EmulatedResponse => ({
  status,
  body: { ok: true, ...body },
});

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as an object with these members only. Throws Refusal. */
export const bodyOf = (body: unknown, allowed: readonly string[], required: readonly string[] = []): Json => {
  if (!isObject(body)) throw invalid('body must be object');
  const unknown = Object.keys(body).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw invalid(`body must NOT have additional properties: "${unknown}"`);
  const missing = required.find((key) => body[key] === undefined);
  if (missing !== undefined) throw invalid(`body must have required property '${missing}'`);
  return body;
};

/** `true`, `false` or absent. */
export const flag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name);
  if (value !== null && value !== 'true' && value !== 'false')
    throw invalid(`querystring/${name} must be boolean`);
  return value === 'true';
};
