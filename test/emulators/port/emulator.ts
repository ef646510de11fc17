import { createEmulator } from '../kit/emulator.ts';
import { type Answer, BadJson, createRouter } from '../kit/router.ts';
import { accessTo } from './access.ts';
import { blueprintRoutes } from './blueprint-routes.ts';
import { entityRoutes } from './entity-routes.ts';
import { categoryOf, createRateLimiter, createTokens, portThrottleHeaders } from './guard.ts';
import { ingestRoutes } from './ingest-routes.ts';
import { integrationRoutes } from './integration-routes.ts';
import { Refusal, toResponse } from './refusal.ts';
import { resourceRoutes } from './resource-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { createState, type State } from './state.ts';
import type { PortEmulator, PortEmulatorOptions } from './types.ts';

const authentication = 'POST /v1/auth/access_token';

/** The datasource that an exporter of this integration leaves on what it writes. */
export const oceanDatasource = (integration: string, version = '0.48.0') =>
  `port-ocean/azure-devops/${version}/${integration}/exporter`;

/** Refusals become answers; a fault of the emulator itself stays an exception. */
const refusable =
  (answer: Answer): Answer =>
  async (call) => {
    try {
      return await answer(call);
    } catch (error) {
      if (error instanceof Refusal) return toResponse(error);
      if (error instanceof BadJson) return toResponse(new Refusal(400, 'bad_request', error.message));
      throw error;
    }
  };

const routerOf = (state: State, options: PortEmulatorOptions, tokens: ReturnType<typeof createTokens>) => {
  const { searchPageSize = 1000, ownedPageSize = 5000, cascade = 'every-relation' } = options;
  const limiter = createRateLimiter(options.clock, options.rateLimits);
  const router = createRouter({
    unknown: ({ request }) =>
      toResponse(new Refusal(404, 'not_found', `Route ${request.method}:${request.url.pathname} not found`)),
  });
  const guarded = (route: string, answer: Answer): Answer =>
    refusable(async (call) => {
      if (route !== authentication) tokens.check(call);
      const headers = limiter.take(categoryOf(route));
      const response = await refusable(answer)(call);
      return { ...response, headers: { ...headers, ...response.headers } };
    });
  const routes: Record<string, Answer> = {
    [authentication]: (call) => tokens.issue(call),
    ...searchRoutes(state, { search: searchPageSize, owned: ownedPageSize }),
    ...entityRoutes(state, cascade, options.bodyLimit),
    ...blueprintRoutes(state),
    ...resourceRoutes(state),
    ...integrationRoutes(state, options),
    ...ingestRoutes(state),
  };
  for (const [route, answer] of Object.entries(routes)) router.on(route, guarded(route, answer));
  return router;
};

/** Port's API as far as an exporter uses it: stateful, and at least as strict as the real one. */
export const createPortEmulator = (options: PortEmulatorOptions): PortEmulator => {
  const { clock, clientId = 'emulated-client', clientSecret = 'emulated-client-secret' } = options;
  const state = createState(clock);
  const tokens = createTokens(clock, {
    clientId,
    clientSecret,
    lifetimeSeconds: options.tokenLifetimeSeconds ?? 10_800,
  });
  const emulator = createEmulator({
    name: 'Port',
    clock,
    resolve: routerOf(state, options, tokens).resolve,
    throttleHeaders: portThrottleHeaders,
    dated: options.dated ?? true,
    record: options.record ?? 'everything',
  });
  const access = accessTo(state, { clientId, clientSecret, revokeTokens: tokens.revoke });
  return Object.defineProperties(emulator, Object.getOwnPropertyDescriptors(access)) as PortEmulator;
};
