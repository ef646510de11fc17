import { createHash, timingSafeEqual } from 'node:crypto';
import type { Routes } from './http-server.ts';

export interface BasicCredentials {
  username: string;
  password: string;
}

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** Encodings of letters beyond ASCII. RFC 7617 leaves it open which one a client takes. */
const ENCODINGS = ['utf8', 'latin1'] as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all that Latin-1 has.
const IN_LATIN_1 = /^[\u0000-\u00ff]*$/;

/** Whether a header signs in by Basic with these. The time that it takes tells nothing of them. */
export const signsIn = (
  authorization: string | undefined,
  { username, password }: BasicCredentials,
): boolean => {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]{1,4096})$/i.exec(authorization ?? '') ?? [];
  const given = digest(Buffer.from(encoded, 'base64'));
  const wanted = `${username}:${password}`;
  const [utf8, latin1] = ENCODINGS.map((encoding) =>
    timingSafeEqual(given, digest(Buffer.from(wanted, encoding))),
  );
  // Latin-1 would cut letters that it does not have. Credentials with such letters count in UTF-8 alone.
  return utf8 === true || (latin1 === true && IN_LATIN_1.test(wanted));
};

/** The routes for whoever signs in. */
export const guarded = (routes: Routes, credentials: BasicCredentials): Routes =>
  Object.fromEntries(
    Object.entries(routes).map(([place, answer]) => [
      place,
      (request) =>
        signsIn(request.headers.authorization, credentials)
          ? answer(request)
          : {
              status: 401,
              headers: { 'www-authenticate': 'Basic realm="Port Catalog Sync", charset="UTF-8"' },
            },
    ]),
  );
