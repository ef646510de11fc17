import { createHash, scrypt } from 'node:crypto';
import type { HookMark } from './types.ts';

const NAME = 'X-Port-Catalog-Sync';
/** Hexadecimal digits of the two parts: they tell installations apart, and a password from the one before. */
const INSTALLATION = 16;
const CREDENTIALS = 5;
const NO_PASSWORD = '0'.repeat(CREDENTIALS);

export interface Installation {
  portBaseUrl: string;
  portClientId: string;
  integrationIdentifier: string;
}

/**
 * The mark of an installation's subscriptions. The fingerprint of the password is slow to make. It has 20 bits: one of
 * a million guesses fits it, so that it proves no guess.
 */
export const markOf = async (of: Installation, password: string | undefined): Promise<HookMark> => {
  const installation = createHash('sha256')
    .update(JSON.stringify([of.portBaseUrl, of.portClientId, of.integrationIdentifier]))
    .digest('hex')
    .slice(0, INSTALLATION);
  const credentials = password === undefined ? NO_PASSWORD : await fingerprint(password, installation);
  return { installation, credentials };
};

const fingerprint = (password: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) =>
    scrypt(password, salt, 16, (error, key) =>
      error ? reject(error) : resolve(key.toString('hex').slice(0, CREDENTIALS)),
    ),
  );

/** A line of `httpHeaders`, without the space that older services do not take. */
export const markHeader = ({ installation, credentials }: HookMark): string =>
  `${NAME}:${installation}.${credentials}`;

const FORM = new RegExp(
  `^${NAME}\\s{0,4}:\\s{0,4}([0-9a-f]{${INSTALLATION}})\\.([0-9a-f]{${CREDENTIALS}})\\s{0,4}$`,
  'i',
);
/** Characters of all headers that are looked at. */
const LONGEST = 4_096;

/** The mark among the lines of `httpHeaders`. */
export const markIn = (headers: string): HookMark | 'masked' | undefined => {
  const text = headers.slice(0, LONGEST);
  if (/^\*+$/.test(text)) return 'masked';
  for (const line of text.split(/[\r\n\f]+/)) {
    const [, installation, credentials] = FORM.exec(line) ?? [];
    if (installation && credentials)
      return { installation: installation.toLowerCase(), credentials: credentials.toLowerCase() };
  }
  return undefined;
};
