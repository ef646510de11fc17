import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hosts, onGitHubActions, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';
/** Two seconds are promised; a machine that is busy takes longer to start and end a process. */
const soon = 5_000;

/** Slows the services down so that the moment lasts, and says when it has come. */
const moments: Record<string, (services: Services) => RegExp | (() => boolean)> = {
  'while it reads': ({ azureDevOps }) => {
    azureDevOps.latency = 200;
    return () => azureDevOps.requests.length > 20;
  },
  'while it writes': ({ port }) => {
    port.faults.push({
      match: /POST .*entities\/bulk/,
      fault: { type: 'slow', ms: 400 },
      times: Number.POSITIVE_INFINITY,
    });
    return () => port.writes > 0;
  },
  'while it waits as it was told to': ({ azureDevOps }) => {
    azureDevOps.faults.push({ match: /./, fault: { type: 'throttled', retryAfter: 120 }, skip: 30 });
    return /Azure DevOps.*120/;
  },
  'while Port does not answer': ({ azureDevOps, port }) => {
    azureDevOps.latency = 100;
    return () => {
      if (azureDevOps.requests.length > 40) port.latency = 60_000;
      return port.latency > 0;
    };
  },
};

for (const [at, [name, start]] of hosts.entries())
  for (const [moment, prepare] of Object.entries(moments)) {
    const signal = at % 2 === 0 ? 'SIGTERM' : 'SIGINT';
    test(`on ${name} a run that is cancelled ${moment} ends at once, with its summary (${signal})`, async (t) => {
      const services = await startServices(t);
      const { port, inputs } = services;
      const finished = await start({ inputs, kill: { when: prepare(services), signal } });
      const log = finished.stdout + finished.stderr;
      assert.equal(finished.code, 1, log);
      assert.ok(finished.afterKill > 0 && finished.afterKill < soon, `${finished.afterKill} ms`);
      const { run } = finished.report ?? assert.fail(`there is no summary: ${log}`);
      assert.equal(run.status, 'cancelled');
      assert.match(run.failure?.message ?? '', new RegExp(signal));
      assert.equal(Object.keys(finished.files).length, 4);
      assert.equal(port.deletions, 0);
      assert.match(log, /cancelled/);
      if (port.latency > 0) return;
      const states = port.integration(identifier)?.resyncStates.map(({ status }) => status) ?? [];
      assert.ok(
        [[], ['running', 'aborted']].some((all) => all.join() === states.join()),
        states.join(),
      );
      assert.deepEqual(port.metrics.violations, []);
      for (const metrics of port.metrics.runs.values())
        assert.equal(metrics.get('__runtime__')?.states.at(-1), 'aborted');
    });
  }

test('writes in flight are settled: what Port took is in the summary', async (t) => {
  const services = await startServices(t);
  const when = moments['while it writes']?.(services) ?? assert.fail();
  const inputs = { ...services.inputs, maxConcurrency: '4' };
  const { report, changes } = await onTerminal({ inputs, kill: { when, signal: 'SIGTERM' } });
  const sent = services.port.requests
    .filter(({ route }) => route.endsWith('/entities/bulk'))
    .flatMap(({ requestBody }) => JSON.parse(requestBody).entities as { identifier: string }[])
    .map(({ identifier: sentIdentifier }) => sentIdentifier);
  assert.ok(sent.length > 0 && sent.length < 623, `${sent.length} sent`);
  assert.deepEqual(changes.map((change) => change.identifier).toSorted(), sent.toSorted());
  assert.deepEqual([report?.totals.created, report?.totals.refused], [sent.length, 0]);
});

test('a second signal ends the process there and then', async (t) => {
  const services = await startServices(t);
  const when = moments['while Port does not answer']?.(services) ?? assert.fail();
  const { code, afterKill } = await onTerminal({
    inputs: services.inputs,
    kill: { when, signal: 'SIGINT', again: 500 },
  });
  assert.equal(code, 130);
  assert.ok(afterKill < soon);
});

test('a plan that is cancelled has written nothing', async (t) => {
  const services = await startServices(t);
  const when = moments['while it reads']?.(services) ?? assert.fail();
  const finished = await onTerminal({
    inputs: { ...services.inputs, mode: 'plan' },
    kill: { when, signal: 'SIGTERM' },
  });
  assert.equal(finished.report?.run.status, 'cancelled');
  assert.equal(services.port.writes, 0);
  assert.equal(services.port.integration(identifier), undefined);
});

test('a time limit ends a run tidily, and says what to change', async (t) => {
  const { azureDevOps, port, inputs } = await startServices(t);
  azureDevOps.latency = 1_000;
  const finished = await onGitHubActions({ inputs: { ...inputs, timeLimit: '3' } });
  assert.equal(finished.code, 1);
  assert.equal(finished.report?.run.status, 'failed');
  assert.match(finished.stdout, /::error .*time limit of 3 s.*Raise time-limit/);
  assert.equal(port.deletions, 0);
});
