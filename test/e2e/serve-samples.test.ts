import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTable } from '../../src/events/event-table.ts';
import { samples } from '../unit/events/samples.ts';
import { authorization, hurry, startAlwaysOn, until, withWebhookSecret } from './support/always-on.ts';
import { countsOf, startServices } from './support/services.ts';

/** Outcomes of events that are not simply taken. */
const outcomes: Partial<Record<string, string>> = {
  'tfvc.checkin': 'ignored',
  'ms.vss-pipelinechecks-events.approval-pending': 'without_id',
  'ms.vss-pipelinechecks-events.approval-completed': 'without_id',
  // Addresses in it are of Microsoft's organisation, and not of this one.
  'workitem.updated': 'foreign',
};

test('every event of Microsoft’s page is taken by the bundle, and what is made up in it changes nothing', async (t) => {
  const services = await startServices(t);
  const { azureDevOps, port } = services;
  const process = await startAlwaysOn(t, { ...withWebhookSecret(services), ...hurry });
  await process.told(/Resync 1 ended after \d+ s: succeeded/);
  const before = countsOf(port);
  const asked = azureDevOps.requests.length;

  for (const [type, sample] of Object.entries(samples)) {
    const answer = await fetch(`${process.url}/integration/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(sample),
    });
    assert.equal(answer.status, 200, type);
    const { outcome } = (await answer.json()) as { outcome: string };
    assert.equal(outcome, outcomes[type] ?? 'taken', type);
  }
  const metric = async (name: string) => {
    const metrics = await (await fetch(`${process.statusUrl}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
  };
  // Items that could not be read in full are read again, and then by an incremental run.
  await until(
    async () => (await metric('port_catalog_sync_event_queue')) === 0,
    () => 'an empty queue',
  );
  assert.ok(azureDevOps.requests.length > asked);
  // Two of them do not say what has changed, as events with few details do not.
  await process.told(/An event does not say what changed: its subscription sends too few details/);
  await process.told(/Resync 2, an incremental one, begins: something may have been missed/);
  await process.told(/Resync 2, an incremental one, ended after \d+ s: succeeded/);
  assert.deepEqual(countsOf(port), before);
  assert.equal(process.child.exitCode, null);
  assert.deepEqual(port.metrics.violations, []);
  process.child.kill('SIGTERM');
  assert.equal(await process.ended, 0);
});

test('there is a sample of every event that is told from others', () => {
  const unsampled = [...eventTable.keys()].filter((type) => !(type in samples));
  assert.deepEqual(unsampled, [
    'ms.vss-release.deployment-mi-pending-event',
    'ms.vss-pipelinechecks-events.check-updated-event',
    'ms.vss-endpoint.endpoint-created',
    'ms.vss-endpoint.endpoint-updated',
    'ms.vss-code.codereview-created-event',
    'ms.vss-code.codereview-updated-event',
    'ms.vss-code.codereview-iteration-changed-event',
    'elasticagentpool.resized',
    'git.branch.download',
    'git.clone',
    'git.fetch',
    'message.posted',
  ]);
});
