import { closeSync, openSync, readSync } from 'node:fs';
import { messageOf } from '../../lib/errors.ts';
import type { Host } from '../types.ts';

/** Variables that tell the programs of a container of authorities: OpenSSL's, and that of Python's requests. */
const VARIABLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'] as const;
/** The file in which Port's chart puts an authority, for a tool of Debian's to add it to theirs. */
const CHARTS_OWN = '/usr/local/share/ca-certificates/cert.crt';
/** Bytes; all authorities of Mozilla's take 220,000. */
const LARGEST = 4 * 2 ** 20;

const readBounded = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(LARGEST + 1);
    let read = 0;
    for (let more = -1; more !== 0 && read < bytes.length; read += more)
      more = readSync(file, bytes, read, bytes.length - read, null);
    if (read > LARGEST) throw new Error('it is larger than 4 MB');
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(file);
  }
};

/**
 * Authorities of the files that the environment names, to hold besides Node's own. A file that is not there is told and
 * passed over: these variables are often set for other programs.
 */
export const certificatesOf = (
  environment: Host['environment'],
  tell: (warning: string) => void,
): NonNullable<Host['ambient']['certificates']> | undefined => {
  const named = VARIABLES.flatMap((name) => environment[name]?.trim() || []);
  if (named.length === 0) return undefined;
  const found: string[] = [];
  const failures: string[] = [];
  for (const path of new Set([...named, CHARTS_OWN])) {
    try {
      found.push(readBounded(path));
    } catch (error) {
      if (path !== CHARTS_OWN) failures.push(`${path} (${messageOf(error)})`);
    }
  }
  if (found.length === 0)
    tell(`No certificates are read from ${VARIABLES.join(' and ')}: ${failures.join(', ')}.`);
  return found.length === 0 ? undefined : { ca: found.join('\n') };
};
