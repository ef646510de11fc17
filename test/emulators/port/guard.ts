import type { Clock } from '../../../src/lib/async/clock.ts';
import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { bodyOf, Refusal } from './refusal.ts';
import type { PortEmulatorOptions, RateCategory } from './types.ts';

const windowSeconds = 300;

/** https://docs.port.io/api-reference/rate-limits */
const standardLimits: Record<RateCategory, number> = {
  bulk: 35_000,
  search: 35_000,
  blueprint: 15_000,
  single: 10_000,
  other: 15_000,
};

const categories: [RegExp, RateCategory][] = [
  [/entities\/bulk$/, 'bulk'],
  [/(entities\/search|datasource-entities)$/, 'search'],
  [/^POST .*\/entities$/, 'single'],
  [/^\w+ \/v1\/blueprints(\/\{blueprint\})?$/, 'blueprint'],
];

export const categoryOf = (route: string): RateCategory =>
  categories.find(([pattern]) => pattern.test(route))?.[1] ?? 'other';

/** Port's headers: the reset is a number of seconds from now. */
export const portThrottleHeaders = (retryAfter: number): Record<string, string> => ({
  'retry-after': String(retryAfter),
  'x-ratelimit-period': String(windowSeconds),
  'x-ratelimit-limit': '0',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(retryAfter),
});

/** Counts requests in windows of five minutes that begin with the first of them. */
export const createRateLimiter = (clock: Clock, limits: PortEmulatorOptions['rateLimits'] = {}) => {
  const windows = new Map<RateCategory, { ends: number; used: number }>();
  return {
    /** The headers that every answer bears. Throws Refusal beyond the limit. */
    take(category: RateCategory): Record<string, string> {
      const limit = limits[category] ?? standardLimits[category];
      let window = windows.get(category);
      if (!window || clock.now() >= window.ends) {
        window = { ends: clock.now() + windowSeconds * 1000, used: 0 };
        windows.set(category, window);
      }
      const reset = Math.ceil((window.ends - clock.now()) / 1000);
      if (window.used >= limit)
        throw new Refusal(
          429,
          'too_many_requests',
          `The limit of ${limit} requests in 5 minutes is reached`,
          {
            ...portThrottleHeaders(reset),
            'x-ratelimit-limit': String(limit),
          },
        );
      window.used++;
      return {
        'x-ratelimit-period': String(windowSeconds),
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - window.used),
        'x-ratelimit-reset': String(reset),
      };
    },
  };
};

/** Access tokens by the clock. */
export const createTokens = (
  clock: Clock,
  options: { clientId: string; clientSecret: string; lifetimeSeconds: number },
) => {
  const ends = new Map<string, number>();
  let number = 0;
  return {
    issue(call: Call): EmulatedResponse {
      const { clientId, clientSecret } = bodyOf(
        call.json(),
        ['clientId', 'clientSecret'],
        ['clientId', 'clientSecret'],
      );
      if (clientId !== options.clientId || clientSecret !== options.clientSecret)
        throw new Refusal(401, 'invalid_credentials', 'The credentials provided are invalid');
      const claims = Buffer.from(JSON.stringify({ sub: clientId, number: ++number })).toString('base64url');
      const accessToken = `port-emulator.${claims}.signature${number}`;
      ends.set(accessToken, clock.now() + options.lifetimeSeconds * 1000);
      return {
        status: 200,
        body: { ok: true, accessToken, expiresIn: options.lifetimeSeconds, tokenType: 'Bearer' },
      };
    },
    /** Throws Refusal unless the request bears a token that is still good. */
    check({ request }: Call): void {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const end = token === undefined ? undefined : ends.get(token);
      if (end === undefined) throw new Refusal(401, 'unauthorized', 'The access token is missing or invalid');
      if (clock.now() >= end) throw new Refusal(401, 'token_expired', 'The access token has expired');
    },
    revoke: () => ends.clear(),
  };
};
