import { isBearerText } from '../http/bearer-text.ts';
import { isJson } from '../http/parse-once.ts';
import type { Service } from '../http/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import { getOrCreate } from '../lib/collections/get-or-create.ts';
import type { Log } from '../lib/log.ts';
import { failureOf, isObject, jsonOf, thrownAs } from './answers.ts';
import { PortError } from './port-error.ts';

/** Token renewal: an access token that is shared by all requests, and asked for anew before it expires. */
export interface TokenSource {
  /**
   * A token that is valid for a while yet, requested through this service. Callers at the same time share a request.
   */
  get(service: Service): Promise<string>;
  /** Forgets a token that Port refused, unless it has been replaced already. */
  refused(token: string): void;
}

interface Options {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
  log: Log;
  userAgent: string;
  /** Is told of every token before it is used, so that it is masked. */
  announceSecret(secret: string): void;
}

const asked = { method: 'POST', route: '/v1/auth/access_token' };

/** Access tokens in exchange for the client's id and secret. Throws PortError that says what the user can do. */
export const createTokenSource = (options: Options): TokenSource => {
  const { clock, log } = options;
  let current: { token: string; renewAt: number } | undefined;
  const pending = new Map<Service, Promise<string>>();

  if (options.clientId.includes('@')) {
    log.warn(
      'The client id of Port is an e-mail address, so these are a person’s credentials: they end when the person leaves. Use those of the organisation.',
    );
  }

  const renew = async (service: Service): Promise<string> => {
    const { accessToken, expiresIn } = await exchange(service, options);
    options.announceSecret(accessToken);
    current = { token: accessToken, renewAt: clock.now() + (expiresIn - marginOf(expiresIn)) * 1000 };
    return accessToken;
  };

  return {
    get: async (service) => {
      if (current && clock.now() < current.renewAt) return current.token;
      return getOrCreate(pending, service, () => renew(service).finally(() => pending.delete(service)));
    },
    refused: (token) => {
      if (current?.token === token) current = undefined;
    },
  };
};

/** Seconds before its end at which a token is renewed: a minute, less for tokens that live for minutes only. */
const marginOf = (expiresIn: number): number => Math.min(60, expiresIn / 10);

const exchange = async (
  service: Service,
  { baseUrl, clientId, clientSecret, userAgent }: Options,
): Promise<{ accessToken: string; expiresIn: number }> => {
  const response = await service
    .send({
      method: 'POST',
      url: `${baseUrl}${asked.route}`,
      route: asked.route,
      headers: { 'user-agent': userAgent },
      body: { clientId, clientSecret },
      idempotent: true,
      isUsable: isJson,
    })
    .catch((thrown) => {
      throw thrownAs(thrown, asked);
    });
  if (response.status === 429 || response.status >= 500) throw failureOf(response, asked);
  if (response.status >= 400) {
    const refusal = failureOf(response, asked);
    if (response.status === 404 && !refusal.error) throw notPort(baseUrl, response.status);
    throw credentialsRefused(refusal, baseUrl);
  }
  const body = response.status < 300 ? jsonOf(response, asked) : undefined;
  if (!isObject(body) || !isBearerText(body.accessToken)) throw notPort(baseUrl, response.status);
  return {
    accessToken: body.accessToken,
    expiresIn: typeof body.expiresIn === 'number' ? body.expiresIn : 600,
  };
};

const credentialsRefused = (refusal: PortError, baseUrl: string): PortError =>
  new PortError(`Port did not accept the client id and secret: ${refusal.message}`, {
    status: refusal.status,
    cause: 'credential',
    route: asked.route,
    error: refusal.error,
    hint: `Check both (Port, Credentials), and the region: ${regionHint(baseUrl)}`,
  });

const regionHint = (baseUrl: string): string =>
  /\/\/api\.us\./.test(baseUrl)
    ? `an organisation in the EU region needs the base URL https://api.getport.io and not ${baseUrl}`
    : `an organisation in the US region needs the base URL https://api.us.getport.io and not ${baseUrl}`;

const notPort = (baseUrl: string, status: number): PortError =>
  new PortError(`${baseUrl} does not answer as Port does (${status}, no access token).`, {
    status,
    cause: 'malformed',
    route: asked.route,
    hint: 'Give the base URL of Port’s API without a path: https://api.getport.io (EU) or https://api.us.getport.io (US).',
  });
