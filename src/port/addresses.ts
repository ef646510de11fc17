import { isIP } from 'node:net';

/**
 * Addresses that Port's answers name (`ingestUrl` for logs and metrics). No answer chooses a host: only the base URL's
 * own domain or the hosts known to be Port's, ingest.getport.io, ingest.us.getport.io and the same under port.io.
 */
export function mayBeUsed(baseUrl: string, address: unknown): address is string {
  if (typeof address !== 'string' || !URL.canParse(address)) return false;
  const base = new URL(baseUrl);
  const url = new URL(address);
  if (url.username || url.password) return false;
  if (url.origin === base.origin) return true;
  if (url.protocol === 'http:') {
    return base.protocol === 'http:' && isLoopback(base.hostname) && isLoopback(url.hostname);
  }
  return url.protocol === 'https:' && (isOwn(base.hostname, url.hostname) || isPorts(url.hostname));
}

/** Port's own hosts get the token that one of them gave, and the base URL's domain the one that it gave. */
export const mayHaveToken = (baseUrl: string, url: URL): boolean => {
  const base = new URL(baseUrl);
  if (!mayBeUsed(baseUrl, url.href)) return false;
  return (
    isOwn(base.hostname, url.hostname) ||
    (isLoopback(base.hostname) && isLoopback(url.hostname)) ||
    (isPorts(base.hostname) && isPorts(url.hostname))
  );
};

const isPorts = (hostname: string): boolean => /(^|\.)(getport|port)\.io$/.test(hostname);

/** The host itself, or below it; beside it where it is the `api.` of a domain, whose others then belong to the same. */
const isOwn = (base: string, hostname: string): boolean => {
  if (hostname === base) return true;
  if (isIP(base.replace(/^\[|\]$/g, '')) !== 0) return false;
  const domain = /^api\.([^.]+\..+)$/.exec(base)?.[1] ?? base;
  return hostname.endsWith(`.${domain}`);
};

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
