import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { resource } from '../support/resource.ts';
import { hosts, onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';

/** Resolves when the first of two runs has told Port that it is at work. */
const atWork = async ({ port }: Services): Promise<void> => {
  while (port.integration(identifier)?.resyncState.status !== 'running') await wait(10);
};

const runningSince = (minutes: number) => ({
  identifier,
  installationAppType: 'azure-devops',
  config: {
    resources: [resource('project', { identifier: '.id', blueprint: '"service"' })],
  },
  resyncState: {
    status: 'running',
    lastResyncStart: new Date(Date.now() - minutes * 60_000).toISOString(),
    lastResyncEnd: null,
  },
});

test('a run that may not wait gives way to another one that is at work, which goes on', async (t) => {
  const services = await startServices(t);
  const { azureDevOps, port, inputs } = services;
  azureDevOps.latency = 250;
  const first = onTerminal({ inputs });
  await atWork(services);
  const second = await onAzurePipelines({ inputs: { ...inputs, overlapWait: '0' } });
  assert.equal(second.code, 1);
  assert.match(
    second.stdout,
    /Another run of the integration "my-azure-devops-integration" has been at work since/,
  );
  assert.match(second.stdout, /Let it finish, or give the schedules room/);
  assert.equal(second.report?.totals.created, 0);
  assert.equal((await first).code, 0);
  assert.deepEqual(
    port.integration(identifier)?.resyncStates.map(({ status }) => status),
    ['running', 'completed'],
  );
});

test('a run that may wait goes on when the other one has ended, and finds nothing to do', async (t) => {
  const services = await startServices(t);
  const { azureDevOps, port, inputs } = services;
  azureDevOps.latency = 250;
  const first = onTerminal({ inputs });
  await atWork(services);
  const asked = () =>
    port.requests.filter(({ method, route }) => method === 'GET' && route === '/v1/integration/{integration}')
      .length;
  const before = asked();
  const later = onGitHubActions({ inputs: { ...inputs, overlapWait: '12' } });
  // The first one is held up until the second has met it.
  while (asked() === before) await wait(10);
  azureDevOps.latency = 20;
  const second = await later;
  assert.equal((await first).code, 0);
  assert.equal(second.code, 0, second.stdout);
  assert.match(second.stdout, /Another run of the integration .* waiting for its end/);
  assert.equal(second.report?.totals.unchanged, 623);
  assert.equal(port.integration(identifier)?.resyncStates.length, 4);
});

test('a plan does not wait: it writes nothing that could be in the way', async (t) => {
  const { port, inputs } = await startServices(t);
  port.seedIntegration(runningSince(1));
  const { code } = await onTerminal({ inputs: { ...inputs, mode: 'plan', overlapWait: '0' } });
  assert.equal(code, 0);
});

for (const [minutes, staleAfter, blocks] of [
  [10, undefined, true],
  [120, undefined, false],
  [10, '300', false],
  [10, '1200', true],
] as const)
  test(`a run that began ${minutes} minutes ago ${blocks ? 'blocks' : 'counts as dead'} with ${staleAfter ?? 'the usual'} seconds`, async (t) => {
    const { port, inputs } = await startServices(t);
    port.seedBlueprints([{ identifier: 'service', schema: { properties: {}, required: [] }, relations: {} }]);
    port.seedIntegration(runningSince(minutes));
    const finished = await onTerminal({
      inputs: { ...inputs, overlapWait: '0', ...(staleAfter && { overlapStaleAfter: staleAfter }) },
    });
    assert.equal(finished.code, blocks ? 1 : 0, finished.stdout);
    assert.equal(finished.report?.run.status === 'failed', blocks);
  });

/** A run that was killed in the middle of its work, so that nobody ended its mark. */
const killed = async (services: Services) => {
  services.azureDevOps.latency = 60;
  const kill = { when: () => services.port.writes > 0, signal: 'SIGKILL' as const };
  const { signal } = await onTerminal({ inputs: services.inputs, kill });
  assert.equal(signal, 'SIGKILL');
  services.azureDevOps.latency = 0;
  const integration = services.port.integration(identifier) ?? assert.fail();
  assert.equal(integration.resyncState.status, 'running');
  return integration;
};

test('a run that was killed blocks the next one for minutes, which names the inputs that help', async (t) => {
  const services = await startServices(t);
  const integration = await killed(services);
  const blocked = await onGitHubActions({ inputs: { ...services.inputs, overlapWait: '0' } });
  assert.equal(blocked.code, 1);
  assert.match(blocked.stdout, /overlap-wait says how long to wait, and on-overlap whether/);
  const until = Date.parse(/its mark is ignored from (\S+) on/.exec(blocked.stdout)?.[1] ?? '');
  assert.ok(until > Date.now() && until < Date.now() + 301_000, blocked.stdout);
  // The minutes pass.
  const { nextResync } = integration.resyncState;
  integration.resyncState.nextResync = new Date(Date.parse(String(nextResync)) - 301_000).toISOString();
  const next = await onGitHubActions({ inputs: { ...services.inputs, overlapWait: '0' } });
  assert.equal(next.code, 0, next.stdout);
  assert.match(next.stdout, /gives no sign of life any more/);
});

for (const [name, start] of hosts)
  test(`on ${name} giving way is no failure where the user says so`, async (t) => {
    const services = await startServices(t);
    services.port.seedIntegration(runningSince(1));
    const skipped = await start({ inputs: { ...services.inputs, overlapWait: '0', onOverlap: 'skip' } });
    const log = skipped.stdout + skipped.stderr;
    assert.equal(skipped.code, 0, log);
    assert.equal(skipped.report?.run.status, 'skipped');
    assert.match(log, /Another run of the integration .* has been at work since/);
    assert.match(log, /No entity\s+was written/);
    if (start === onAzurePipelines) assert.match(log, /task\.complete result=Succeeded/);
    assert.equal(services.port.writes, 0);
  });
