import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTelemetry } from '../../../../src/port/telemetry/telemetry.ts';
import type { Integration } from '../../../../src/port/types.ts';
import type { ResourceReport } from '../../../../src/report/report.ts';
import { identifier, type PortAndClient, portAndClient, runId, version } from '../support.ts';

const report = (index: number, kind: string, more: Partial<ResourceReport> = {}): ResourceReport => ({
  ...{ index, kind, blueprints: ['service'], rawItems: 10, items: 10, skipped: 0 },
  ...{ mapped: 7, filtered: 2, misconfigured: 0, failed: 1, partial: 0, entities: 7 },
  ...{ created: 3, updated: 1, unchanged: 3, refused: 0, unsettled: 0 },
  ...{ complete: true, incompleteReasons: [] },
  ...{ fieldErrors: [], misconfiguredFields: [], startedSeconds: 2, finishedSeconds: 5 },
  ...more,
});

const resources = [
  { index: 0, kind: 'project', blueprint: 'service' },
  { index: 1, kind: 'repository' },
];

const started = async (made: PortAndClient = portAndClient(), sendRawDataExamples = true) => {
  made.emulator.seedIntegration({ identifier });
  const integration = (await made.port.integration()) as Integration;
  const telemetry = createTelemetry({
    ...{ port: made.port, integration, clock: made.clock, log: made.log, version, runId },
    mask: (text) => text.replaceAll('hunter2', '***'),
    sendRawDataExamples,
  });
  const states = () =>
    Object.fromEntries(
      [...(made.emulator.metrics.runs.get(runId) ?? [])].map(([name, { states }]) => [name, states]),
    );
  return { ...made, telemetry, states };
};

test('a run is told to Port in the order that it has there', async () => {
  const { telemetry, emulator, states, clock } = await started();
  telemetry.started(resources);
  telemetry.kindStarted({ index: 0, kind: 'project' });
  telemetry.kindStarted({ index: 1, kind: 'repository' });
  await clock.sleep(3_000);
  telemetry.kindFinished(
    report(1, 'repository', { complete: false, incompleteReasons: [{ reason: 'x', count: 4 }] }),
  );
  telemetry.kindFinished(report(0, 'project'));
  telemetry.reconciliationStarted();
  await clock.sleep(3_000);
  telemetry.reconciliationFinished({ deleted: 5, failed: false, seconds: 1 });
  await telemetry.finished('failed');
  assert.deepEqual(emulator.metrics.violations, []);
  assert.deepEqual(states(), {
    'project-0': ['pending', 'syncing', 'completed'],
    'repository-1': ['pending', 'syncing', 'failed'],
    __runtime__: ['syncing', 'failed'],
    __reconciliation__: ['syncing', 'completed'],
  });
  const event = emulator.metrics.runs.get(runId)?.get('repository-1')?.event as Record<string, unknown>;
  assert.equal(event.eventId, runId);
  assert.deepEqual(event.metrics, {
    phase: {
      extract: { object_count_type: { raw_extracted: { object_count: 10 }, failed: { object_count: 4 } } },
      transform: {
        object_count_type: {
          transformed: { object_count: 7 },
          filtered_out: { object_count: 2 },
          failed: { object_count: 1 },
        },
      },
      load: {
        object_count_type: {
          loaded: { object_count: 4 },
          failed: { object_count: 0 },
          skipped: { object_count: 3 },
        },
      },
      resync: { success: 0, duration_seconds: 3 },
      delete: { object_count_type: { deleted: { object_count: 0 } } },
    },
  });
});

const states = 'POST /ingest/{integration}/metrics/syncMetrics';
const single = 'PUT /ingest/{integration}/metrics/syncMetrics/resync/{eventId}/kind/{kindIdentifier}';

