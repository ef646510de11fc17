import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import {
  type AlwaysOn,
  authorization,
  hurry,
  startAlwaysOn,
  until,
  webhookSecret,
  withWebhookSecret,
} from './support/always-on.ts';
import { type Services, startServices } from './support/services.ts';

/** Sends an event as the service does. */
const send = async (process: AlwaysOn, event: object, headers: Record<string, string> = { authorization }) =>
  (
    await fetch(`${process.url}/integration/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(event),
    })
  ).status;

const workItemEvent = (
  eventType: string,
  { id, project }: { id: number; project: { id: string } },
  of: Services,
) => ({
  subscriptionId: '5f4a0a6e-1c3c-4b0e-8d3e-5a0b6f1f4a11',
  notificationId: 1,
  eventType,
  publisherId: 'tfs',
  resource: eventType === 'workitem.updated' ? { id: 2, workItemId: id, rev: 2 } : { id, rev: 1 },
  resourceContainers: {
    collection: { id: 'c12d0eb8-e382-443b-9f9c-c52cba5014c2', baseUrl: `${of.organizationUrl}/` },
    project: { id: project.id, baseUrl: `${of.organizationUrl}/` },
  },
});

const titleOf = ({ port }: Services, id: number) =>
  port.catalog().azureDevopsWorkItem?.[keyOf(port, id)]?.title;

const keyOf = (port: Services['port'], id: number): string =>
  Object.keys(port.catalog().azureDevopsWorkItem ?? {}).find((key) => /\d+$/.exec(key)?.[0] === `${id}`) ??
  '';

/** A work item that the catalog has. */
const workItemIn = ({ azureDevOps, port }: Services) => {
  const [organisation] = azureDevOps.organisations as readonly Organisation[] as [Organisation];
  for (const place of organisation.all('work-item')) if (keyOf(port, place.item.id) !== '') return place;
  return assert.fail('no work item is in the catalog');
};

test('what an event touched is in the catalog seconds later, read with the process’ own rights', async (t) => {
  const services = await startServices(t);
  const process = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  const place = workItemIn(services);
  place.update({ title: 'Changed since' });
  for (const header of [{}, { authorization: authorization.slice(0, -4) }] as Record<string, string>[])
    assert.equal(await send(process, workItemEvent('workitem.updated', place.item, services), header), 401);
  await process.told(/was refused/);
  assert.equal(await send(process, workItemEvent('workitem.updated', place.item, services)), 200);
  await process.told(/Events: 1 updated\./);
  assert.equal(titleOf(services, place.item.id), 'Changed since');

  place.remove();
  assert.equal(await send(process, workItemEvent('workitem.deleted', place.item, services)), 200);
  await process.told(/Events: 1 deleted\./);
  assert.equal(titleOf(services, place.item.id), undefined);

  const foreign = workItemEvent('workitem.updated', place.item, {
    ...services,
    organizationUrl: 'https://dev.azure.com/other',
  });
  assert.equal(await send(process, foreign), 200);
  const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
  for (const line of [
    /^port_catalog_sync_events_total\{type="workitem.updated",outcome="taken"\} 1$/m,
    /^port_catalog_sync_events_total\{type="workitem.updated",outcome="foreign"\} 1$/m,
    /^port_catalog_sync_events_total\{type="none",outcome="refused"\} 2$/m,
    /^port_catalog_sync_event_delay_seconds_count 2$/m,
    /^port_catalog_sync_event_entities_total\{outcome="deleted"\} 1$/m,
    /^port_catalog_sync_event_queue 0$/m,
  ])
    assert.match(metrics, line);
  assert.match(await (await fetch(`${process.statusUrl}/status`)).text(), /<h2>Events<\/h2>/);
  process.child.kill('SIGTERM');
  assert.equal(await process.ended, 0);
  assert.ok(!process.output().includes(webhookSecret));
  assert.deepEqual(services.port.metrics.violations, []);
});

test('events that come while a resync is at work are applied, and once more after it', async (t) => {
  const services = await startServices(t);
  const process = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await process.told(/Resync 1 ended/);
  services.azureDevOps.latency = 300;
  const integration = services.port.integration('live') ?? assert.fail();
  integration.resyncRequest = new Date().toISOString();
  await process.told(/Resync 2 begins/);
  const { id, project } = workItemIn(services).item;
  assert.equal(await send(process, workItemEvent('workitem.updated', { id, project }, services)), 200);
  const written = async () => {
    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    return Number(/event_delay_seconds_count (\d+)/.exec(metrics)?.[1]);
  };
  await until(
    async () => (await written()) === 1,
    () => 'the event',
  );
  services.azureDevOps.latency = 0;
  await process.told(/Resync 2 ended/);
  await until(
    async () => (await written()) === 2,
    () => 'the event once more',
  );
});

test('events wait while Port does not answer, and none is lost', async (t) => {
  const services = await startServices(t);
  const process = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await process.told(/Resync 1 ended/);
  const place = workItemIn(services);
  place.update({ title: 'While Port was away' });
  services.port.faults.push({
    match: /./,
    fault: { type: 'status', status: 403 },
    times: Number.POSITIVE_INFINITY,
  });
  assert.equal(await send(process, workItemEvent('workitem.updated', place.item, services)), 200);
  await process.told(/Events wait, for 5 s at the least/);
  services.port.faults.length = 0;
  await process.told(/Events: 1 updated\./);
  assert.equal(titleOf(services, place.item.id), 'While Port was away');
});
