import { UserError } from '../../lib/errors.ts';
import type { ProcessVariables } from '../../lib/process-variables.ts';
import { percentDecoded } from '../../lib/text/percent-decoded.ts';
import { LOOK_ALIKE_HINT, lookAlike } from '../look-alike.ts';
import { agentBypass } from './agent-bypass.ts';

/** The proxy that the user or the agent has set. */
export interface ProxyOptions {
  /** The address, `http://host:port`. The scheme may be absent. */
  url: string;
  username?: string;
  password?: string;
  /** Regular expressions of hosts that are reached without it: see agentBypass. */
  bypass: string[];
}

/** A proxy server. Its credentials are kept apart from the address, so that nothing prints them. */
export interface ProxyServer {
  /** Scheme, host and port. */
  url: URL;
  /** The value of `Proxy-Authorization`. */
  authorization?: string;
}

/** The proxy that a request to this URL goes through, or none. */
export type ProxyChoice = (target: URL) => ProxyServer | undefined;

/**
 * The choice by the settings' proxy and its bypass list; without one by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in upper
 * or lower case. Throws UserError on an address that is none.
 */
export function chooseProxy(settings: ProxyOptions | undefined, environment: ProcessVariables): ProxyChoice {
  if (settings) {
    const proxy = parseProxy(settings.url, 'proxy', settings.username, settings.password);
    const bypasses = agentBypass(settings.bypass);
    return (target) => (bypasses(target) ? undefined : proxy);
  }
  const read = (name: string) => environment[name.toLowerCase()]?.trim() || environment[name]?.trim();
  const byScheme = (name: string) => {
    const value = read(name);
    return value ? parseProxy(value, name) : undefined;
  };
  const plain = byScheme('HTTP_PROXY');
  const secure = byScheme('HTTPS_PROXY');
  const bypasses = noProxy(read('NO_PROXY') ?? '');
  return (target) => (bypasses(target) ? undefined : target.protocol === 'https:' ? secure : plain);
}

function parseProxy(text: string, where: string, username = '', password = ''): ProxyServer {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    // The value is not repeated: it may hold a password.
    throw new UserError(
      `The proxy address in ${where} is not an http or https URL.`,
      'Write it as http://host:port',
      { code: 'PCS1103' },
    );
  }
  const reason = lookAlike(url.hostname);
  if (reason) {
    throw new UserError(`The proxy ${url.hostname} in ${where} ${reason}.`, LOOK_ALIKE_HINT, {
      code: 'PCS1103',
    });
  }
  const user = username || percentDecoded(url.username);
  const secret = password || percentDecoded(url.password);
  const bare = new URL(url.origin);
  if (!user && !secret) return { url: bare };
  return { url: bare, authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}

/**
 * The test by NO_PROXY: entries separated by commas or blanks, each `*`, a host, or a domain with everything below it
 * (`example.com`, `.example.com` and `*.example.com` alike), each with a port or without.
 */
function noProxy(text: string): (target: URL) => boolean {
  const entries = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(noProxyEntry);
  return (target) => entries.some((matches) => matches(target));
}

/** An entry's parts: `host:port`, `[::1]:port`, a host alone; an IPv6 address without brackets has no port. */
function hostAndPort(entry: string): { name: string; port?: string } {
  const [, name = entry, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return port === undefined ? { name } : { name, port };
}

function noProxyEntry(entry: string): (target: URL) => boolean {
  if (entry === '*') return () => true;
  const { name: written, port } = hostAndPort(entry.toLowerCase());
  const host = written.replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
  return (target) => {
    const name = target.hostname.replace(/^\[|\]$/g, '');
    const targetPort = target.port || (target.protocol === 'https:' ? '443' : '80');
    return (name === host || name.endsWith(`.${host}`)) && (port === undefined || port === targetPort);
  };
}
