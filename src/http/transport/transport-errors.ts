import { TransportError, type TransportErrorCode } from '../types.ts';

/** Codes of OpenSSL and Node for a certificate that is not trusted, or a handshake that failed. */
const TLS =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;
const NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL']);
/** The system's code of an error. Of several addresses that were tried (IPv6, IPv4) the first failure stands for all. */
const systemCode = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return String((first as NodeJS.ErrnoException | undefined)?.code ?? '');
};

const wordsOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error && first.message) || systemCode(error) || String(error);
};

const words: Partial<Record<TransportErrorCode, string>> = {
  dns: 'is not a known name',
  tls: 'has a certificate that is not trusted, or its TLS handshake failed',
  refused: 'cannot be connected to',
  reset: 'closed the connection',
};

/**
 * Node's error as a TransportError. `peer`: the host, or the proxy on the way to it. `connected`: the request was on
 * its way, so that it may have arrived.
 */
export function asTransportError(error: unknown, peer: string, connected: boolean): TransportError {
  if (error instanceof TransportError) return error;
  const code = classify(systemCode(error), connected);
  return new TransportError(code, `${peer} ${words[code]} (${wordsOf(error)})`, { cause: error });
}

function classify(code: string, connected: boolean): TransportErrorCode {
  if (TLS.test(code)) return 'tls';
  if (connected) return 'reset';
  return NAME.has(code) ? 'dns' : 'refused';
}
