import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';

/** Certificates that the user or the agent has set: PEM text, or the path of a file that holds it. */
export interface CertificateOptions {
  /** Authorities that hold besides Node's own. */
  ca?: string;
  /** The client's own, and its key. */
  cert?: string;
  key?: string;
  /** The passphrase of the key. */
  passphrase?: string;
}

/** The PEM text of a setting that is that text or the path of its file: agents give paths. `where`: for messages. */
function pem(value: string, where: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    throw new UserError(
      `The ${where} cannot be read: ${messageOf(error)}`,
      'Give the path of a PEM file that this account may read.',
      { cause: error, code: 'PCS1103' },
    );
  }
}

/** Node's own authorities with those of NODE_EXTRA_CA_CERTS, which Node before 22.15 does not list. */
function defaultAuthorities(environment: ProcessVariables): string[] {
  if (typeof tls.getCACertificates === 'function') return tls.getCACertificates('default');
  const extra = environment.NODE_EXTRA_CA_CERTS;
  return extra
    ? [...tls.rootCertificates, pem(extra, 'file of NODE_EXTRA_CA_CERTS')]
    : [...tls.rootCertificates];
}

/**
 * The TLS context of all connections; undefined without certificates. Made once, since parsing the authorities costs
 * more than a connection. Throws UserError on a file or certificate that cannot be used.
 */
export function secureContextOf(
  certificates: CertificateOptions | undefined,
  environment: ProcessVariables,
): tls.SecureContext | undefined {
  const { ca, cert, key, passphrase } = certificates ?? {};
  if (!ca && !cert && !key) return undefined;
  const options: tls.SecureContextOptions = {};
  if (ca) options.ca = [...defaultAuthorities(environment), pem(ca, 'certificate authority')];
  if (cert) options.cert = pem(cert, 'client certificate');
  if (key) options.key = pem(key, "client certificate's key");
  if (passphrase) options.passphrase = passphrase;
  try {
    return tls.createSecureContext(options);
  } catch (error) {
    throw new UserError(
      `The certificates cannot be used: ${messageOf(error)}`,
      'They must be PEM; a key that is encrypted needs its passphrase.',
      { cause: error, code: 'PCS1103' },
    );
  }
}
