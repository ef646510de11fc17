import { createHash, timingSafeEqual } from 'node:crypto';
import type { Routes } from './http-server.ts';

export interface BasicCredentials {
  username: string;
  password: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a header signs in by Basic with these. The time that it takes tells nothing of them. */
export const signsIn = (
  authorization: string | undefined,
  { username, password }: BasicCredentials,
): boolean => {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]{1,4096})$/i.exec(authorization ?? '') ?? [];
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  return timingSafeEqual(digest(given), digest(`${username}:${password}`));
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
