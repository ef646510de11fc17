import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { type AlwaysOn, environmentOf, hurry, runsOf, startAlwaysOn, until } from './support/always-on.ts';
import { type Services, startServices } from './support/services.ts';

test('an event that was taken, and lost when the process was killed, is made up for by the resync at its start', async (t) => {
  const services = await startServices(t);
  const { azureDevOps, port, organizationUrl } = services;
  const environment = { ...environmentOf(services), ...hurry };
  const first = await startAlwaysOn(t, environment);
  await first.told(/Resync 1 ended after \d+ s: succeeded/);
  const items = [...(azureDevOps.organisations[0] as Organisation).all('work-item')];
  const keyOf = (id: number) =>
    Object.keys(port.catalog().azureDevopsWorkItem ?? {}).find((key) => /\d+$/.exec(key)?.[0] === `${id}`);
  const [changed, removed] = items.filter(({ item }) => keyOf(item.id) !== undefined);
  const [key, gone] = [keyOf(changed?.item.id ?? 0), keyOf(removed?.item.id ?? 0)];
  assert.ok(changed && removed && key && gone);

  // Events that were taken wait in memory while Port does not answer.
  port.faults.push({
    match: /./,
    fault: { type: 'status', status: 403 },
    times: Number.POSITIVE_INFINITY,
  });
  changed.update({ title: 'While nobody listened' });
  removed.remove();
  for (const [eventType, { item }] of [
    ['workitem.updated', changed],
    ['workitem.deleted', removed],
  ] as const) {
    const answer = await fetch(`${first.url}/integration/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        eventType,
        resource: eventType === 'workitem.updated' ? { id: 2, workItemId: item.id } : { id: item.id },
        resourceContainers: { project: { id: item.project.id, baseUrl: `${organizationUrl}/` } },
      }),
    });
    assert.equal(answer.status, 200);
  }
  await first.told(/Events wait, for \d+ s at the least/);
  first.child.kill('SIGKILL');
  await first.ended;
  port.faults.length = 0;
  assert.notEqual(port.catalog().azureDevopsWorkItem?.[key]?.title, 'While nobody listened');

  const second = await startAlwaysOn(t, environment);
  await second.told(/Resync 1 ended after \d+ s: succeeded/);
  const catalog = port.catalog().azureDevopsWorkItem;
  assert.equal(catalog?.[key]?.title, 'While nobody listened');
  assert.equal(catalog?.[gone], undefined);
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});

/** Work items that are in the catalog. */
const itemsIn = ({ azureDevOps, port }: Services) => {
  const known = new Set(
    Object.keys(port.catalog().azureDevopsWorkItem ?? {}).map((key) => Number(/\d+$/.exec(key)?.[0])),
  );
  const organisation = azureDevOps.organisations[0] as Organisation;
  return [...organisation.all('work-item')].filter(({ item }) => known.has(item.id));
};

type WorkItemPlace = ReturnType<typeof itemsIn>[number];

const titlesIn = ({ port }: Services): unknown[] =>
  Object.values(port.catalog().azureDevopsWorkItem ?? {}).map(({ title }) => title);

/** Changes items and tells of each. */
const change = async (process: AlwaysOn, { organizationUrl }: Services, places: readonly WorkItemPlace[]) => {
  for (const [index, place] of places.entries()) {
    place.update({ title: `Changed ${index}` });
    const { id, project } = place.item;
    const body = JSON.stringify({
      eventType: 'workitem.updated',
      resource: { id: 2, workItemId: id },
      resourceContainers: { project: { id: project.id, baseUrl: `${organizationUrl}/` } },
    });
    const answer = await fetch(`${process.url}/integration/webhook`, { method: 'POST', body });
    assert.equal(answer.status, 200);
  }
};

test('what a worker had in hand when it was killed is read by the next one, and none of it is lost', async (t) => {
  const services = await startServices(t);
  const process = await startAlwaysOn(t, { ...environmentOf(services), ...hurry });
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  services.azureDevOps.latency = 1_000;
  await change(process, services, itemsIn(services).slice(0, 20));
  const before = services.azureDevOps.requests.length;
  await until(
    () => services.azureDevOps.requests.length > before,
    () => 'a request of the worker',
  );
  const [pid] = await runsOf(process.temporary, 'items');
  globalThis.process.kill(Number(pid), 'SIGKILL');
  services.azureDevOps.latency = 0;
  const entry = await process.told(/Events wait, for 5 s at the least: .*SIGKILL/);
  assert.equal(entry.level, 'warn');
  const written = () => titlesIn(services).filter((title) => /^Changed \d/.test(String(title))).length;
  await until(
    () => written() === 20,
    () => `${written()} of 20`,
  );
  assert.notDeepEqual(await runsOf(process.temporary, 'items'), [pid]);
  process.child.kill('SIGTERM');
  assert.equal(await process.ended, 0);
});

test('a killed process that does not resync at its start catches up from the cursors that it has kept', async (t) => {
  const services = await startServices(t, { organisation: { time: Date.now } });
  const folder = await mkdtemp(join(tmpdir(), 'cursors-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const environment = { ...environmentOf(services), ...hurry, PORT_SYNC_STATE_DIRECTORY: folder };
  const first = await startAlwaysOn(t, environment);
  await first.told(/Resync 1 ended after \d+ s: succeeded/);
  services.azureDevOps.latency = 1_000;
  await change(first, services, itemsIn(services).slice(0, 5));
  first.child.kill('SIGKILL');
  await first.ended;
  services.azureDevOps.latency = 0;
  const second = await startAlwaysOn(t, {
    ...environment,
    OCEAN__EVENT_LISTENER: '{"type":"POLLING","resync_on_start":false}',
  });
  await second.told(/Resync 1, an incremental one, begins: something may have been missed/);
  await second.told(/^Reads what changed since 20/);
  await second.told(/Resync 1, an incremental one, ended after \d+ s: succeeded/);
  for (let index = 0; index < 5; index += 1)
    assert.ok(titlesIn(services).includes(`Changed ${index}`), `${index}`);
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});
