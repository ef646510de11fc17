import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { environmentOf, hurry, startAlwaysOn } from './support/always-on.ts';
import { startServices } from './support/services.ts';

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

  // While Port does not answer, what was taken waits in memory.
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
