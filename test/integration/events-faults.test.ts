import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from '../../src/events/read-event.ts';
import type { HttpResponse, Transport } from '../../src/http/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { Fault } from '../emulators/types.ts';
import { resource } from '../support/resource.ts';
import { createProduct } from './product.ts';
import { commitAt, event, heard, requestsOf, told } from './support/heard.ts';

/** Faults that Port's exporter is known to have with events: each is a case here. */

const none = '00000000-0000-0000-0000-000000000000';
const whole = { text: 'tostring' };

const defaultBranchPush = (repository: { id: string; project: object; defaultBranch?: string }) => ({
  repository: { id: repository.id, project: repository.project },
  refUpdates: [
    {
      name: repository.defaultBranch,
      oldObjectId: commitAt(Date.UTC(2026, 0, 5, 8), 'a'),
      newObjectId: commitAt(Date.UTC(2026, 0, 5, 9), 'b'),
    },
  ],
});

/** Comparisons of commits answer with these changes, as the documentation has those of what was renamed. */
const comparing =
  (changes: () => object[]) =>
  (transport: Transport): Transport =>
  async (request): Promise<HttpResponse> => {
    const answer = await transport(request);
    if (!request.url.includes('/diffs/commits')) return answer;
    const body = Buffer.from(JSON.stringify({ allChangesIncluded: true, changes: changes() }));
    return { ...answer, status: 200, body, headers: { 'content-type': 'application/json' } };
  };

const renames: Record<string, (from: string, to: string) => object[]> = {
  'edit, rename': (from, to) => [
    { item: { path: to, gitObjectType: 'blob' }, changeType: 'edit, rename', sourceServerItem: from },
  ],
  'delete, sourceRename': (from, to) => [
    { item: { path: from, gitObjectType: 'blob' }, changeType: 'delete, sourceRename' },
    { item: { path: to, gitObjectType: 'blob' }, changeType: 'rename', sourceServerItem: from },
  ],
};

for (const [changeType, changesOf] of Object.entries(renames))
  test(`a file that was renamed leaves by its old name and comes by its new one: ${changeType}`, async () => {
    let changes: object[] = [];
    const { organisation, items } = await heard(
      'file',
      { identifier: '.repo.id + "/" + (.file.path | gsub("[^A-Za-z0-9._/-]"; "-"))' },
      { files: { path: '**/*.md' } },
      { around: comparing(() => changes) },
    );
    const [repository, file] = repositoryWithFile(organisation);
    const from = file.item.path;
    const to = `${from.slice(0, -3)}-renamed.md`;
    file.update({ path: to });
    changes = changesOf(`/${from}`.replace('//', '/'), `/${to}`.replace('//', '/'));
    await items.hear(event('git.push', defaultBranchPush(repository), repository.project));
    const named = (path: string) => `${repository.id}/${path}`.replace('//', '/');
    assert.deepEqual(told(items).sort(), [`created ${named(to)}`, `deleted ${named(from)}`]);
    await items.close();
  });

const repositoryWithFile = (organisation: Organisation) => {
  for (const { item } of organisation.all('repository')) {
    const own = new Set([...item.files.items()].map(({ objectId }) => objectId));
    const file = [...organisation.all('file')].find(
      ({ item: { path, objectId } }) => path.endsWith('.md') && own.has(objectId),
    );
    if (file && !item.isDisabled && item.defaultBranch) return [item, file] as const;
  }
  return assert.fail('no repository has such a file');
};

for (const [name, fault] of Object.entries<Fault>({
  'is answered with 500': { type: 'status', status: 500 },
  'is answered with half a text': { type: 'malformed' },
}))
  test(`a push whose comparison ${name} holds up no other event`, async () => {
    const mapped = (kind: string, identifier: string, selector = {}) =>
      resource(kind, { identifier, blueprint: '"thing"', title: '.fields."System.Title"?' }, selector);
    const resources = [
      mapped('file', '.repo.id + "/" + (.file.path | gsub("[^A-Za-z0-9._/-]"; "-"))', {
        files: { path: '**/*.md' },
      }),
      mapped('work-item', '.id | tostring'),
    ];
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)) } });
    product.port.seedBlueprints([
      { identifier: 'thing', title: 'Thing', schema: { properties: {}, required: [] }, relations: {} },
    ]);
    const settings = {
      mapping: { from: 'inline' as const, text: JSON.stringify({ resources }) },
      initializePortResources: false,
    };
    await product.sync(settings);
    const [organisation] = product.azureDevOps.organisations as readonly [Organisation];
    const [repository] = repositoryWithFile(organisation);
    const workItem = organisation.find('work-item', ({ id }) => id !== undefined);
    workItem.update({ title: 'Changed since' });
    product.azureDevOps.faults.push({
      match: ({ url }) => url.pathname.endsWith('/diffs/commits'),
      times: Number.POSITIVE_INFINITY,
      fault,
    });
    const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];
    const touched = [
      event('git.push', defaultBranchPush(repository), repository.project),
      event('workitem.updated', { workItemId: workItem.item.id }, workItem.item.project),
    ].flatMap((payload) => readEvent(payload, { organisations }).touched);
    const worker = product.openWorker(settings);
    const done = await worker.apply(touched);
    // Items that the push changed are asked for again.
    assert.deepEqual([done.updated, done.isWhole], [1, false]);
    product.azureDevOps.faults.length = 0;
    assert.equal((await worker.apply(touched)).isWhole, true);
    await worker.close();
  });

