import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { type AlwaysOn, hurry, runsOf, startAlwaysOn, until } from './support/always-on.ts';
import { dist, onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';
import { countsOf, type Services, startServices } from './support/services.ts';

const identifier = 'my-ocean-azure-devops-integration';

/**
 * ConfigMap and Secret of the Deployment that Port's chart (port-ocean 0.21.0) renders from the values of Port's page
 * about ArgoCD. Only the addresses and credentials are the emulators'.
 */
const rendered = ({ port, organizationUrl, inputs, portInputs }: Services) => ({
  OCEAN__PORT__BASE_URL: portInputs.portBaseUrl,
  OCEAN__INITIALIZE_PORT_RESOURCES: 'true',
  OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'true',
  OCEAN__SCHEDULED_RESYNC_INTERVAL: '120',
  OCEAN__SEND_RAW_DATA_EXAMPLES: 'true',
  OCEAN__EVENT_LISTENER:
    '{"brokers":"b-1-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196,b-2-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196,b-3-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196","type":"POLLING"}',
  OCEAN__INTEGRATION__IDENTIFIER: identifier,
  OCEAN__PROCESS_EXECUTION_MODE: 'single_process',
  OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: organizationUrl,
  OCEAN__LAKEHOUSE_ENABLED: 'true',
  OCEAN__PROCESSING_MODE: 'dsp',
  OCEAN__STREAMING__ENABLED: 'false',
  OCEAN__ACTIONS_PROCESSOR__ENABLED: 'false',
  OCEAN__PORT__CLIENT_ID: port.clientId,
  OCEAN__PORT__CLIENT_SECRET: port.clientSecret,
  OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: inputs.personalAccessToken,
});

const health = async (url: string, check: string) => (await fetch(`${url}/health/${check}`)).status;

/** Slows reading down, so that a run lasts. */
const slow = ({ azureDevOps }: Services) => {
  azureDevOps.latency = 500;
};

const atWork = async (services: Services, process: AlwaysOn) => {
  await until(
    () =>
      services.port.integration(identifier)?.resyncState.status === 'running' ||
      process.child.exitCode !== null,
    process.output,
  );
  assert.equal(process.child.exitCode, null, process.output());
};

const titlesIn = ({ port }: Services): Map<number, unknown> =>
  new Map(
    Object.entries(port.catalog().azureDevopsWorkItem ?? {}).map(([key, { title }]) => [
      Number(/\d+$/.exec(key)?.[0]),
      title,
    ]),
  );

const statesOf = ({ port }: Services) =>
  port.integration(identifier)?.resyncStates.map(({ status }) => status);

describe('started with what Port’s chart renders from the values of Port’s page', () => {
  test('it syncs at the start, by the schedule and on request, and ends when it is told to', async (t) => {
    const services = await startServices(t);
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry });
    await process.told(/Resync 1 begins: the process has started/);
    await process.told(/Resync 1 ended after \d+ s: succeeded/);
    assert.equal(await health(process.url, 'live'), 200);
    assert.equal(await health(process.url, 'ready'), 200);
    assert.ok((countsOf(services.port).azureDevopsProject ?? 0) > 0);

    const integration = services.port.integration(identifier) ?? assert.fail();
    integration.resyncRequest = new Date().toISOString();
    await process.told(/Resync 2 begins: it was asked for in Port/);
    await process.told(/Resync 2 ended after \d+ s: succeeded/);

    await process.told(/Resync 3 begins: it is scheduled/);
    await process.told(/Resync 3 ended after \d+ s: succeeded/);

    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    assert.match(metrics, /^port_catalog_sync_resyncs_total\{kind="full",status="succeeded"\} 3$/m);
    assert.match(metrics, /^port_catalog_sync_port_up 1$/m);
    const page = await (await fetch(`${process.statusUrl}/`)).text();
    assert.match(page, /The last resync succeeded/);
    const report = await fetch(`${process.statusUrl}/status/report?resync=3`);
    assert.match(await report.text(), /<!doctype html>.*unchanged/s);
    for (const path of ['/status', '/metrics', '/'])
      assert.equal((await fetch(`${process.url}${path}`)).status, 404, path);

    process.child.kill('SIGTERM');
    assert.equal(await process.ended, 0);
    assert.deepEqual(statesOf(services), Array(3).fill(['running', 'completed']).flat());
    assert.deepEqual(services.port.metrics.violations, []);
    assert.deepEqual(await readdir(process.temporary), []);
    const output = process.output();
    for (const secret of [services.inputs.personalAccessToken, services.port.clientSecret])
      assert.ok(!output.includes(secret));
    for (const entry of process.entries) assert.ok(entry.time && entry.level, entry.message);
    const told = output.match(/items are mapped here, and not by Port’s own processor/g);
    assert.equal(told?.length, 1);
  });

  test('it syncs when the mapping in Port is another one', async (t) => {
    const services = await startServices(t);
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry });
    await process.told(/Resync 1 ended/);
    const integration = services.port.integration(identifier) ?? assert.fail();
    const { resources } = integration.config as { resources: { kind: string }[] };
    integration.config = { resources: resources.filter(({ kind }) => kind === 'project') };
    await process.told(/Resync 2 begins: the mapping in Port is another one/);
    await process.told(/Mapping as stored in Port: 1 resource/);
    await process.told(/Resync 2 ended after \d+ s: succeeded/);
  });
});

