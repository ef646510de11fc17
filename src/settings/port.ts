import type { Host } from '../host/types.ts';
import { LOOK_ALIKE_HINT, lookAlike } from '../http/look-alike.ts';
import { withoutTrailing } from '../lib/text/trim.ts';
import { connectionNamed } from './credential.ts';
import type { Given } from './lookup.ts';
import type { InputReader } from './reader.ts';
import type { Settings } from './types.ts';

const regionUrls = { eu: 'https://api.getport.io', us: 'https://api.us.getport.io' } as const;

/** The hosts by which each region is reached. */
const regionHosts: Readonly<Record<string, keyof typeof regionUrls>> = {
  'api.getport.io': 'eu',
  'api.port.io': 'eu',
  'api.us.getport.io': 'us',
  'api.us.port.io': 'us',
};

const parseUrl = (text: string): URL | undefined => {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
};

/** The base URL without trailing slash and `/v1`. Undefined where it is wrong, which is told. */
const parseBaseUrl = ({ value, where }: Given, reader: InputReader): string | undefined => {
  const url = parseUrl(value);
  const wrong = (message: string, hint = `It looks like ${regionUrls.eu}`) => {
    reader.problem(where, message, hint);
    return undefined;
  };
  if (url === undefined || !/^https?:$/.test(url.protocol)) return wrong('This is not a URL.');
  if (url.username || url.password) return wrong('A URL must not hold a user name or a password.');
  if (url.search || url.hash) return wrong('A base URL has neither a query nor a fragment.');
  const reason = lookAlike(url.hostname);
  if (reason) return wrong(`The host ${url.hostname} ${reason}.`, LOOK_ALIKE_HINT);
  return withoutTrailing(withoutTrailing(`${url.origin}${url.pathname}`, '/').replace(/\/v1$/, ''), '/');
};

const readBaseUrl = (host: Host, reader: InputReader): string => {
  const wanted = reader.given('region');
  const region = reader.choice<'eu' | 'us' | ''>('region') || 'eu';
  const regionGiven = wanted?.explicit === true && wanted.value.toLowerCase() === region;
  const given = reader.given('portBaseUrl');
  if (given === undefined || (regionGiven && !given.explicit)) return regionUrls[region];
  const baseUrl = parseBaseUrl(given, reader);
  if (baseUrl === undefined) return regionUrls[region];
  const regionOfUrl = regionHosts[new URL(baseUrl).hostname];
  if (regionGiven && regionOfUrl !== region) {
    reader.problem(
      `${host.inputLabel('region')} and ${given.where}`,
      `${baseUrl} is not the base URL of the region ${region}.`,
      'Keep one of them.',
    );
  }
  return baseUrl;
};

const readConnection = async (
  given: Given,
  host: Host,
  reader: InputReader,
): Promise<Settings['port'] | undefined> => {
  for (const name of ['portClientId', 'portClientSecret', 'portBaseUrl', 'region']) {
    const other = reader.given(name);
    if (other?.explicit) {
      reader.problem(other.where, `${given.where} says it already.`, 'Keep one of them.');
    }
  }
  const connection = await connectionNamed(host, reader, given);
  if (connection === undefined) return undefined;
  const { username: clientId = '', password: clientSecret = '' } = connection.parameters;
  if (!clientId || !clientSecret) {
    reader.problem(given.where, 'The service connection holds no client id and client secret.');
  }
  const baseUrl = parseBaseUrl({ ...given, value: connection.url ?? '' }, reader) ?? regionUrls.eu;
  return { clientId, clientSecret, baseUrl };
};

/** Port's address and the credential for it, which may be left out in `mode: check`. */
export const readPort = async (
  host: Host,
  reader: InputReader,
  mode: Settings['mode'],
): Promise<Settings['port']> => {
  const connection = reader.given('portConnection');
  if (connection !== undefined) {
    return (
      (await readConnection(connection, host, reader)) ?? {
        clientId: '',
        clientSecret: '',
        baseUrl: regionUrls.eu,
      }
    );
  }
  const [clientId = '', clientSecret = ''] = ['portClientId', 'portClientSecret'].map((name) => {
    const value = reader.given(name)?.value;
    if (value === undefined && mode !== 'check') {
      reader.problem(
        host.inputLabel(name),
        'It is missing.',
        'Port shows client id and client secret under Credentials; keep the secret in a secret variable.',
      );
    }
    return value;
  });
  return { clientId, clientSecret, baseUrl: readBaseUrl(host, reader) };
};
