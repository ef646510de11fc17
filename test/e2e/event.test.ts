import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { type Finished, onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const config = JSON.stringify({
  resources: [
    resource('work-item', {
      identifier: '"item-" + (.id | tostring)',
      blueprint: '"thing"',
      title: '.fields."System.Title"',
    }),
  ],
});

/** Services, and the inputs of a run between them, after a sync. */
const synced = async (...args: Parameters<typeof startServices>) => {
  const services = await startServices(...args);
  services.port.seedBlueprints([
    { identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} },
  ]);
  const inputs = { ...services.inputs, config, initializePortResources: 'false' };
  const first = await onTerminal({ inputs });
  assert.equal(first.code, 0, first.stdout);
  return { services, inputs };
};
const small = { organisation: { scale: { projects: 2, workItemsPerProject: 4, users: 2 } } };

const itemsOf = ({ azureDevOps }: Services) => [
  ...(azureDevOps.organisations[0] as Organisation).all('work-item'),
];

/** An event as the service sends it, with text from people in it. */
const payloadOf = (
  { id, project }: { id: number; project: { id: string } },
  { organizationUrl }: Services,
) => ({
  subscriptionId: '5f4a0a6e-1c3c-4b0e-8d3e-5a0b6f1f4a11',
  notificationId: 1,
  id: '03c164c2-8912-4d5e-8009-3707d5f83734',
  eventType: 'workitem.updated',
  publisherId: 'tfs',
  message: { text: '##vso[task.complete result=Failed;]\n::error::a title of the event' },
  detailedMessage: { text: '$(PORT_CLIENT_SECRET) $' },
  resource: { id: 2, workItemId: id, rev: 2 },
  resourceVersion: '1.0',
  resourceContainers: {
    collection: { id: 'c12d0eb8-e382-443b-9f9c-c52cba5014c2', baseUrl: `${organizationUrl}/` },
    project: { id: project.id, baseUrl: `${organizationUrl}/` },
  },
  createdDate: '2026-01-05T12:00:00Z',
});

const hosts: Record<string, (inputs: Record<string, string>, payload: object) => Promise<Finished>> = {
  'Azure Pipelines': (inputs, payload) =>
    onAzurePipelines({ inputs: { ...inputs, event: JSON.stringify(payload).replaceAll('$', '\\u0024') } }),
  'GitHub Actions': (inputs, payload) =>
    onGitHubActions({
      inputs,
      eventFile: JSON.stringify({ action: 'azure-devops-event', client_payload: { event: payload } }),
      environment: { GITHUB_EVENT_NAME: 'repository_dispatch' },
    }),
  terminal: (inputs, payload) =>
    onTerminal({
      inputs: { ...inputs, event: 'event.json' },
      files: { 'event.json': JSON.stringify(payload) },
    }),
};

for (const [host, on] of Object.entries(hosts))
  test(`${host}: what one event touched is in the catalog when its run has ended, and the summary tells it`, async (t) => {
    const { services, inputs } = await synced(t, small);
    const [place] = itemsOf(services);
    assert.ok(place);
    place.update({ title: 'Changed since' });
    const { code, stdout, report, files, changes } = await on(
      { ...inputs, mode: 'event' },
      payloadOf(place.item, services),
    );
    assert.equal(code, 0, stdout);
    assert.equal(services.port.entity('thing', `item-${place.item.id}`)?.title, 'Changed since');
    assert.deepEqual(report?.run.event, { type: 'workitem.updated', waiting: [] });
    assert.deepEqual(
      changes.map(({ action, identifier }) => [action, identifier]),
      [['updated', `item-${place.item.id}`]],
    );
    const told = [
      stdout,
      ...Object.entries(files).flatMap(([name, text]) => (/summary\.(md|html)$/.test(name) ? [text] : [])),
    ];
    assert.equal(told.length, 3);
    for (const text of told) assert.match(text, /Of the event workitem\.updated\./);
    for (const text of [...told, JSON.stringify(report)])
      assert.doesNotMatch(text, /a title of the event|result=Failed|PORT_CLIENT_SECRET/);
    const { resyncState } = services.port.integration('my-azure-devops-integration') ?? assert.fail();
    assert.equal(resyncState.status, 'completed');
  });

test('what is no event fails the step before anything is asked for, and nothing of it is told', async (t) => {
  const { services, inputs } = await synced(t, small);
  const asked = [services.azureDevOps.requests.length, services.port.requests.length];
  const given = { ...inputs, mode: 'event' };
  const broken = await onAzurePipelines({ inputs: { ...given, event: '{"eventType":"a secret title' } });
  assert.equal(broken.code, 1);
  assert.match(
    broken.stdout,
    /event: It cannot be used: it is not JSON, line 1, column \d+\. It has to be the event's JSON/,
  );
  assert.doesNotMatch(broken.stdout, /a secret title/);
  assert.equal(broken.report?.run.mode, 'event');
  const pushed = await onGitHubActions({
    inputs: given,
    eventFile: JSON.stringify({ ref: 'refs/heads/main', head_commit: { message: 'a secret title' } }),
    environment: { GITHUB_EVENT_NAME: 'push' },
  });
  assert.equal(pushed.code, 1);
  assert.match(pushed.stdout, /The workflow was started by push\. Start it by repository_dispatch/);
  const few = await onTerminal({
    inputs: { ...given, event: '{"eventType":"git.push","resource":{}}' },
    arguments: ['--exit-code'],
  });
  assert.match(
    few.stdout + few.stderr,
    /The event git\.push does not say what changed\. The least that it needs/,
  );
  assert.deepEqual([services.azureDevOps.requests.length, services.port.requests.length], asked);

  const unknown = await onTerminal({
    inputs: { ...given, event: '{"eventType":"new.thing","resource":{}}' },
  });
  assert.equal(unknown.code, 0);
  assert.match(unknown.stdout, /Nothing to do, because its type is none that this version knows\./);
  assert.deepEqual([services.azureDevOps.requests.length, services.port.requests.length], asked);
});