describe('where incremental resyncs are switched on', () => {
  const incremental = { OCEAN__INTEGRATION__INCREMENTAL_SYNC_ENABLED: 'true' };

  test('they follow each other from the full sync at the start on, and a full one that is asked for comes before', async (t) => {
    const services = await startServices(t, { organisation: { time: Date.now } });
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry, ...incremental });
    await process.told(/Resync 1 ended after \d+ s: succeeded/);
    await process.told(/Resync 2, an incremental one, begins: what changed is due/);
    // No cursor has to be begun with: the full sync has noted them.
    await process.told(/^Reads what changed since 20/);
    await process.told(/Resync 2, an incremental one, ended after \d+ s: succeeded/);
    const [organisation] = services.azureDevOps.organisations as readonly Organisation[];
    const place = [...(organisation?.all('work-item') ?? [])].find(
      ({ item }) => titlesIn(services).get(item.id) !== undefined,
    );
    place?.update({ title: 'Changed in between' });
    await until(
      () => titlesIn(services).get(place?.item.id ?? 0) === 'Changed in between',
      () => 'what changed',
    );
    // The state is the mark of a run while one is at work.
    let ended: Record<string, unknown> | undefined;
    await until(
      () => {
        const { resyncState } = services.port.integration(identifier) ?? assert.fail();
        if (resyncState.status !== 'running') ended = { ...resyncState };
        return ended !== undefined;
      },
      () => 'the end of a resync',
    );
    assert.equal(ended?.intervalInMinuets, 120);
    assert.ok(Date.parse(String(ended?.nextResync)) > Date.now());

    const from = process.entries.length;
    const integration = services.port.integration(identifier) ?? assert.fail();
    integration.resyncRequest = new Date(Date.now() + 1_000).toISOString();
    const asked = await process.told(/Resync \d+ begins: .*it was asked for in Port/, from);
    const number = /\d+/.exec(asked.message)?.[0];
    await process.told(new RegExp(`Resync ${number} ended after \\d+ s: succeeded`));
    await process.told(/an incremental one, ended after \d+ s: succeeded/, process.entries.length);

    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    assert.match(metrics, /^port_catalog_sync_resyncs_total\{kind="incremental",status="succeeded"\} [1-9]/m);
    const page = await (await fetch(`${process.statusUrl}/status`)).text();
    assert.match(page, /Incremental ones<\/dt><dd>the last success/);
    process.child.kill('SIGTERM');
    assert.equal(await process.ended, 0);
    assert.deepEqual(services.port.metrics.violations, []);
  });

  test('one that fails is made up for by another one, and not by a full sync', async (t) => {
    const services = await startServices(t);
    const { OCEAN__SCHEDULED_RESYNC_INTERVAL: _, ...environment } = rendered(services);
    const interval = { PORT_SYNC_INCREMENTAL_INTERVAL: '20' };
    const process = await startAlwaysOn(t, { ...environment, ...hurry, ...interval });
    await process.told(/Resync 1 ended after \d+ s: succeeded/);
    services.port.faults.push({
      match: /\/v1\/blueprints/,
      fault: { type: 'status', status: 403 },
      times: Number.POSITIVE_INFINITY,
    });
    const entry = await process.told(/Resync \d+, an incremental one, ended after \d+ s: failed/);
    services.port.faults.length = 0;
    await process.told(
      /Resync \d+, an incremental one, ended after \d+ s: succeeded/,
      process.entries.indexOf(entry),
    );
    assert.equal(process.entries.filter(({ message }) => /^Resync \d+ begins/.test(message)).length, 1);
    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    assert.match(metrics, /^port_catalog_sync_resync_failures\{kind="full"\} 0$/m);
  });
});

