import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliver, type Hooks, hooksOf, type Organisation } from '../emulators/azure-devops/index.ts';
import { hurry, startAlwaysOn, until, webhookSecret, withWebhookSecret } from './support/always-on.ts';
import { onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const organisationOf = ({ azureDevOps }: Services): { organisation: Organisation; hooks: Hooks } => {
  const [organisation] = azureDevOps.organisations as readonly Organisation[] as [Organisation];
  return { organisation, hooks: hooksOf(organisation) };
};

const titleOf = ({ port }: Services, id: number) => {
  const items = port.catalog().azureDevopsWorkItem ?? {};
  return items[Object.keys(items).find((key) => /\d+$/.exec(key)?.[0] === `${id}`) ?? '']?.title;
};

test('a change reaches the catalog by subscriptions that nobody made by hand', async (t) => {
  const services = await startServices(t);
  const { organisation, hooks } = organisationOf(services);
  const process = await startAlwaysOn(t, (url) => ({
    ...withWebhookSecret(services),
    ...hurry,
    OCEAN__BASE_URL: url,
  }));
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  await process.told(/Subscriptions of \S+: (\d+) of \1 are there; \1 made/);
  const types = new Set([...hooks.subscriptions.values()].map(({ eventType }) => eventType));
  assert.ok(types.has('workitem.updated') && types.has('git.push'));

  const place = [...organisation.all('work-item')].find(
    ({ item }) => titleOf(services, item.id) !== undefined,
  );
  assert.ok(place);
  const { id, project } = place.item;
  place.update({ title: 'Changed since' });
  const raise = (type: string, resource: Record<string, unknown>) =>
    deliver(organisation, `${services.organizationUrl}/`, {
      publisher: 'tfs',
      type,
      project: project.id,
      resource,
    });
  assert.deepEqual(await raise('workitem.updated', { id: 2, workItemId: id, rev: 2 }), [200]);
  await process.told(/Events: 1 updated\./);
  assert.equal(titleOf(services, id), 'Changed since');
  place.remove();
  assert.deepEqual(await raise('workitem.deleted', { id, rev: 3, fields: {} }), [200]);
  await process.told(/Events: 1 deleted\./);
  assert.equal(titleOf(services, id), undefined);

  // The next resync puts back what the service disabled, and leaves what a person did.
  const [one, two] = [...hooks.subscriptions.values()];
  assert.ok(one && two);
  one.status = 'disabledBySystem';
  two.status = 'disabledByUser';
  const integration = services.port.integration('live') ?? assert.fail();
  integration.resyncRequest = new Date().toISOString();
  await process.told(/Resync \d+ begins: it was asked for in Port/);
  await until(
    () => one.status === 'enabled',
    () => process.output(),
  );
  await process.told(/1 subscription of \S+ was disabled by a person, and stays so/);
  assert.equal(two.status, 'disabledByUser');
  const metricsOf = async () => (await fetch(`${process.statusUrl}/metrics`)).text();
  await until(
    async () =>
      /^port_catalog_sync_hook_subscriptions\{status="disabled_by_user"\} 1$/m.test(await metricsOf()),
    () => 'the metrics of the check',
  );
  assert.match(await metricsOf(), /^port_catalog_sync_hook_subscriptions_missing 0$/m);
  assert.match(await (await fetch(`${process.statusUrl}/status`)).text(), /<h2>Subscriptions<\/h2>/);
  process.child.kill('SIGTERM');
  assert.equal(await process.ended, 0);
  assert.ok(!process.output().includes(webhookSecret));
  assert.deepEqual(services.port.metrics.violations, []);
});

test('another secret is in the subscriptions before events with the one before are refused', async (t) => {
  const services = await startServices(t);
  const { organisation, hooks } = organisationOf(services);
  const environment = (url: string) => ({ ...withWebhookSecret(services), ...hurry, OCEAN__BASE_URL: url });
  const first = await startAlwaysOn(t, environment);
  await first.told(/Resync 1 ended/);
  await first.told(/Subscriptions of \S+: (\d+) of \1 are there/);
  first.child.kill('SIGTERM');
  await first.ended;
  // The check of subscriptions does not come to an end: until it does, the old secret is taken.
  services.azureDevOps.faults.push({
    match: /hooks\/subscriptions/,
    times: Number.POSITIVE_INFINITY,
    fault: { type: 'slow', ms: 4_000 },
  });
  const second = await startAlwaysOn(t, (url) => ({
    ...environment(url),
    OCEAN__INTEGRATION__CONFIG__WEBHOOK_SECRET: 'another secret of events',
  }));
  await second.told(/Listening on/);
  for (const one of hooks.subscriptions.values())
    one.consumerInputs.url = `${second.url}/integration/webhook`;
  const [project] = [...organisation.projects.items()];
  const raise = () =>
    deliver(organisation, `${services.organizationUrl}/`, {
      publisher: 'tfs',
      type: 'workitem.deleted',
      project: project?.id ?? '',
      resource: { id: 999_999 },
    });
  assert.deepEqual(await raise(), [200]);
  services.azureDevOps.faults.length = 0;
  await second.told(/Subscriptions of \S+: (\d+) of \1 are there; 0 made, \1 changed/);
  assert.ok(
    [...hooks.subscriptions.values()].every(
      ({ consumerInputs }) => consumerInputs.basicAuthPassword === 'another secret of events',
    ),
  );
  assert.deepEqual(await raise(), [200]);
  await until(
    async () =>
      (await fetch(`${second.url}/integration/webhook`, { method: 'POST', body: '{}' })).status === 401,
    () => 'a refusal',
  );
});

test('--plan-hooks tells and writes nothing, --remove-hooks removes what is ours alone', async (t) => {
  const services = await startServices(t);
  const { hooks } = organisationOf(services);
  const serve = (...words: string[]) =>
    onTerminal({
      arguments: ['serve', ...words],
      environment: { ...withWebhookSecret(services), OCEAN__BASE_URL: 'https://catalog.example' },
    });
  const early = await serve('--plan-hooks');
  assert.equal(early.code, 1);
  assert.match(early.stderr, /does not exist in Port yet.*Run a full sync first/);
  const inputs = { ...services.inputs, integrationIdentifier: 'live' };
  assert.equal((await onTerminal({ arguments: ['sync'], inputs })).code, 0);
  const exporters = hooks.add({
    consumerInputs: { url: 'https://port.example/integration/webhook?token=abc' },
  });
  const plan = await serve('--plan-hooks', '--exit-code');
  assert.equal(plan.code, 2);
  assert.match(plan.stdout, /Subscriptions of \S+: \d+ wanted; .* there are none\. What would be done:/);
  assert.match(plan.stdout, /create git\.push: "/);
  assert.match(
    plan.stdout,
    /1 subscription of \S+ to https:\/\/port\.example\/integration\/webhook is not of this/,
  );
  assert.ok(!plan.stdout.includes('token=abc'));
  assert.equal(hooks.subscriptions.size, 1);
  assert.deepEqual(Object.keys(plan.files), []);

  for (const status of ['enabled', 'disabledByUser'])
    hooks.add({
      status,
      consumerInputs: {
        url: 'https://catalog.example/integration/webhook',
        httpHeaders: 'X-Port-Catalog-Sync:0123456789abcdef.00000',
      },
    });
  const removed = await serve('--remove-hooks');
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stdout, /2 removed\. Those that others have made are left/);
  assert.deepEqual([...hooks.subscriptions.keys()], [exporters.id]);
  assert.ok(![plan, removed].some(({ stdout, stderr }) => (stdout + stderr).includes(webhookSecret)));
});

test('without the right to subscribe it says which right is missing, and resyncs go on', async (t) => {
  const services = await startServices(t);
  const { hooks } = organisationOf(services);
  hooks.usual = 0;
  const process = await startAlwaysOn(t, (url) => ({
    ...withWebhookSecret(services),
    ...hurry,
    OCEAN__BASE_URL: url,
  }));
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  await process.told(/the permission View subscriptions is missing/);
  assert.equal(hooks.subscriptions.size, 0);
  const integration = services.port.integration('live') ?? assert.fail();
  integration.resyncRequest = new Date().toISOString();
  await process.told(/Resync 2 ended after \d+ s: succeeded/);
});

test('without a base URL no subscriptions are made, and that is told once', async (t) => {
  const services = await startServices(t);
  const process = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await process.told(/Resync 1 ended/);
  const told = process.entries.filter(({ message }) => /There is no baseUrl/.test(message));
  assert.equal(told.length, 1);
  assert.equal(services.azureDevOps.counts()['GET /_apis/hooks/subscriptions'], undefined);
});

test('a process that cannot begin says why', async (t) => {
  const services = await startServices(t);
  const first = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await first.told(/Listening on/);
  const { port } = new URL(first.url);
  const second = await onTerminal({
    arguments: ['serve', '--listen-port', port, '--status-port', '0'],
    environment: withWebhookSecret(services),
  });
  assert.equal(second.code, 1);
  assert.match(second.stdout, new RegExp(`The port ${port} is in use.*PCS1104`));
});