test('a worker that has given Azure DevOps up ends, so that the next one asks anew', async () => {
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)) } });
  product.port.seedBlueprints([
    { identifier: 'thing', title: 'Thing', schema: { properties: {}, required: [] }, relations: {} },
  ]);
  const mappings = { identifier: '.id | tostring', blueprint: '"thing"', title: '.fields."System.Title"' };
  const resources = [resource('work-item', mappings), resource('file', mappings, { files: { path: '*' } })];
  const settings = {
    mapping: { from: 'inline' as const, text: JSON.stringify({ resources }) },
    initializePortResources: false,
  };
  await product.sync(settings);
  const [organisation] = product.azureDevOps.organisations as readonly [Organisation];
  const workItem = organisation.find('work-item', ({ id }) => id !== undefined);
  workItem.update({ title: 'Changed since' });
  const [repository] = repositoryWithFile(organisation);
  const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];
  const touchedBy = (payload: object) => readEvent(payload, { organisations }).touched;
  const updated = touchedBy(
    event('workitem.updated', { workItemId: workItem.item.id }, workItem.item.project),
  );
  for (const touched of [
    updated,
    touchedBy(event('git.push', defaultBranchPush(repository), repository.project)),
  ]) {
    product.azureDevOps.faults.push({
      match: () => true,
      times: Number.POSITIVE_INFINITY,
      fault: { type: 'slow', ms: 120_000 },
    });
    const worker = product.openWorker(settings);
    let ended: unknown;
    for (let times = 0; times < 5 && ended === undefined; times += 1)
      ended = await worker.apply(touched).then(
        ({ isWhole }) => assert.equal(isWhole, false),
        (error) => error,
      );
    assert.match(String(ended), /has failed for \d+ s without one success between; given up/);
    await worker.close();
    product.azureDevOps.faults.length = 0;
  }
  const next = product.openWorker(settings);
  assert.deepEqual([(await next.apply(updated)).updated], [1]);
  await next.close();
});

test('a branch that was pushed to reads as it does in a full sync, whatever the payload has of its repository', async () => {
  const { organisation, items } = await heard('branch', {
    identifier: '.__repository.id + "/" + .name',
    properties: whole,
  });
  const { item } = organisation.find('repository', ({ isDisabled }) => !isDisabled);
  const push = defaultBranchPush(item);
  const small = { ...item.project, visibility: 'unchanged', lastUpdateTime: '0001-01-01T00:00:00' };
  await items.hear(
    event('git.push', { ...push, repository: { id: item.id, name: 'other', project: small } }, item.project),
  );
  assert.deepEqual(told(items), []);
  await items.close();
});

test('a check that changed is no pipeline, though its number is that of one', async () => {
  const { product, organisation, items } = await heard('pipeline', {
    identifier: '(.id | tostring)',
    properties: { text: '.name' },
  });
  const place = organisation.find('pipeline');
  place.update({ name: 'Renamed' });
  const { id, project } = place.item as unknown as { id: number; project: { id: string } };
  const from = product.azureDevOps.requests.length;
  await items.hear(
    event('ms.vss-pipelinechecks-events.check-updated-event', { checkConfigurationId: id, id }, project),
  );
  assert.deepEqual([told(items), requestsOf(product, from)], [[], []]);
  await items.close();
});

test('a stage is found by its run, though its id is all zeros, or another one after it was run again', async () => {
  const { organisation, items } = await heard('pipeline-stage', {
    identifier: '(.__build.id | tostring) + "/" + (.name | gsub(" "; "-"))',
    properties: whole,
  });
  const place = organisation.find('build', ({ status }) => status === 'completed');
  const { id, project } = place.item;
  place.update({ number: 'run again' });
  await items.hear(
    event(
      'ms.vss-pipelines.stage-state-changed-event',
      { stage: { id: none, name: '__default', state: 'completed' }, run: { id }, pipeline: { id: 1 } },
      project,
    ),
  );
  assert.ok(told(items).length > 0);
  for (const one of told(items)) assert.match(one, new RegExp(`^updated ${id}/`));
  await items.close();
});

test('a run that is completed is updated, and never deleted', async () => {
  const { organisation, items } = await heard('build', {
    identifier: '.project.id + "/" + (.id | tostring)',
    properties: { text: '.result' },
  });
  const place = organisation.find('build', ({ status }) => status === 'completed');
  const { id, project } = place.item;
  const result = place.item.result === 'failed' ? 'succeeded' : 'failed';
  place.update({ result });
  await items.hear(
    event(
      'ms.vss-pipelines.run-state-changed-event',
      { run: { id, state: 'completed' }, pipeline: { id: 1 } },
      project,
    ),
  );
  assert.deepEqual(told(items), [`updated ${project.id}/${id}`]);
  await items.hear(event('build.complete', { id, definition: { id: 1 } }, project));
  assert.equal(told(items).length, 1);
  await items.close();
});

test('all deployments of a release are read, whatever their status, and not the newest alone', async () => {
  const { organisation, items } = await heard('release-deployment', {
    identifier: '(.id | tostring)',
    properties: { text: '.deploymentStatus' },
  });
  const all = [...organisation.all('release-deployment')];
  const [
    {
      item: { release },
    } = assert.fail(),
  ] = all.filter(({ item }) => all.filter((other) => other.item.release.id === item.release.id).length > 1);
  const own = all.filter(({ item }) => item.release.id === release.id);
  for (const { item, update } of own) update({ status: item.status === 'failed' ? 'succeeded' : 'failed' });
  await items.hear(
    event(
      'ms.vss-release.deployment-completed-event',
      { environment: { id: 1, releaseId: 0, release: { id: release.id } } },
      release.project,
    ),
  );
  assert.deepEqual(told(items).sort(), own.map(({ item }) => `updated ${item.id}`).sort());
  await items.close();
});