describe('an always-on process', () => {
  test('remembers what is asked for while a run is at work, and does it once after', async (t) => {
    const services = await startServices(t);
    slow(services);
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry });
    await atWork(services, process);
    const integration = services.port.integration(identifier) ?? assert.fail();
    const asked = () =>
      services.port.requests.filter(({ route }) => route.endsWith('/resync-request')).length;
    for (const ahead of [2_000, 3_000]) {
      integration.resyncRequest = new Date(Date.now() + ahead).toISOString();
      const before = asked();
      await until(
        () => asked() > before + 1,
        () => 'Port to be asked',
      );
    }
    assert.equal(process.entries.filter(({ message }) => /^Resync \d begins/.test(message)).length, 1);
    services.azureDevOps.latency = 0;
    await process.told(/Resync 2 begins: it was asked for in Port/);
    await process.told(/Resync 2 ended/);
  });

  test('that is told to end during a run ends it tidily: its state in Port is aborted', async (t) => {
    const services = await startServices(t);
    slow(services);
    const process = await startAlwaysOn(t, rendered(services));
    await atWork(services, process);
    process.child.kill('SIGTERM');
    assert.equal(await process.ended, 0);
    assert.deepEqual(statesOf(services), ['running', 'aborted']);
    assert.equal(services.port.deletions, 0);
    await process.told(/Resync 1 ended after \d+ s: cancelled/);
  });

  test('that ends sends events away, to come again, and is live but not ready', async (t) => {
    const services = await startServices(t);
    slow(services);
    const process = await startAlwaysOn(t, rendered(services));
    await atWork(services, process);
    // A run that is held up takes seconds to end.
    services.port.latency = 1_000;
    process.child.kill('SIGTERM');
    await process.told(/The process was told to end/);
    const event = { eventType: 'workitem.created', resource: { id: 1 } };
    const answer = await fetch(`${process.url}/integration/webhook`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    assert.equal(answer.status, 503);
    assert.deepEqual([await health(process.url, 'ready'), await health(process.url, 'live')], [503, 200]);
    assert.equal(await process.ended, 0);
  });

  test('that is killed leaves no run behind: the run ends by itself, and tells Port', async (t) => {
    const services = await startServices(t);
    slow(services);
    const process = await startAlwaysOn(t, rendered(services));
    await atWork(services, process);
    assert.equal((await runsOf(process.temporary)).length, 1);
    process.child.kill('SIGKILL');
    await until(
      async () => (await runsOf(process.temporary)).length === 0,
      () => 'the end of the run',
    );
    assert.deepEqual(statesOf(services), ['running', 'aborted']);
    assert.equal(services.port.deletions, 0);
  });

  test('outlives a run that is killed, says so, and tries again later', async (t) => {
    const services = await startServices(t);
    slow(services);
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry });
    await atWork(services, process);
    const [pid] = await runsOf(process.temporary);
    globalThis.process.kill(Number(pid), 'SIGKILL');
    const entry = await process.told(/Resync 1 ended after \d+ s: crashed.*memory/);
    assert.equal(entry.level, 'error');
    services.azureDevOps.latency = 0;
    // The mark of the dead run is Port's for minutes; they pass.
    const integration = services.port.integration(identifier) ?? assert.fail();
    integration.resyncState = {};
    await process.told(/Resync 2 begins: the one before failed/);
    await process.told(/Resync 2 ended after \d+ s: succeeded/);
  });

  test('is live and ready though neither service answers, and goes on when they do', async (t) => {
    const services = await startServices(t);
    const down = [services.port, services.azureDevOps];
    for (const { faults } of down)
      faults.push({ match: /./, fault: { type: 'status', status: 403 }, times: Number.POSITIVE_INFINITY });
    const process = await startAlwaysOn(t, { ...rendered(services), ...hurry });
    await process.told(/Port cannot be asked whether a resync is wanted/);
    await process.told(/Resync 1 ended after \d+ s: failed/);
    assert.equal(await health(process.url, 'live'), 200);
    assert.equal(await health(process.url, 'ready'), 200);
    for (const { faults } of down) faults.length = 0;
    await process.told(/Port answers again/);
    await process.told(/Resync \d+ ended after \d+ s: succeeded/);
  });

  test('is live and ready though a credential has expired, which log, status page and metrics tell', async (t) => {
    const services = await startServices(t);
    services.azureDevOps.faults.push({
      match: /./,
      fault: { type: 'sign-in' },
      times: Number.POSITIVE_INFINITY,
    });
    const process = await startAlwaysOn(t, rendered(services));
    const entry = await process.told(/Resync 1 ended after \d+ s: failed/);
    assert.match(entry.message, /PCS2101/);
    assert.equal(entry.level, 'error');
    assert.equal(await health(process.url, 'live'), 200);
    assert.equal(await health(process.url, 'ready'), 200);
    assert.match(
      await (await fetch(`${process.statusUrl}/status`)).text(),
      /The last resync failed.*PCS2101/s,
    );
    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    assert.match(metrics, /^port_catalog_sync_failed_resyncs_total\{code="PCS2101"\} 1$/m);
  });

  test('gives way to a run of a pipeline, and tries again', async (t) => {
    const services = await startServices(t);
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    services.port.seedIntegration({
      identifier,
      resyncState: { status: 'running', lastResyncStart: startedAt, lastResyncEnd: null },
    });
    const environment = { ...rendered(services), ...hurry, PORT_SYNC_OVERLAP_WAIT: '0' };
    const process = await startAlwaysOn(t, environment);
    await process.told(/Resync 1 ended after \d+ s: skipped/);
    const integration = services.port.integration(identifier) ?? assert.fail();
    integration.resyncState = { status: 'completed' };
    await process.told(/Resync 2 ended after \d+ s: succeeded/);
  });

  test('with a status password shows the status beside the probes, to whoever knows it', async (t) => {
    const services = await startServices(t);
    const password = 'a password for the status';
    const process = await startAlwaysOn(t, { ...rendered(services), PORT_SYNC_STATUS_PASSWORD: password });
    await process.told(/Listening on port \d+: probes, events, and status page and metrics for status/);
    const headers = { authorization: `Basic ${Buffer.from(`status:${password}`).toString('base64')}` };
    for (const path of ['/status', '/metrics']) {
      assert.equal((await fetch(`${process.url}${path}`)).status, 401, path);
      assert.equal((await fetch(`${process.url}${path}`, { headers })).status, 200, path);
    }
    assert.equal(await health(process.url, 'live'), 200);
    await assert.rejects(fetch(process.statusUrl));
    assert.ok(!process.output().includes(password));
  });

  test('with WEBHOOKS_ONLY is ready and never syncs, with ACTIONS_ONLY says that it does nothing', async (t) => {
    const services = await startServices(t);
    for (const [type, words] of [
      ['WEBHOOKS_ONLY', /no resyncs here/],
      ['ACTIONS_ONLY', /this process does nothing/],
    ] as const) {
      const listener = { OCEAN__EVENT_LISTENER: `{"type":"${type}"}` };
      const process = await startAlwaysOn(t, { ...rendered(services), ...listener });
      await process.told(words);
      await process.told(/Listening on port/);
      assert.equal(await health(process.url, 'ready'), 200);
      process.child.kill('SIGTERM');
      assert.equal(await process.ended, 0);
      assert.ok(!/Resync 1/.test(process.output()));
    }
    assert.equal(services.port.requests.length, 0);
  });

  test('takes flags, which its runs get too, and a log for people', async (t) => {
    const services = await startServices(t);
    const { personalAccessToken, ...inputs } = services.inputs;
    const flags = Object.entries({ ...inputs, integrationIdentifier: 'by-flag', logFormat: 'text' }).map(
      ([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`,
    );
    const environment = { PORT_SYNC_PERSONAL_ACCESS_TOKEN: personalAccessToken };
    const process = await startAlwaysOn(t, environment, ['serve', ...flags]);
    await process.told(/^\[1\] .*integration by-flag/);
    await process.told(/^Resync 1 ended after \d+ s: succeeded/);
    assert.ok(services.port.integration('by-flag'));
  });

  test('that is told nonsense says all of it at once, and does not begin', async (t) => {
    const process = await startAlwaysOn(t, {
      OCEAN__EVENT_LISTENER: '{"type":"POLLNG"}',
      OCEAN__SCHEDULED_RESYNC_INTERVAL: '*/60 * * * *',
      APPLICATION__PORT: '80000',
      PORT_SYNC_MODE: 'plan',
    });
    assert.equal(await process.ended, 1);
    const told = process.entries.map(({ level, message }) => `${level}: ${message}`).join('\n');
    for (const words of [
      /error: OCEAN__EVENT_LISTENER: "POLLNG" is not one of POLLING/,
      /error: OCEAN__SCHEDULED_RESYNC_INTERVAL: .* is not a whole number of minutes/,
      /error: APPLICATION__PORT: .* is not a whole number between 0 and 65535/,
      /error: --mode: An always-on process syncs, and does no plan/,
      /error: --port-client-id: It is missing/,
    ])
      assert.match(told, words);
    assert.deepEqual(await readdir(process.temporary), []);
  });
});

test('a pod with workload identity signs in by it, in each run, and the tokens are in no log', async (t) => {
  const assertions: string[] = [];
  const entra = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    assertions.push(`${request.url} ${form.get('client_id')} ${form.get('client_assertion')}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: 'token-of-entra', expires_in: 3600 }));
  }).listen(0, '127.0.0.1');
  await once(entra, 'listening');
  t.after(() => entra.close());
  const services = await startServices(t, {
    azureDevOps: { credentials: [{ kind: 'entra', token: 'token-of-entra' }] },
  });
  const folder = await mkdtemp(join(tmpdir(), 'pod-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'azure-identity-token');
  await writeFile(file, 'eyJhbGci.first-assertion.c2ln');
  const { OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: _, ...environment } = rendered(services);
  const process = await startAlwaysOn(t, {
    ...environment,
    ...hurry,
    AZURE_FEDERATED_TOKEN_FILE: file,
    AZURE_CLIENT_ID: 'app-of-the-pod',
    AZURE_TENANT_ID: 'tenant-of-the-pod',
    AZURE_AUTHORITY_HOST: `http://127.0.0.1:${(entra.address() as AddressInfo).port}/`,
  });
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  await writeFile(file, 'eyJhbGci.second-assertion.c2ln');
  const integration = services.port.integration(identifier) ?? assert.fail();
  integration.resyncRequest = new Date().toISOString();
  await process.told(/Resync 2 ended after \d+ s: succeeded/);
  const by = '/tenant-of-the-pod/oauth2/v2.0/token app-of-the-pod';
  assert.deepEqual(assertions, [
    `${by} eyJhbGci.first-assertion.c2ln`,
    `${by} eyJhbGci.second-assertion.c2ln`,
  ]);
  for (const secret of ['token-of-entra', 'first-assertion', 'second-assertion'])
    assert.ok(!process.output().includes(secret), secret);
});