test('states go out together, of each resource the latest, and the end is one call', async () => {
  const { telemetry, clock, emulator, counts, ...made } = await started();
  const many = Array.from({ length: 29 }, (_, index) => ({ index, kind: 'project' }));
  telemetry.started(many);
  for (const resource of many) telemetry.kindStarted(resource);
  for (const { index, kind } of many.slice(0, 20)) telemetry.kindFinished(report(index, kind));
  await clock.sleep(1_000);
  assert.equal(counts()[states], 1, 'that they wait');
  await clock.sleep(1_500);
  assert.equal(counts()[states], 2);
  for (const { index, kind } of many.slice(20)) telemetry.kindFinished(report(index, kind));
  telemetry.reconciliationStarted();
  telemetry.reconciliationFinished({ deleted: 0, failed: false, seconds: 1 });
  await telemetry.finished('completed');
  assert.deepEqual(emulator.metrics.violations, []);
  assert.equal(counts()[states], 3);
  assert.equal(counts()[single], undefined);
  assert.deepEqual(made.states()['project-3'], ['pending', 'completed']);
  assert.deepEqual(made.states()['project-25'], ['pending', 'syncing', 'completed']);
  assert.deepEqual(made.states().__reconciliation__, ['completed']);
});

test('a Port that is slow gets no more than one call at a time, with what came meanwhile', async () => {
  const made = portAndClient();
  const { telemetry, clock, emulator, counts, ...more } = await started(made);
  made.emulator.latency = 10_000;
  telemetry.started(resources);
  for (let second = 0; second < 30; second += 1) {
    telemetry.kindStarted({ index: second % 2, kind: resources[second % 2]?.kind ?? '' });
    telemetry.reconciliationStarted();
    await clock.sleep(1_000);
  }
  await telemetry.finished('aborted', 60_000);
  assert.deepEqual(emulator.metrics.violations, []);
  assert.ok((counts()[states] ?? 0) <= 5, `${counts()[states]} calls`);
  assert.equal(more.states().__runtime__?.at(-1), 'aborted');
});

test('a Port that takes no list of states is told each by its own address', async () => {
  const { telemetry, clock, emulator, counts, ...made } = await started();
  telemetry.started(resources);
  await clock.sleep(1_000);
  emulator.faults = [{ match: /syncMetrics$/, fault: { type: 'status', status: 422 }, times: 1 }];
  for (const { index, kind } of resources) telemetry.kindFinished(report(index, kind));
  await clock.sleep(3_000);
  assert.equal(counts()[single], 2);
  telemetry.reconciliationFinished({ deleted: 0, failed: false, seconds: 1 });
  await telemetry.finished('completed');
  assert.deepEqual(emulator.metrics.violations, []);
  assert.deepEqual(made.states(), {
    'project-0': ['pending', 'completed'],
    'repository-1': ['pending', 'completed'],
    __runtime__: ['syncing', 'completed'],
    __reconciliation__: ['completed'],
  });
});

test('resources that a cancelled run did not end are told as aborted', async () => {
  const { telemetry, emulator, states, clock } = await started();
  telemetry.started(resources);
  telemetry.kindStarted({ index: 0, kind: 'project' });
  await clock.sleep(3_000);
  await telemetry.finished('aborted');
  assert.deepEqual(emulator.metrics.violations, []);
  assert.deepEqual(states()['project-0'], ['pending', 'syncing', 'aborted']);
  assert.deepEqual(states()['repository-1'], ['pending', 'aborted']);
});

test('a heartbeat is sent every ten seconds until the end', async () => {
  const { telemetry, emulator, clock } = await started();
  const begun = clock.now();
  telemetry.started(resources);
  await clock.sleep(35_000);
  await telemetry.finished('aborted');
  await clock.sleep(60_000);
  assert.deepEqual(
    emulator.metrics.heartbeats.map(({ at }) => at - begun),
    [10_000, 20_000, 30_000],
  );
});

