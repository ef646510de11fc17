import type { Clock } from '../../../src/lib/async/clock.ts';
import { createEmulator } from '../kit/emulator.ts';
import { type Call, createRouter, unknownRoute } from '../kit/router.ts';
import type { EmulatedRequest, EmulatedResponse, Emulator } from '../types.ts';
import { endpoints } from './endpoints.ts';
import { answerOf, Refusal, refuse } from './evidence/answer.ts';
import type { Organisation } from './organisation/organisation.ts';
import { createCall } from './service/call.ts';
import {
  accessOf,
  type CredentialSpec,
  hasScope,
  lackingScope,
  signInPage,
  unauthorized,
} from './service/credentials.ts';
import type { Endpoint, PageSizes } from './service/endpoint.ts';
import { errorResponse, notEmulated, ServiceError } from './service/errors.ts';
import { type Address, type Destination, destinationOf } from './service/hosts.ts';
import { toBytes } from './service/json.ts';
import { createRateLimiter, type RateLimit, tooManyRequests } from './service/rate-limit.ts';
import { checkVersion } from './service/versions.ts';

export interface AzureDevOpsEmulatorOptions {
  organisations: readonly Organisation[];
  clock: Clock;
  /** Credentials that are good; any well-formed one when absent. The list may be changed at any time. */
  credentials?: CredentialSpec[];
  /** The answer to a wrong or expired one: 203 with a sign-in page (the default), or 401. */
  rejects?: 'sign-in' | 'unauthorized';
  /** An older Azure DevOps Server: the newest api-version that it knows. It has no areas that only Services have. */
  server?: {
    latest: string;
  };
  /** Paths of collections on a Server's host, by organisation name; `/{name}` for those not given. */
  collections?: Record<string, string>;
  rateLimit?: RateLimit;
  pageSizes?: Partial<PageSizes>;
  /** Every organisation is stopped for inactivity. */
  stopped?: boolean;
  /** Results that a WIQL query may have: 20,000. */
  queryLimit?: number;
  record?: 'everything' | 'heads' | 'counts';
}

/** A query parameter that the API does not have: the service ignores it, a test should not. */
export interface UnknownParameter {
  route: string;
  name: string;
  url: string;
}

export interface AzureDevOpsEmulator extends Emulator {
  readonly organisations: readonly Organisation[];
  readonly credentials: CredentialSpec[] | undefined;
  readonly unknownParameters: UnknownParameter[];
}

/** A request once it is known for whom it is. */
interface Addressed extends EmulatedRequest {
  destination: Destination;
  original: URL;
}

const servicesDefault: PageSizes = {
  graph: 500,
  entitlements: 100,
  most: 10_000,
  skip: Number.POSITIVE_INFINITY,
  uneven: false,
};

const noSuchRoute = ({ url }: EmulatedRequest) => refuse('noRoute', url.pathname);

const withHeaders = (response: EmulatedResponse, headers: Record<string, string>): EmulatedResponse => ({
  ...response,
  headers: { ...headers, ...response.headers },
});

const serialised = (response: EmulatedResponse): EmulatedResponse =>
  typeof response.body !== 'object' || Buffer.isBuffer(response.body)
    ? response
    : {
        ...withHeaders(response, { 'content-type': 'application/json; charset=utf-8' }),
        body: toBytes(response.body),
      };

/** Parameters of a request that its route does not have; throws for one that is not emulated. */
function* unknownIn(
  { route, query = [], notEmulated: absent = [] }: Endpoint,
  request: Addressed,
): Generator<UnknownParameter> {
  const known = new Set(['api-version', ...query].map((name) => name.toLowerCase()));
  const missing = new Set(absent.map((name) => name.toLowerCase()));
  for (const name of request.url.searchParams.keys()) {
    if (missing.has(name.toLowerCase())) throw notEmulated(`${route} with ${name}`);
    if (!known.has(name.toLowerCase())) yield { route, name, url: request.original.href };
  }
}

const answering = (work: () => EmulatedResponse): EmulatedResponse => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return answerOf(error);
    if (error instanceof ServiceError) return errorResponse(error);
    throw error;
  }
};

/** Azure DevOps on loopback or without sockets: strict where the service is, and told so where it is not emulated. */
export const createAzureDevOpsEmulator = (options: AzureDevOpsEmulatorOptions): AzureDevOpsEmulator => {
  const { organisations, clock, credentials, server, collections = {}, queryLimit = 20_000 } = options;
  const byName = new Map(organisations.map((one) => [one.name.toLowerCase(), one]));
  const addresses: Address[] = organisations.map(({ name }) => ({
    name,
    collection: collections[name] ?? `/${name}`,
  }));
  const sizes = { ...servicesDefault, ...options.pageSizes };
  const toll = options.rateLimit && createRateLimiter(options.rateLimit, clock);
  const latest = server?.latest ?? '7.2';
  const unknownParameters: UnknownParameter[] = [];

  const serve = (one: Endpoint, call: Call): EmulatedResponse => {
    const request = call.request as Addressed;
    const { destination } = request;
    const organisation = byName.get(destination.organisation.toLowerCase());
    const isElsewhere = destination.area !== 'any' && one.area !== 'any' && destination.area !== one.area;
    if (!organisation || isElsewhere) throw noSuchRoute(request);
    if (server && one.servicesOnly) throw noSuchRoute(request);
    if (server && one.area === 'graph') throw refuse('graphOnServer');
    if (options.stopped) throw refuse('stopped', organisation.name);
    const access = accessOf(request, options.credentials, organisation.name, clock);
    if (!access) return options.rejects === 'unauthorized' ? unauthorized : signInPage;
    const charge = toll?.(access.key, one.route) ?? { headers: {}, refused: false };
    if (charge.refused) return tooManyRequests(charge.headers);
    const version = one.version === undefined ? 0 : checkVersion(request, { resource: one.version, latest });
    if (one.scope !== undefined && !hasScope(access, one.scope))
      return withHeaders(lackingScope(one.scope), charge.headers);
    for (const parameter of unknownIn(one, request)) unknownParameters.push(parameter);
    const context = { organisation, destination, access, clock, sizes, queryLimit, version, latest };
    return withHeaders(serialised(one.answer(createCall(context, call))), charge.headers);
  };

  const router = createRouter({ ignoreCase: true, unknown: ({ request }) => answerOf(noSuchRoute(request)) });
  for (const one of endpoints) router.on(one.route, (call) => answering(() => serve(one, call)));

  const emulator = createEmulator({
    name: 'Azure DevOps',
    clock,
    dated: true,
    ...(options.record && { record: options.record }),
    resolve: (request) => {
      const destination = destinationOf(request.url, addresses);
      if (!destination) return { route: unknownRoute, answer: () => answerOf(noSuchRoute(request)) };
      const url = new URL(destination.path + request.url.search, request.url);
      const addressed: Addressed = { ...request, url, destination, original: request.url };
      return router.resolve(addressed);
    },
  });

  return Object.assign(emulator, { organisations, credentials, unknownParameters });
};