const nobody = { uid: 65_532, gid: 65_532 };
/** True where a process can be started as another user: by root, where that user reaches Node and the bundle. */
const asNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [join(dist, 'index.js'), '--version'], nobody).status === 0;

test('a container runs as any user, and writes to its one folder alone', {
  skip: asNobody ? false : 'SKIPPED: another user cannot be had, or cannot reach this folder',
}, async (t) => {
  const services = await startServices(t);
  const container = await startAlwaysOn(t, rendered(services), [], nobody);
  await container.told(/Resync 1 ended after \d+ s: succeeded/);
  const report = await fetch(`${container.statusUrl}/status/report?resync=1`);
  assert.equal(report.status, 200);
  container.child.kill('SIGTERM');
  assert.equal(await container.ended, 0);
});

test('a container with the listener ONCE does one sync and ends', async (t) => {
  const services = await startServices(t);
  const listener = { OCEAN__EVENT_LISTENER: '{"type":"ONCE"}', PORT_SYNC_LOG_FORMAT: 'json' };
  const process = await startAlwaysOn(t, { ...rendered(services), ...listener });
  assert.equal(await process.ended, 0);
  const last = process.entries.at(-1);
  assert.deepEqual([last?.level, last?.status, last?.created], ['info', 'succeeded', 623]);
  assert.equal(services.port.integration(identifier)?.resyncStates.length, 2);
});