test('log lines arrive in order, in batches, with secrets masked and the run’s id', async () => {
  const { telemetry, emulator, counts } = await started();
  for (let line = 0; line < 250; line += 1) telemetry.log('INFO', `line ${line}`);
  telemetry.log('ERROR', 'the password is hunter2', {
    resource_kind: 'project',
    index: 0,
    etl_phase: 'load',
  });
  telemetry.log('INFO', 'earlier', undefined, Date.UTC(2026, 0, 1));
  await telemetry.finished('completed');
  assert.equal(emulator.logs.length, 252);
  assert.equal(emulator.logs.at(-1)?.timestamp, '2026-01-01T00:00:00.000Z');
  assert.deepEqual(
    emulator.logs.slice(0, 250).map(({ message }) => message),
    Array.from({ length: 250 }, (_, line) => `line ${line}`),
  );
  const last = emulator.logs.at(-2);
  assert.equal(last?.message, 'the password is ***');
  assert.deepEqual(last?.extra, {
    ...{ event_id: runId, event_kind: 'resync' },
    ...{ resource_kind: 'project', index: 0, etl_phase: 'load' },
  });
  assert.equal(counts()['POST /ingest/{integration}/logs'], 3);
});

test('what a slow Port leaves no room for is dropped, and the number of lines is told', async () => {
  const made = portAndClient();
  const { telemetry, emulator } = await started(made);
  made.emulator.latency = 1_000;
  for (let line = 0; line < 5_000; line += 1) telemetry.log('INFO', `line ${line}`);
  await telemetry.finished('completed', 60_000);
  assert.equal(emulator.logs.length, 2_001);
  assert.match(String(emulator.logs.at(-1)?.message), /^3000 log lines were left out/);
});

test('the first five raw items of a resource are sent once, with secrets masked', async () => {
  const { telemetry, emulator, counts } = await started();
  const items = Array.from({ length: 4 }, (_, id) => ({ id, token: 'abc', note: 'it is hunter2' }));
  telemetry.started(resources);
  for (let page = 0; page < 3; page += 1) telemetry.examples({ index: 0, kind: 'project' }, items);
  telemetry.examples({ index: 1, kind: 'repository' }, items.slice(0, 1));
  telemetry.kindFinished(report(1, 'repository'));
  telemetry.examples({ index: 1, kind: 'repository' }, items);
  await telemetry.finished('aborted');
  const { examples } = emulator.integration(identifier) ?? {};
  assert.deepEqual(
    examples?.project?.map((item) => (item as { id: number }).id),
    [0, 1, 2, 3, 0],
  );
  assert.deepEqual(examples?.project?.[0], { id: 0, token: '[REDACTED]', note: 'it is ***' });
  assert.equal(examples?.repository?.length, 1);
  assert.equal(counts()['POST /v1/integration/{integration}/kinds/{kind}/examples'], 2);
});

test('raw examples of what did not change are sent in the first run of a day alone', async () => {
  const made = portAndClient();
  const today = new Date(made.clock.now()).toISOString();
  const yesterday = new Date(made.clock.now() - 86_400_000).toISOString();
  const sent = async (lastResyncEnd: string | null) => {
    made.emulator.seedIntegration({ identifier });
    const integration = (await made.port.integration()) as Integration;
    const telemetry = createTelemetry({
      ...{ port: made.port, clock: made.clock, log: made.log, version, runId },
      integration: { ...integration, resyncState: { status: 'completed', lastResyncEnd } },
      mask: (text) => text,
      sendRawDataExamples: true,
    });
    const before = made.counts()[route] ?? 0;
    for (const { index, kind } of resources) telemetry.examples({ index, kind }, Array(7).fill({ kind }));
    telemetry.kindFinished(report(0, 'project', { created: 0, updated: 0 }));
    telemetry.kindFinished(report(1, 'repository', { created: 0, updated: 1 }));
    await telemetry.finished('completed');
    return (made.counts()[route] ?? 0) - before;
  };
  const route = 'POST /v1/integration/{integration}/kinds/{kind}/examples';
  assert.equal(await sent(null), 2);
  assert.equal(await sent(yesterday), 2);
  assert.equal(await sent(today), 1, 'of the resource that changed');
  assert.deepEqual(Object.keys(made.emulator.integration(identifier)?.examples ?? {}), ['repository']);
});

