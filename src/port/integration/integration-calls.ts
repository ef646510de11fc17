import { isDeepStrictEqual } from 'node:util';
import { shorten } from '../../lib/text/shorten.ts';
import { isObject, promised } from '../answers.ts';
import type { Caller } from '../caller.ts';
import type { Port, PortRequest } from '../port.ts';
import { PortError } from '../port-error.ts';
import type { Integration } from '../types.ts';

const integrationRoute = '/v1/integration/{identifier}';

/** The part of the client that is about the integration itself. */
export const integrationCalls = (
  caller: Caller,
): Pick<
  Port,
  'integration' | 'resyncRequest' | 'createIntegration' | 'patchIntegration' | 'storeMapping' | 'resyncState'
> => {
  const path = `/v1/integration/${caller.encodedIdentifier}`;
  const patch = (under: string, body: unknown, more: Partial<PortRequest> = {}) =>
    caller.request({
      method: 'PATCH',
      path: `${path}${under}`,
      route: `${integrationRoute}${under}`,
      ...more,
      body,
    });
  return {
    integration: () => read(caller, path),
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
      if (answer !== undefined) return of(answer, 'POST');
      // A repeated POST whose first answer was lost gets a 409.
      const there = of({ integration: await read(caller, path) }, 'GET');
      expectMade(there, body);
      return there;
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

/** The integration in an answer. */
const of = (answer: unknown, method: string): Integration =>
  promised(answer, 'integration', isObject, { method, route: integrationRoute });

/** The integration as Port has it. Undefined where there is none. */
async function read(caller: Caller, path: string): Promise<Integration | undefined> {
  const answer = await caller.request({ method: 'GET', path, route: integrationRoute, allowOwn: [404] });
  if (answer === undefined) return undefined;
  const found = of(answer, 'GET');
  expectOwn(found, caller);
  if (typeof found.version === 'string') caller.versions.add(found.version);
  return found;
}

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

/**
 * Throws where the integration was there before, though Port had said that it was not: the run has taken its mapping for
 * another one, by which it would delete what the real one makes.
 */
function expectMade({ config }: Integration, { config: made }: Record<string, unknown>): void {
  const resources = isObject(made) ? made.resources : undefined;
  if (!config?.resources || isDeepStrictEqual(config.resources, resources)) return;
  throw new PortError(
    'POST /v1/integration was answered 409: the integration is there, and GET had said that it was not.',
    {
      status: 409,
      cause: 'malformed',
      route: integrationRoute,
      hint: 'Something on the way may have answered in the place of Port, or with an old answer. Run it again.',
    },
  );
}
