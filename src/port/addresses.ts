import { isIP } from 'node:net';

/**
 * Whether an address that an answer of Port's names (`ingestUrl` of logs and metrics) may be used. No answer chooses a
 * host: it must be of the base URL's domain, or of getport.io or port.io (ingest.getport.io, ingest.us.getport.io).
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

/** Whether a URL may get the token: a host of Port's if Port gave it, a host of the base URL's domain if that did. */
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

/** Whether a host is the base URL's or below it; of `api.example.com` the others below example.com count too. */
const isOwn = (base: string, hostname: string): boolean => {
  if (hostname === base) return true;
  if (isIP(base.replace(/^\[|\]$/g, '')) !== 0) return false;
  const domain = /^api\.([^.]+\..+)$/.exec(base)?.[1] ?? base;
  return hostname.endsWith(`.${domain}`);
};

const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
