import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { project, setUp } from './port-helpers.ts';

const path = '/v1/integration/ours';
const creation = {
  installationId: 'ours',
  installationAppType: 'azure-devops',
  version: '1.0.0',
  changelogDestination: {},
  config: { resources: [] },
  actionsProcessingEnabled: false,
  incrementalSyncEnabled: false,
  createPortResourcesOrigin: 'Default',
};

const signedIn = async (options = {}) => {
  const all = setUp(options);
  await all.login();
  return all;
};

describe('the integration', () => {
  it('is absent, created once, read and patched', async () => {
    const { port, send } = await signedIn({ processingMode: 'dsp' });
    assert.equal((await send('GET', path)).status, 404);
    assert.equal((await send('POST', '/v1/integration', creation)).status, 201);
    assert.equal((await send('POST', '/v1/integration', creation)).status, 409);
    const { integration } = (await send('GET', path)).body;
    assert.deepEqual(integration.config, { resources: [] });
    assert.deepEqual([integration.processingMode, integration.installationType], ['dsp', 'OnPrem']);
    assert.equal(integration.logAttributes.ingestUrl, 'https://api.port.test/ingest/ours/logs');
    await send('PATCH', path, { processingMode: 'ocean-core', arePortResourcesInitialized: true });
    assert.equal(port.integration('ours')?.processingMode, 'ocean-core');
    assert.equal((await send('PATCH', path, { colour: 'red' })).status, 422);
  });

  it('wakes polling exporters for an empty patch and a mapping, unless told to skip', async () => {
    const { port, send } = await signedIn();
    port.seedIntegration({ identifier: 'ours' });
    await send('PATCH', path, {});
    await send('PATCH', `${path}/config`, { config: { resources: [1] } });
    await send('PATCH', `${path}/config`, { config: { resources: [2] } }, { 'x-skip-resync': 'true' });
    await send('PATCH', path, { version: '2' });
    const stored = port.integration('ours');
    assert.equal(stored?.resyncsTriggered, 2);
    assert.deepEqual(stored?.config, { resources: [2] });
  });

  it('keeps its resync state and refuses one that is not whole', async () => {
    const { port, send } = await signedIn();
    port.seedIntegration({ identifier: 'ours' });
    const put = (state: object) => send('PATCH', `${path}/resync-state`, state);
    const none = { nextResync: null, intervalInMinuets: null };
    const start = '2026-01-01T00:00:00Z';
    assert.equal((await put({ status: 'running', ...none })).status, 422);
    assert.equal((await put({ status: 'finished', lastResyncEnd: start })).status, 422);
    await put({ status: 'running', lastResyncStart: start, lastResyncEnd: null, ...none });
    await put({ status: 'completed', lastResyncEnd: start, ...none });
    const { integration } = (await send('GET', path)).body;
    assert.deepEqual(
      [integration.resyncState.status, integration.resyncState.lastResyncStart],
      ['completed', start],
    );
    assert.equal(port.integration('ours')?.resyncStates.length, 2);
  });

  it('gets Port’s own defaults after some polls', async () => {
    const provisioned = {
      integrationTypes: ['azure-devops'],
      polls: 2,
      config: { resources: [{ kind: 'project' }] },
      blueprints: [project],
    };
    const { port, send } = await signedIn({ provisioned, featureFlags: ['USE_PROVISIONED_DEFAULTS'] });
    assert.deepEqual((await send('GET', '/v1/integration/provision-enabled')).body.integrations, [
      'azure-devops',
    ]);
    const { organization } = (await send('GET', '/v1/organization')).body;
    assert.deepEqual(organization.featureFlags, ['USE_PROVISIONED_DEFAULTS']);
    await send('POST', '/v1/integration?integration_modes=create_resources', { ...creation, config: {} });
    const configs = [];
    for (let i = 0; i < 3; i++) configs.push((await send('GET', path)).body.integration.config);
    assert.deepEqual(configs, [{}, {}, provisioned.config]);
    assert.ok(port.blueprints.has('project'));
  });

  it('takes raw examples and cursors', async () => {
    const { port, send } = await signedIn();
    port.seedIntegration({ identifier: 'ours' });
    await send('POST', `${path}/kinds/work-item/examples`, { examples: [{ id: 1 }] });
    assert.deepEqual(port.integration('ours')?.examples, { 'work-item': [{ id: 1 }] });
    const cursor = `${path}/cursor?kind=work-item&index=0`;
    const primary = '2026-01-01T00:00:00Z';
    const statuses = [];
    for (const method of ['GET', 'PUT', 'POST', 'PUT', 'GET'] as const)
      statuses.push((await send(method, cursor, method === 'GET' ? undefined : { primary })).status);
    assert.deepEqual(statuses, [404, 404, 200, 200, 200]);
  });
});