test('a container with the listener ONCE that is to read increments is a full sync first, and then reads what changed', async (t) => {
  const services = await startServices(t);
  const environment = {
    ...rendered(services),
    OCEAN__EVENT_LISTENER: '{"type":"ONCE"}',
    OCEAN__INTEGRATION__INCREMENTAL_SYNC_ENABLED: 'true',
  };
  const first = await startAlwaysOn(t, environment);
  assert.equal(await first.ended, 0);
  assert.match(first.output(), /A full sync, since there is no cursor/);
  const states = services.port.integration(identifier)?.resyncStates.length;
  const second = await startAlwaysOn(t, environment);
  assert.equal(await second.ended, 0);
  assert.match(second.output(), /Reads what changed since 20/);
  assert.equal(services.port.integration(identifier)?.resyncStates.length, states);
});

for (const [name, start] of [
  ['a task', onAzurePipelines],
  ['an action', onGitHubActions],
] as const)
  test(`${name} never serves, whatever its environment says`, async (t) => {
    const services = await startServices(t);
    for (const more of [{}, { PORT_SYNC_HOST: 'terminal' }] as Record<string, string>[]) {
      const finished = await start({ environment: { ...rendered(services), ...more } });
      assert.equal(finished.code, 0, finished.stdout + finished.stderr);
      assert.equal(finished.report?.run.status, 'succeeded');
    }
  });

test('a command with a word for what it does does that, whatever listener the environment names', async (t) => {
  const services = await startServices(t);
  const finished = await onTerminal({ arguments: ['plan'], environment: rendered(services) });
  assert.equal(finished.code, 0, finished.stdout + finished.stderr);
  assert.equal(finished.report?.run.mode, 'plan');
});
