import type { Random } from '../emulators/kit/random.ts';
import type { EmulatedRequest, Fault, FaultRule } from '../emulators/types.ts';
import { drawFault, type Service } from './grammar/grammar.ts';
import type { Fault as Drawn } from './grammar/types.ts';

type Deal = (random: Random) => Fault;

const status =
  (code: number, body?: object): Deal =>
  () => ({ type: 'status', status: code, ...(body && { body }) });

/** Faults that pass when the request is made again. */
const passing: Deal[] = [
  (random) => ({ type: 'throttled', retryAfter: random.integer(1, 40) }),
  (random) => ({ type: 'delay-announced', retryAfter: random.integer(1, 20) }),
  status(502),
  status(503),
  status(504),
  () => ({ type: 'reset' }),
  () => ({ type: 'reset', afterWork: true }),
  (random) => ({ type: 'truncated', share: random.next() }),
  (random) => ({ type: 'slow', ms: random.pick([500, 5_000, 70_000]) }),
];

/** Sound JSON without anything of what the API promises. */
const hollow = status(200, {});

const lastingOfAzureDevOps: Deal[] = [
  status(500),
  hollow,
  status(403, { message: 'TF50309: no permission', typeKey: 'AccessCheckException' }),
  status(401),
  status(404, { message: 'not found', typeKey: 'ProjectDoesNotExistException' }),
  status(400, { message: 'bad request' }),
  () => ({ type: 'sign-in' }),
  () => ({ type: 'malformed' }),
  () => ({ type: 'redirect', location: 'https://elsewhere.example/' }),
];

const refused = (code: number, error: string) =>
  status(code, { ok: false, error, message: `refused with ${code}` });

const lastingOfPort: Deal[] = [
  status(500),
  hollow,
  refused(403, 'forbidden'),
  refused(401, 'unauthorized'),
  refused(404, 'not_found'),
  refused(413, 'payload_too_large'),
  refused(422, 'invalid_request'),
  status(207, {
    ok: false,
    entities: [],
    errors: [
      { identifier: 'unknown', index: 0, statusCode: 422, error: 'invalid_request', message: 'not this one' },
    ],
  }),
  () => ({ type: 'malformed' }),
];

/** Any but the first page of a list. */
const laterPage = ({ url }: EmulatedRequest) => /continuationToken=/i.test(url.search);

const routes: Record<Service, readonly FaultRule['match'][]> = {
  azureDevOps: [
    laterPage,
    laterPage,
    /_apis\/projects$/,
    /git\/repositories$/,
    /\/refs$/,
    /pullrequests/,
    /policy\/configurations/,
    /work\/boards/,
    /wit\/wiql/,
    /wit\/workitems/,
    /_apis\/teams/,
    /projects\/\{project\}\/teams/,
    /build\/builds/,
    /properties/,
  ],
  port: [
    /entities\/bulk/,
    /entities\/bulk/,
    /POST .*entities\/search/,
    /datasource-entities/,
    /bulk\/entities\/delete/,
    /bulk\/entities\/delete/,
    /GET \/v1\/blueprints$/,
    /resync-state/,
    /GET \/v1\/integration/,
    /access_token/,
  ],
};

/** Numbers of routes that a run asks, more or less. */
const ROUTES = { azureDevOps: 14, port: 9 };

/**
 * A fault of the grammar on the n-th route that a run asks, whichever that is. It is drawn when the route is known,
 * from a generator of its own, so that a seed stays the same schedule.
 */
const drawnFault = (service: Service, random: Random): FaultRule => {
  const wanted = random.integer(1, ROUTES[service]);
  const own = random.fork('drawn');
  const asked = new Set<string>();
  let aim: string | undefined;
  let drawn: Drawn | undefined;
  return {
    match({ method }, label) {
      const route = `${method} ${label}`;
      asked.add(route);
      if (asked.size === wanted && aim === undefined) {
        aim = route;
        drawn = drawFault(service, route, own);
      }
      return route === aim;
    },
    fault: {
      type: 'changed',
      get name() {
        return `${aim}: ${drawn?.name}`;
      },
      get undone() {
        return drawn?.undone;
      },
      change: (right, request) => drawn?.change(right, request),
    },
    skip: random.pick([0, 0, 0, 1, 3]),
    times: random.pick([1, Infinity, Infinity]),
  };
};

/** One that lasts, on one route. */
export const aimedFault = (service: Service, random: Random): FaultRule => {
  if (random.chance(0.7)) return drawnFault(service, random);
  return {
    match: random.pick(routes[service]),
    fault: random.pick(service === 'port' ? lastingOfPort : lastingOfAzureDevOps)(random),
    skip: random.integer(0, 5),
    times: random.pick([1, 1, 1, Infinity]),
  };
};

/** Rules that a service is under during one run, drawn from the seed. */
export const dealFaults = (service: Service, random: Random): FaultRule[] => {
  const lasting = service === 'port' ? lastingOfPort : lastingOfAzureDevOps;
  const rules: FaultRule[] = [];
  if (random.chance(0.5)) rules.push(...sprinkled(passing, random.pick([0.02, 0.05, 0.15]), random));
  if (random.chance(0.35)) rules.push(...sprinkled(lasting, random.pick([0.01, 0.03, 0.1]), random));
  for (let aimed = random.integer(0, 3); aimed > 0; aimed--)
    rules.push({
      match: random.pick(routes[service]),
      fault: random.pick(random.chance(0.4) ? passing : lasting)(random),
      skip: random.integer(0, 6),
      times: random.pick([1, 1, 2, 5, Infinity]),
    });
  if (random.chance(0.5)) rules.push(drawnFault(service, random));
  // The service dies in the middle, and comes back only after the run.
  if (random.chance(0.06))
    rules.push({
      match: /./,
      fault: random.pick(passing.slice(2))(random),
      skip: random.integer(1, 60),
      times: Infinity,
    });
  return rules;
};

/** Each fault of the list hits any request with the same odds. */
const sprinkled = (faults: readonly Deal[], share: number, random: Random): FaultRule[] =>
  faults.map((deal) => ({
    match: () => random.chance(share / faults.length),
    fault: deal(random),
    times: Infinity,
  }));
