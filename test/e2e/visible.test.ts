import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onAzurePipelines, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';
const always = { times: Number.POSITIVE_INFINITY };

const statesIn = ({ port }: Services): Record<string, string[]> => {
  const [run, ...others] = [...port.metrics.runs.values()];
  assert.equal(others.length, 0, 'one run');
  return Object.fromEntries([...(run ?? [])].map(([kind, { states }]) => [kind, states]));
};

test('a run shows in Port: its state, its metrics, its log and raw examples', async (t) => {
  const services = await startServices(t);
  const { port, inputs } = services;
  const { code, report, stdout } = await onAzurePipelines({ inputs });
  assert.equal(code, 0, stdout);
  const { resyncStates = [], examples } = port.integration(identifier) ?? {};
  assert.deepEqual(
    resyncStates.map(({ status }) => status),
    ['running', 'completed'],
  );
  assert.equal(resyncStates[0]?.lastResyncStart, report?.run.startedAt);
  assert.equal(resyncStates[1]?.lastResyncEnd, report?.run.finishedAt);

  assert.deepEqual(port.metrics.violations, []);
  assert.deepEqual([...port.metrics.runs.keys()], [report?.run.id]);
  const { __runtime__, __reconciliation__, ...kinds } = statesIn(services);
  assert.deepEqual(__runtime__, ['syncing', 'completed']);
  const resources = report?.resources.map(({ kind, index }) => `${kind}-${index}`);
  assert.deepEqual(Object.keys(kinds), resources);
  for (const states of Object.values(kinds)) assert.equal(states[0], 'pending');
  // States that are superseded before the next call are not told.
  const inOrder = ['pending', 'syncing', 'completed'];
  for (const states of [...Object.values(kinds), __reconciliation__ ?? []]) {
    assert.equal(states.at(-1), 'completed');
    assert.deepEqual(
      states,
      inOrder.filter((state) => states.includes(state)),
    );
  }

  const lines = port.logs.map(({ message }) => String(message));
  for (const words of [/Mapping by default/, /Set up: created the integration/, /369 items → 369 created/])
    assert.ok(
      lines.some((line) => words.test(line)),
      String(words),
    );
  const mapped = new Set(report?.resources.map(({ kind }) => kind));
  assert.deepEqual(new Set(Object.keys(examples ?? {})), mapped);
  for (const [kind, items] of Object.entries(examples ?? {})) {
    const ofKind = report?.resources.filter((resource) => resource.kind === kind).length ?? 0;
    assert.ok(items.length > 0 && items.length <= 5 * ofKind, `${items.length} of ${kind}`);
  }
});

test('raw examples are not sent where they are not wanted', async (t) => {
  const { port, inputs } = await startServices(t);
  await onTerminal({ inputs: { ...inputs, sendRawDataExamples: 'false' } });
  assert.deepEqual(port.integration(identifier)?.examples, {});
});

test('a plan shows nowhere in Port', async (t) => {
  const { port, inputs } = await startServices(t);
  await onTerminal({ inputs });
  const { resyncStates = [] } = structuredClone(port.integration(identifier)) ?? {};
  const logs = port.logs.length;
  await onTerminal({ inputs: { ...inputs, mode: 'plan' } });
  assert.equal(port.integration(identifier)?.resyncStates.length, resyncStates.length);
  assert.equal(port.logs.length, logs);
  assert.equal(port.metrics.runs.size, 1);
});

test('a run with problems is a failed resync in Port, and says of which kind', async (t) => {
  const services = await startServices(t);
  const { azureDevOps, port, inputs } = services;
  azureDevOps.faults.push({
    match: /GET .*releases/,
    fault: { type: 'status', status: 500 },
    // The list for all projects is given; what each lists itself is not.
    skip: 1,
    times: 99,
  });
  const { report } = await onTerminal({ inputs });
  assert.equal(report?.run.status, 'problems');
  assert.equal(port.integration(identifier)?.resyncState.status, 'failed');
  const states = statesIn(services);
  assert.equal(states['release-7']?.at(-1), 'failed');
  assert.equal(states['project-0']?.at(-1), 'completed');
  assert.equal(states.__runtime__?.at(-1), 'failed');
  assert.deepEqual(port.metrics.violations, []);
});

test('a long run gives signs of life', async (t) => {
  const { azureDevOps, port, inputs } = await startServices(t);
  azureDevOps.faults.push({ match: /GET .*releases/, fault: { type: 'slow', ms: 11_500 }, skip: 1 });
  const { code, report } = await onTerminal({ inputs });
  assert.equal(code, 0);
  assert.ok(port.metrics.heartbeats.length > 0);
  for (const { eventId } of port.metrics.heartbeats) assert.equal(eventId, report?.run.id);
});

const telemetry = /ingest|examples/;
for (const [what, fault] of Object.entries({
  'refuses it': { type: 'status', status: 403 },
  'fails over it': { type: 'status', status: 500 },
  'is throttling it': { type: 'throttled', retryAfter: 600 },
  'ends its connections': { type: 'reset' },
  'never answers': { type: 'slow', ms: 120_000 },
} as const))
  test(`a run is neither failed nor held up where Port takes its telemetry and ${what}`, async (t) => {
    const { port, inputs } = await startServices(t);
    port.faults.push({ match: telemetry, fault, ...always });
    const { code, report, stdout, stderr } = await onTerminal({ inputs });
    const ended = Date.now();
    assert.equal(code, 0, stdout + stderr);
    assert.equal(report?.run.status, 'succeeded');
    assert.equal(report?.totals.created, 623);
    assert.deepEqual(report?.problems, []);
    assert.doesNotMatch(stdout + stderr, /telemetry|ingest|metrics/i);
    assert.ok((report?.run.durationSeconds ?? 99) < 8, `${report?.run.durationSeconds} s`);
    assert.ok(ended - Date.parse(report?.run.finishedAt ?? '') < 8_000, 'it ends soon after its work');
    assert.equal(port.integration(identifier)?.resyncState.status, 'completed');
  });
