import type { Service } from '../http/types.ts';
import type { Clock } from '../lib/async/clock.ts';
import { UserError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { shorten } from '../lib/text/shorten.ts';
import { createTokenSource } from './access-token.ts';
import { mayBeUsed } from './addresses.ts';
import { isListWith, isObject, promised } from './answers.ts';
import { type Caller, createCaller } from './caller.ts';
import { deleteEntities } from './entities/delete.ts';
import {
  createWhose,
  ownedIdentifiers,
  searchByIdentifier,
  searchDependents,
  searchOwned,
  searchRelating,
} from './entities/search.ts';
import { upsertEntities } from './entities/upsert.ts';
import {
  type Blueprint,
  type Integration,
  type Port,
  PortError,
  type PortRequest,
  type WriteEvent,
} from './types.ts';

export interface PortOptions {
  service: Service;
  /** The service of best-effort calls (metrics, logs, examples), which must not slow or end the run. */
  background?: Service;
  /** The service of the run's last call, by which Port hears of its end whatever holds up the others. */
  lastWord?: Service;
  /** No trailing slash, no /v1. */
  baseUrl: string;
  /** The integration's. */
  identifier: string;
  clientId: string;
  clientSecret: string;
  /** This tool's version: part of the user agent, and so of every entity's datasource. */
  version: string;
  runId: string;
  /** A full sync unless given. */
  writesAs?: WriteEvent | undefined;
  /** Bytes that an answer may have (64 MB). */
  maxAnswerBytes?: number;
  clock: Clock;
  /** A random number from 0 up to 1, for the jitter of waits. */
  random?: () => number;
  /** Aborted: waits between tries end. */
  signal?: AbortSignal;
  log: Log;
  announceSecret(secret: string): void;
}

/** The client of one Port organisation, speaking for one integration. Nothing is sent before it is used. */
export const createPort = (options: PortOptions): Port => {
  const { service, identifier, baseUrl } = options;
  if (!/^(?!\.{1,2}$)[\x21-\x7e]+$/.test(identifier)) {
    throw new UserError(
      `The integration identifier ${JSON.stringify(identifier)} cannot stand in Port’s addresses and headers.`,
      'Use letters, digits and dashes.',
      { code: 'PCS1402' },
    );
  }
  if (identifier.includes('/')) {
    throw new UserError(
      `The integration identifier ${JSON.stringify(identifier)} has a slash: Port could not tell its entities from those of the integration ${JSON.stringify(identifier.replace(/^.*\//, ''))}.`,
      'Choose one without a slash. Where an exporter has used this one, the new one takes over what it writes; what it does not write has to be deleted in Port by hand.',
      { code: 'PCS1402' },
    );
  }
  if (/^http:/i.test(baseUrl)) {
    options.log.warn(
      `${baseUrl} is not encrypted: Port’s credentials and all that is written can be seen on the way. Use https.`,
    );
  }
  const userAgent = `port-ocean/azure-devops/${options.version}/${identifier}`;
  const caller = createCaller({
    ...options,
    background: options.background ?? service,
    lastWord: options.lastWord ?? service,
    userAgent,
    tokens: createTokenSource({ ...options, userAgent }),
  });
  return {
    identifier,
    ...integrationCalls(caller),
    ...entityCalls(caller),
    mayUse: (address): address is string => mayBeUsed(baseUrl, address),
    request: caller.request,
    time: caller.time,
    stats: () => service.stats(),
  };
};

const integrationRoute = '/v1/integration/{identifier}';

const integrationCalls = (
  caller: Caller,
): Pick<
  Port,
  'integration' | 'resyncRequest' | 'createIntegration' | 'patchIntegration' | 'storeMapping' | 'resyncState'
> => {
  const path = `/v1/integration/${caller.encodedIdentifier}`;
  const of = (answer: unknown, method: string): Integration =>
    promised(answer, 'integration', isObject, { method, route: integrationRoute });
  const patch = (under: string, body: unknown, more: Partial<PortRequest> = {}) =>
    caller.request({
      method: 'PATCH',
      path: `${path}${under}`,
      route: `${integrationRoute}${under}`,
      ...more,
      body,
    });

  const read = async () => {
    const answer = await caller.request({ method: 'GET', path, route: integrationRoute, allow: [404] });
    if (answer === undefined) return undefined;
    const found = of(answer, 'GET');
    expectOwn(found, caller);
    if (typeof found.version === 'string') caller.versions.add(found.version);
    return found;
  };
  return {
    integration: read,
    resyncRequest: async () => {
      const under = '/resync-request';
      const answer = await caller.request<{ request?: { updatedAt?: unknown } | null } | undefined>({
        method: 'GET',
        path: `${path}${under}`,
        route: `${integrationRoute}${under}`,
        allow: [404],
      });
      const at = Date.parse(String(answer?.request?.updatedAt));
      return Number.isNaN(at) ? undefined : at;
    },
    createIntegration: async (body, query) => {
      const answer = await caller.request({
        method: 'POST',
        path: '/v1/integration',
        route: '/v1/integration',
        ...(query ? { query } : {}),
        body,
        idempotent: true,
        allow: [409],
      });
      // A repeated POST whose first answer was lost gets a 409.
      return answer === undefined ? of({ integration: await read() }, 'GET') : of(answer, 'POST');
    },
    patchIntegration: async (body) => of(await patch('', body), 'PATCH'),
    storeMapping: async (config) => {
      await patch('/config', { config }, { headers: { 'x-skip-resync': 'true' } });
    },
    resyncState: async ({ intervalMinutes, ...state }, aside) => {
      // The misspelt key is the service's own.
      const body = { nextResync: null, ...state, intervalInMinuets: intervalMinutes ?? null };
      const { signal, background } = aside ?? {};
      const lane = background ? { background } : { lastWord: true };
      await patch('/resync-state', body, signal ? { signal, ...lane } : {});
    },
  };
};

/**
 * Throws where the answer is another integration, as something on the way may mix up: its mapping is what a run goes by.
 * Port may write an identifier in its own way, so that letters and digits alone count.
 */
function expectOwn({ installationId }: Integration, { identifier }: Caller): void {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (
    typeof installationId !== 'string' ||
    installationId === '' ||
    plain(installationId) === plain(identifier)
  )
    return;
  throw new PortError(
    `GET ${integrationRoute} was answered with the integration ${JSON.stringify(shorten(installationId, 100))}, not with ${JSON.stringify(identifier)}.`,
    {
      status: 200,
      cause: 'malformed',
      route: integrationRoute,
      hint: 'Something on the way may mix up answers.',
    },
  );
}

const entityCalls = (
  caller: Caller,
): Pick<
  Port,
  | 'blueprints'
  | 'upsert'
  | 'searchOwned'
  | 'whose'
  | 'searchByIdentifier'
  | 'hasEntity'
  | 'searchDependents'
  | 'searchRelating'
  | 'ownedIdentifiers'
  | 'deleteEntities'
> => {
  const blueprints = async () => {
    const asked = { method: 'GET', path: '/v1/blueprints', route: '/v1/blueprints' } as const;
    return promised<Blueprint[]>(await caller.request(asked), 'blueprints', isListWith('identifier'), asked);
  };
  return {
    blueprints,
    upsert: (blueprint, entities, flags) => upsertEntities(caller, blueprint, entities, flags),
    searchOwned: (blueprint, include, among) => searchOwned(caller, blueprint, include, among),
    whose: createWhose(caller),
    searchByIdentifier: (blueprint, identifiers, include) =>
      searchByIdentifier(caller, blueprint, identifiers, include),
    hasEntity: async (blueprint, identifier) => {
      const at = `${encodeURIComponent(blueprint)}/entities/${encodeURIComponent(identifier)}`;
      const route = '/v1/blueprints/{blueprint}/entities/{entity}';
      const path = `/v1/blueprints/${at}`;
      return (await caller.request({ method: 'GET', path, route, allow: [404] })) !== undefined;
    },
    searchDependents: (blueprint, of) => searchDependents(caller, blueprint, of),
    searchRelating: (blueprint, of, witness) => searchRelating(caller, blueprint, of, witness),
    ownedIdentifiers: async function* () {
      const all = await ownedIdentifiers(caller);
      if (all) return yield* all;
      for (const { identifier } of await blueprints()) yield* searchOwned(caller, identifier, []);
    },
    deleteEntities: (blueprint, identifiers, deleteDependents) =>
      deleteEntities(caller, blueprint, identifiers, deleteDependents),
  };
};
