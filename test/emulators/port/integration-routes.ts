import type { Call } from '../kit/router.ts';
import type { EmulatedResponse } from '../types.ts';
import { bodyOf, done, invalid, isObject, type Json, notFound, taken } from './refusal.ts';
import { type State, timestamp } from './state.ts';
import type { PortEmulatorOptions, PortIntegration } from './types.ts';

type Options = Pick<PortEmulatorOptions, 'provisioned' | 'featureFlags' | 'processingMode'>;

const patchable = [
  ...['installationAppType', 'version', 'changelogDestination', 'config', 'actionsProcessingEnabled'],
  ...['incrementalSyncEnabled', 'processingMode', 'arePortResourcesInitialized', 'title'],
];
const creatable = [...patchable, 'installationId', 'createPortResourcesOrigin', 'installationType'];
const origins = ['Port', 'Ocean', 'Default', 'Empty'];

export const newIntegration = (
  state: State,
  given: Partial<PortIntegration> & { identifier: string },
): PortIntegration => ({
  installationId: given.identifier,
  installationAppType: 'azure-devops',
  installationType: 'OnPrem',
  version: '0.0.0',
  config: {},
  changelogDestination: {},
  processingMode: 'ocean-core',
  createPortResourcesOrigin: 'Default',
  arePortResourcesInitialized: false,
  actionsProcessingEnabled: false,
  incrementalSyncEnabled: false,
  resyncState: {},
  resyncStates: [],
  resyncsTriggered: 0,
  examples: {},
  cursors: {},
  createdAt: timestamp(state),
  updatedAt: timestamp(state),
  ...given,
});

const find = (state: State, call: Call): PortIntegration => {
  const { integration: identifier = '' } = call.parameters;
  const integration = state.integrations.get(identifier);
  if (!integration) throw notFound(`Integration with identifier "${identifier}"`);
  return integration;
};

/** The integration as Port tells it; logs and metrics go to addresses under the host that was asked. */
const viewOf = (integration: PortIntegration, { request }: Call): Json => {
  const { resyncStates: _, resyncsTriggered: __, examples: ___, cursors: ____, ...rest } = integration;
  const { provisioningPolls: _____, resyncRequest: ______, ...told } = rest;
  const ingest = `${request.url.origin}/ingest/${encodeURIComponent(integration.identifier)}`;
  return {
    ...told,
    _id: `integration_${integration.identifier}`,
    logAttributes: { ingestUrl: `${ingest}/logs` },
    metricAttributes: { ingestUrl: `${ingest}/metrics` },
  };
};

const checkTypes = (body: Json): void => {
  for (const name of ['actionsProcessingEnabled', 'incrementalSyncEnabled', 'arePortResourcesInitialized'])
    if (body[name] !== undefined && typeof body[name] !== 'boolean')
      throw invalid(`body/${name} must be boolean`);
  if (body.config !== undefined && !isObject(body.config)) throw invalid('body/config must be object');
  if (body.changelogDestination !== undefined && !isObject(body.changelogDestination))
    throw invalid('body/changelogDestination must be object');
  if (
    body.createPortResourcesOrigin !== undefined &&
    !origins.includes(String(body.createPortResourcesOrigin))
  )
    throw invalid('body/createPortResourcesOrigin must be equal to one of the allowed values');
};

const create = (state: State, call: Call, options: Options): EmulatedResponse => {
  const body = bodyOf(call.json(), creatable, ['installationId', 'installationAppType', 'version']);
  checkTypes(body);
  const identifier = String(body.installationId);
  if (state.integrations.has(identifier)) throw taken(`Integration with identifier "${identifier}"`);
  const byPort =
    call.query.getAll('integration_modes').includes('create_resources') &&
    options.provisioned?.integrationTypes.includes(String(body.installationAppType));
  const integration = newIntegration(state, {
    identifier,
    processingMode: options.processingMode ?? 'ocean-core',
    ...(structuredClone(body) as Partial<PortIntegration>),
    ...(byPort && { provisioningPolls: 0, config: {} }),
  });
  state.integrations.set(identifier, integration);
  return done({ integration: viewOf(integration, call) }, 201);
};

/** Port's own defaults appear a while after the integration was created. */
const provision = (state: State, integration: PortIntegration, { provisioned }: Options): void => {
  if (integration.provisioningPolls === undefined || !provisioned) return;
  if (integration.provisioningPolls++ < provisioned.polls) return;
  integration.provisioningPolls = undefined;
  integration.config = structuredClone(provisioned.config);
  integration.arePortResourcesInitialized = true;
  for (const blueprint of provisioned.blueprints)
    if (!state.blueprints.has(blueprint.identifier))
      state.blueprints.set(blueprint.identifier, structuredClone(blueprint));
};

