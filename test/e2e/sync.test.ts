import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Finished, hosts, onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';
import { countsOf, secret, startServices, token } from './support/services.ts';

const catalog = {
  azureDevopsProject: 7,
  azureDevopsRepository: 30,
  azureDevopsBoard: 39,
  azureDevopsColumn: 108,
  azureDevopsWorkItem: 369,
  azureDevopsRelease: 70,
};

const everything = (finished: Finished) =>
  [
    finished.stdout,
    finished.stderr,
    ...Object.values(finished.files),
    ...Object.values(finished.commandFiles),
  ].join('\n');

for (const [name, start] of hosts)
  test(`on ${name} a first sync sets up the catalog and leaves a summary`, async (t) => {
    const { port, inputs } = await startServices(t);
    const finished = await start({ inputs });
    assert.equal(finished.code, 0, finished.stdout + finished.stderr);
    assert.deepEqual(countsOf(port), catalog);
    assert.deepEqual(Object.keys(finished.files).toSorted(), [
      'port-sync-summary/changes.ndjson',
      'port-sync-summary/summary.html',
      'port-sync-summary/summary.json',
      'port-sync-summary/summary.md',
    ]);
    assert.equal(finished.report?.run.status, 'succeeded');
    assert.equal(finished.report?.totals.created, 623);
    assert.equal(finished.report?.totals.refused, 0);
    assert.equal(port.integration('my-azure-devops-integration')?.resyncState.status, 'completed');
    assert.ok(
      !everything(finished)
        .replaceAll(/##vso\[task\.setsecret\].*|::add-mask::.*/g, '')
        .includes(token),
    );
    assert.ok(
      !everything(finished)
        .replaceAll(/##vso\[task\.setsecret\].*|::add-mask::.*/g, '')
        .includes(secret),
    );
  });

test('the agent gets the short summary and the report as attachments of the step, the artifact and output variables', async (t) => {
  const { inputs } = await startServices(t);
  const { stdout } = await onAzurePipelines({ inputs });
  for (const [type, file] of [
    ['Distributedtask\\.Core\\.Summary', 'summary\\.md'],
    ['port-catalog-sync\\.report', 'summary\\.html'],
  ])
    assert.match(
      stdout,
      new RegExp(`^##vso\\[task\\.addattachment type=${type};name=port-sync-summary;\\]/.*${file}$`, 'm'),
    );
  assert.match(
    stdout,
    /^##vso\[artifact\.upload [^\]]*artifactname=port-sync-summary[^\]]*\]\/.*port-sync-summary$/m,
  );
  assert.match(stdout, /^##vso\[task\.setvariable variable=status;isOutput=true[^\]]*\]succeeded$/m);
  assert.match(stdout, /^##vso\[task\.setvariable variable=created;isOutput=true[^\]]*\]623$/m);
  assert.match(stdout, /^##vso\[task\.complete result=Succeeded/m);
  const firstMask = stdout.indexOf('##vso[task.setsecret]');
  assert.equal(firstMask, 0, 'secrets are announced before anything else is printed');
});

test('the runner gets the job summary and outputs', async (t) => {
  const { inputs } = await startServices(t);
  const { commandFiles, stdout } = await onGitHubActions({ inputs });
  assert.match(commandFiles.GITHUB_STEP_SUMMARY ?? '', /623 created/);
  assert.match(commandFiles.GITHUB_OUTPUT ?? '', /has-changes/);
  assert.match(stdout, /^::group::/m);
});

test('on Azure Pipelines the job token of the pipeline is enough', async (t) => {
  const { port, portInputs, organizationUrl } = await startServices(t, {
    azureDevOps: { credentials: [{ kind: 'job', token: 'job-token-of-this-run' }] },
  });
  const finished = await onAzurePipelines({
    inputs: portInputs,
    environment: {
      SYSTEM_COLLECTIONURI: `${organizationUrl}/`,
      SYSTEM_ACCESSTOKEN: 'job-token-of-this-run',
      SYSTEM_TEAMPROJECT: 'Storefront',
    },
  });
  assert.equal(finished.code, 0, finished.stdout);
  assert.equal(finished.report?.organisations[0]?.credential, "the job's own token");
  assert.deepEqual(countsOf(port), catalog);
});

test('what the Docker step was given is enough as it is', async (t) => {
  const { port, portInputs, organizationUrl } = await startServices(t);
  const finished = await onTerminal({
    environment: {
      OCEAN__PORT__CLIENT_ID: portInputs.portClientId,
      OCEAN__PORT__CLIENT_SECRET: portInputs.portClientSecret,
      OCEAN__PORT__BASE_URL: portInputs.portBaseUrl,
      OCEAN__INTEGRATION__IDENTIFIER: 'ado-docker',
      OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: token,
      OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: organizationUrl,
    },
  });
  assert.equal(finished.code, 0, finished.stdout + finished.stderr);
  assert.ok(port.integration('ado-docker'));
  assert.deepEqual(countsOf(port), catalog);
});

test('a second sync of an unchanged organisation writes nothing; a third brings only the difference', async (t) => {
  const { port, azureDevOps, inputs } = await startServices(t);
  await onTerminal({ inputs });
  const writes = port.writes;
  const second = await onTerminal({ inputs });
  assert.equal(port.writes, writes);
  assert.equal(second.report?.totals.unchanged, 623);
  assert.deepEqual(second.changes, []);

  const [organisation] = azureDevOps.organisations;
  organisation?.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
  organisation?.remove({ kinds: ['work-item'], share: 0.02, seed: 2 });
  const third = await onTerminal({ inputs });
  const { created, updated, deleted, unchanged } = third.report?.totals ?? {};
  assert.ok(updated && deleted, 'some are updated, some deleted');
  assert.equal(created, 0);
  assert.equal((updated ?? 0) + (unchanged ?? 0) + (deleted ?? 0), 623);
  assert.equal(port.deletions, deleted);
});

test('a plan writes nothing at all and tells what a first sync would set up', async (t) => {
  const { port, inputs } = await startServices(t);
  const finished = await onTerminal({ inputs: { ...inputs, mode: 'plan' } });
  assert.equal(finished.code, 0, finished.stdout + finished.stderr);
  assert.equal(port.writes, 0);
  assert.equal(port.blueprints.get('azureDevopsProject'), undefined);
  assert.equal(port.integration('my-azure-devops-integration'), undefined);
  assert.equal(finished.report?.totals.created, 623);
  assert.ok(finished.report?.plan?.setup.some((line) => line.includes('azureDevopsWorkItem')));
});

test('a plan of changes names the fields that would change', async (t) => {
  const { port, azureDevOps, inputs } = await startServices(t);
  await onTerminal({ inputs });
  azureDevOps.organisations[0]?.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
  const before = port.catalog();
  const finished = await onTerminal({ inputs: { ...inputs, mode: 'plan' }, arguments: ['--exit-code'] });
  assert.equal(finished.code, 2);
  assert.deepEqual(port.catalog(), before);
  const plan = finished.report?.plan?.blueprints.find((b) => b.blueprint === 'azureDevopsWorkItem');
  assert.ok(plan?.update.length);
  for (const { fields } of plan?.update ?? [])
    assert.ok(fields.length > 0 && fields[0]?.before !== fields[0]?.after);
});

test('cancelled in the middle it tells Port, leaves its summary and deletes nothing', async (t) => {
  const { port, azureDevOps, inputs } = await startServices(t);
  azureDevOps.latency = 150;
  const finished = await onTerminal({ inputs, kill: { when: /Read, map and write/, signal: 'SIGTERM' } });
  assert.notEqual(finished.code, 0);
  assert.equal(finished.report?.run.status, 'cancelled');
  assert.equal(port.deletions, 0);
  const state = port.integration('my-azure-devops-integration')?.resyncState.status;
  assert.ok(state === undefined || state === 'aborted', `resync state ${state}`);
});