describe('log lines', () => {
  it('are taken in their form only', async () => {
    const { port, send } = await signedIn();
    port.seedIntegration({ identifier: 'ours' });
    const log = (level: string) => ({
      logs: [{ message: 'x', level, timestamp: '2026-01-01T00:00:00Z', extra: { event_id: 'r' } }],
    });
    assert.equal((await send('POST', '/ingest/ours/logs', log('INFO'))).status, 202);
    assert.equal((await send('POST', '/ingest/ours/logs', log('info'))).status, 422);
    assert.equal(port.logs.length, 1);
  });
});

describe('sync metrics', () => {
  const event = (kind: string, syncState: string, kindIndex = 0) => ({
    integrationType: 'azure-devops',
    installationType: 'OnPrem',
    executionMode: 'single_process',
    integrationIdentifier: 'ours',
    integrationVersion: '1.0.0',
    oceanVersion: '0.48.0',
    kindIdentifier: kind.startsWith('__') ? kind : `${kind}-${kindIndex}`,
    kind,
    kindIndex,
    eventId: 'run',
    syncState,
    blueprint: 'project',
    metrics: {
      phase: {
        extract: { object_count_type: { raw_extracted: { object_count: 0 }, failed: { object_count: 0 } } },
        resync: { success: 0, duration_seconds: 0 },
      },
    },
  });

  const metered = async () => {
    const all = await signedIn();
    all.port.seedIntegration({ identifier: 'ours' });
    const base = '/ingest/ours/metrics';
    return {
      ...all,
      post: (...events: object[]) => all.send('POST', `${base}/syncMetrics`, { syncKindsMetrics: events }),
      put: (body: ReturnType<typeof event>) =>
        all.send('PUT', `${base}/syncMetrics/resync/${body.eventId}/kind/${body.kindIdentifier}`, {
          syncKindMetrics: body,
        }),
      beat: (eventId: string) => all.send('POST', `${base}/heartbeat`, { eventId }),
    };
  };

  it('are taken in the order of a run', async () => {
    const { port, post, put, beat } = await metered();
    const statuses = [
      await post(event('project', 'pending'), event('repository', 'pending', 1)),
      await post(event('__runtime__', 'syncing')),
      await put(event('project', 'syncing')),
      await beat('run'),
      await put(event('project', 'completed')),
      await put(event('repository', 'syncing', 1)),
      await put(event('repository', 'failed', 1)),
      await post(event('__reconciliation__', 'syncing')),
      await put(event('__reconciliation__', 'completed')),
      await post(event('__runtime__', 'completed')),
    ].map((answer) => answer.status);
    assert.deepEqual(new Set(statuses), new Set([202]));
    assert.deepEqual(port.metrics.violations, []);
    assert.deepEqual(port.metrics.runs.get('run')?.get('repository-1')?.states, [
      'pending',
      'syncing',
      'failed',
    ]);
    assert.equal(port.metrics.heartbeats.length, 1);
  });

  it('out of order or out of shape are refused and noted', async () => {
    const { port, post, put, beat } = await metered();
    const statuses = [
      await beat('run'),
      await post(event('__runtime__', 'syncing')),
      await put(event('project', 'syncing')),
      await post(event('project', 'syncing')),
      await post({ ...event('project', 'pending'), kindIdentifier: 'project' }),
      await post({ ...event('project', 'pending'), colour: 'red' }),
      await post(event('project', 'pending')),
      await put(event('project', 'pending')),
      await post(event('__runtime__', 'syncing')),
      await post(event('__runtime__', 'completed')),
    ].map((answer) => answer.status);
    assert.deepEqual(statuses, [404, 422, 404, 422, 422, 422, 202, 422, 202, 422]);
    assert.equal(port.metrics.violations.length, 8);
  });
});