test('no examples are sent when they are not wanted', async () => {
  const { telemetry, counts } = await started(portAndClient(), false);
  telemetry.examples({ index: 0, kind: 'project' }, [{ id: 1 }]);
  await telemetry.finished('completed');
  assert.equal(counts()['POST /v1/integration/{integration}/kinds/{kind}/examples'], undefined);
});

test('Port that takes none of it costs the run nothing but a few tries', async () => {
  const made = portAndClient();
  const { telemetry, log, emulator, clock } = await started(made);
  emulator.faults = [{ match: /ingest|examples/, fault: { type: 'status', status: 500 }, times: 1_000 }];
  telemetry.started(resources);
  for (let round = 0; round < 50; round += 1) {
    telemetry.kindStarted({ index: round, kind: 'project' });
    await clock.sleep(3_000);
  }
  await telemetry.finished('completed');
  const tries = emulator.requests.filter(({ url }) => url.includes('/ingest/')).length;
  // Five in a row, and those that were on their way beside the fifth.
  assert.ok(tries >= 5 && tries <= 10, `${tries} tries`);
  assert.equal(log.lines.filter((line) => line.startsWith('debug')).length, 5);
  assert.equal(
    log.lines.some((line) => !line.startsWith('debug')),
    false,
  );
});

test('the end waits for the last of it no longer than its deadline', async () => {
  const made = portAndClient();
  const { telemetry, clock } = await started(made);
  made.emulator.latency = 30_000;
  telemetry.started(resources);
  const begun = clock.now();
  await telemetry.finished('aborted', 2_000);
  assert.equal(clock.now() - begun, 2_000);
});

test('an integration that names no addresses for it gets neither metrics nor lines', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier });
  const telemetry = createTelemetry({
    ...{ port: made.port, integration: { identifier, installationAppType: 'azure-devops', config: {} } },
    ...{ clock: made.clock, log: made.log, version, runId, mask: (text: string) => text },
    sendRawDataExamples: true,
  });
  telemetry.started(resources);
  telemetry.log('INFO', 'hello');
  await telemetry.finished('completed');
  assert.deepEqual(made.counts(), {});
});

test('addresses on a host that is not Port’s own get nothing, and the run is told', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier });
  const telemetry = createTelemetry({
    ...{ port: made.port, clock: made.clock, log: made.log, version, runId, mask: (text: string) => text },
    integration: {
      ...((await made.port.integration()) as Integration),
      logAttributes: { ingestUrl: 'https://logs.example.com/collect?token=1' },
      metricAttributes: { ingestUrl: 'http://ingest.getport.io/metrics' },
    },
    sendRawDataExamples: false,
  });
  const before = made.emulator.requests.length;
  telemetry.started(resources);
  telemetry.log('INFO', 'hello');
  await made.clock.sleep(25_000);
  await telemetry.finished('completed');
  assert.equal(made.emulator.requests.length, before);
  assert.deepEqual(made.log.lines.sort(), [
    'warn: Port names "http://ingest.getport.io" for the run’s metrics, which is neither below the base URL’s domain nor one of Port’s own hosts by https: nothing is sent there.',
    'warn: Port names "https://logs.example.com" for the run’s log lines, which is neither below the base URL’s domain nor one of Port’s own hosts by https: nothing is sent there.',
  ]);
});

test('a mistake of ours is told as a warning, and does not hold up the run', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier });
  const port = { ...made.port, request: () => Promise.reject(new TypeError('ours')) };
  const telemetry = createTelemetry({
    ...{ port, clock: made.clock, log: made.log, version, runId, mask: (text: string) => text },
    integration: (await made.port.integration()) as Integration,
    sendRawDataExamples: false,
  });
  telemetry.started(resources);
  await telemetry.finished('completed');
  assert.match(
    made.log.lines[0] ?? '',
    /^warn: sync metrics did not reach Port: a defect of this tool \(TypeError/,
  );
});