const patch = (state: State, call: Call): EmulatedResponse => {
  const integration = find(state, call);
  const body = bodyOf(call.json() ?? {}, patchable);
  checkTypes(body);
  const wakes = Object.keys(body).length === 0 || body.config !== undefined;
  return update(state, call, integration, body, wakes);
};

const update = (state: State, call: Call, integration: PortIntegration, changes: Json, wakes: boolean) => {
  Object.assign(integration, structuredClone(changes), { updatedAt: timestamp(state) });
  if (wakes && call.request.headers['x-skip-resync'] !== 'true') integration.resyncsTriggered++;
  return done({ integration: viewOf(integration, call) });
};

const patchConfig = (state: State, call: Call): EmulatedResponse => {
  const integration = find(state, call);
  const body = bodyOf(call.json(), ['config'], ['config']);
  checkTypes(body);
  return update(state, call, integration, body, true);
};

const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const patchState = (state: State, call: Call): EmulatedResponse => {
  const integration = find(state, call);
  const names = ['status', 'lastResyncStart', 'lastResyncEnd', 'nextResync', 'intervalInMinuets'];
  const body = bodyOf(call.json(), names, ['status']);
  if (!['running', 'completed', 'failed', 'aborted'].includes(String(body.status)))
    throw invalid('body/status must be equal to one of the allowed values');
  for (const name of names.slice(1, 4))
    if (body[name] !== undefined && body[name] !== null && !isTime(body[name]))
      throw invalid(`body/${name} must match format "date-time"`);
  const at = body.status === 'running' ? 'lastResyncStart' : 'lastResyncEnd';
  if (!isTime(body[at])) throw invalid(`body/${at} must be given when status is ${String(body.status)}`);
  integration.resyncStates.push(structuredClone(body));
  return update(
    state,
    call,
    integration,
    { resyncState: { ...integration.resyncState, ...body, updatedAt: timestamp(state) } },
    false,
  );
};

const addExamples = (state: State, call: Call): EmulatedResponse => {
  const integration = find(state, call);
  const { examples } = bodyOf(call.json(), ['examples'], ['examples']);
  if (!Array.isArray(examples) || !examples.every(isObject))
    throw invalid('body/examples must be array of objects');
  const { kind = '' } = call.parameters;
  integration.examples[kind] = [...(integration.examples[kind] ?? []), ...structuredClone(examples)];
  return done({}, 201);
};

const cursor = (state: State, call: Call): EmulatedResponse => {
  const { cursors } = find(state, call);
  const [kind, index] = [call.query.get('kind'), call.query.get('index')];
  if (kind === null || index === null) throw invalid('querystring must have kind and index');
  const key = `${kind}/${index}`;
  const { method } = call.request;
  if (method === 'POST' && key in cursors) throw taken(`Cursor "${key}"`);
  if (method !== 'POST' && !(key in cursors)) throw notFound(`Cursor "${key}"`);
  if (method !== 'GET') {
    const { primary } = bodyOf(call.json(), ['primary'], ['primary']);
    if (!isTime(primary)) throw invalid('body/primary must match format "date-time"');
    cursors[key] = String(primary);
  }
  return done({ cursor: { primary: cursors[key] } });
};

export const integrationRoutes = (state: State, options: Options) => ({
  'GET /v1/organization': () =>
    done({
      organization: { id: 'org_emulated', name: 'Emulated', featureFlags: options.featureFlags ?? [] },
    }),
  'GET /v1/integration/provision-enabled': () =>
    done({ integrations: options.provisioned?.integrationTypes ?? [] }),
  'POST /v1/integration': (call: Call) => create(state, call, options),
  'GET /v1/integration/{integration}': (call: Call) => {
    const integration = find(state, call);
    provision(state, integration, options);
    return done({ integration: viewOf(integration, call) });
  },
  // The answer is as Ocean 0.48 reads it (`get_integration_resync_request`). One without a request was never seen.
  'GET /v1/integration/{integration}/resync-request': (call: Call) => {
    const { resyncRequest } = find(state, call);
    return done({ request: resyncRequest === undefined ? null : { updatedAt: resyncRequest } });
  },
  'PATCH /v1/integration/{integration}': (call: Call) => patch(state, call),
  'PATCH /v1/integration/{integration}/config': (call: Call) => patchConfig(state, call),
  'PATCH /v1/integration/{integration}/resync-state': (call: Call) => patchState(state, call),
  'POST /v1/integration/{integration}/kinds/{kind}/examples': (call: Call) => addExamples(state, call),
  'GET /v1/integration/{integration}/cursor': (call: Call) => cursor(state, call),
  'PUT /v1/integration/{integration}/cursor': (call: Call) => cursor(state, call),
  'POST /v1/integration/{integration}/cursor': (call: Call) => cursor(state, call),
});
