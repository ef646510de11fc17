import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { Repository } from '../emulators/azure-devops/organisation/repositories.ts';
import { commitAt, event, heard, requestsOf, told } from './support/heard.ts';

test('a push of several commits is read over its whole range: what it changed, and what it removed', async () => {
  const { product, organisation, items } = await heard(
    'file',
    {
      identifier: '.repo.id + "/" + (.file.path | gsub("[^A-Za-z0-9._/-]"; "-"))',
      properties: { text: '.file.content.raw' },
    },
    { files: { path: '**/*.md' } },
  );
  const repository = [...organisation.all('repository')].find(
    ({ item }) => filesOf(organisation, item).length > 1,
  );
  const [changed, removed] = repository ? filesOf(organisation, repository.item) : [];
  assert.ok(repository && changed && removed);
  const before = product.clock.now();
  await product.clock.sleep(1_000);
  const bytes = Buffer.from('Changed\n');
  changed.update({ content: () => bytes });
  await product.clock.sleep(1_000);
  removed.remove();
  await product.clock.sleep(1_000);
  // A commit that changes nothing is the newest one.
  const { id, project, defaultBranch } = repository.item;
  const refUpdates = [
    {
      name: defaultBranch,
      oldObjectId: commitAt(before, 'a'),
      newObjectId: commitAt(product.clock.now(), 'b'),
    },
  ];
  const from = product.azureDevOps.requests.length;
  await items.hear(event('git.push', { repository: { id, project }, refUpdates }, project));
  const path = ({ item }: { item: { path: string } }) => `${id}/${item.path}`.replace('//', '/');
  assert.deepEqual(told(items).sort(), [`deleted ${path(removed)}`, `updated ${path(changed)}`]);
  // Two of them are for a file whose changed content has the old hash here, and one asks for the missing file again.
  assert.ok(requestsOf(product, from).length <= 9, requestsOf(product, from).join('\n'));
  const stranger = [{ ...refUpdates[0], oldObjectId: 'z'.repeat(40) }];
  await items.hear(event('git.push', { repository: { id, project }, refUpdates: stranger }, project));
  assert.equal(told(items).length, 2);
  await items.close();
});

/** Files that the mapping wants, of a repository. */
const filesOf = (organisation: Organisation, { files, isDisabled }: Repository) => {
  const own = new Set([...files.items()].map(({ objectId }) => objectId));
  return isDisabled
    ? []
    : [...organisation.all('file')].filter(({ item }) => item.path.endsWith('.md') && own.has(item.objectId));
};

test('a work item that is deleted goes by its event, whatever its identifier needs, as long as the recycle bin has it', async () => {
  const { organisation, items } = await heard('work-item', {
    identifier: '.__project.id + "/" + (.id | tostring)',
    properties: { text: '.fields["System.Title"]' },
  });
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.remove();
  await items.hear(event('workitem.deleted', { id, url: `…/recyclebin/${id}` }, project));
  assert.deepEqual(told(items), [`deleted ${project.id}/${id}`]);
  await items.close();
});

test('a deletion that an event tells of, and the service does not, deletes nothing', async () => {
  const { organisation, items } = await heard('work-item', { identifier: '(.id | tostring)' });
  const { id, project } = organisation.find('work-item').item;
  await items.hear(event('workitem.deleted', { id }, project));
  assert.deepEqual(told(items), []);
  await items.close();
});

test('an updated work item is read by its own number, in as few requests as by its path', async () => {
  const { product, organisation, items } = await heard('work-item', {
    identifier: '(.id | tostring)',
    properties: { text: '.fields["System.Title"]' },
  });
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.update({ title: 'Changed' });
  const from = product.azureDevOps.requests.length;
  await items.hear(event('workitem.updated', { id: 1, workItemId: id, rev: 1 }, project));
  assert.deepEqual(told(items), [`updated ${id}`]);
  assert.equal(requestsOf(product, from).length, 2);
  await items.close();
});

test('a work item that left the wiql goes by its event, and does not come back by the next one', async () => {
  const { organisation, items } = await heard(
    'work-item',
    { identifier: '.__project.id + "/" + (.id | tostring)' },
    { wiql: "[System.Title] <> 'Out'" },
  );
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.update({ title: 'Out' });
  for (const type of ['workitem.updated', 'workitem.commented'])
    await items.hear(event(type, { id, workItemId: id }, project));
  assert.deepEqual(told(items), [`deleted ${project.id}/${id}`]);
  await items.close();
});

test('a repository that is renamed, and one that is deleted, follow by their events', async () => {
  const { organisation, items } = await heard('repository', {
    identifier: '.id',
    properties: { text: '.name' },
  });
  const places = [...organisation.all('repository')];
  const [renamed, deleted] = [places[0], places.at(-1)];
  assert.ok(renamed && deleted);
  const { id, project } = renamed.item;
  renamed.update({ name: 'other-name' });
  await items.hear(
    event('git.repo.renamed', { repository: { id, project }, newName: 'other-name' }, project),
  );
  deleted.remove();
  const gone = { project: deleted.item.project, repositoryId: deleted.item.id, isHardDelete: false };
  await items.hear(event('git.repo.deleted', gone, deleted.item.project));
  assert.deepEqual(told(items), [`updated ${id}`, `deleted ${deleted.item.id}`]);
  await items.close();
});

test('a project and a repository that an event names, without an id, are looked up', async () => {
  const { product, organisation, items } = await heard('release', {
    identifier: '(.id | tostring)',
    properties: { text: '.name' },
  });
  const place = organisation.find('release');
  const { id, project } = place.item;
  place.update({ name: 'Renamed' });
  const from = product.azureDevOps.requests.length;
  const release = { id };
  const none = '00000000-0000-0000-0000-000000000000';
  await items.hear(
    event('ms.vss-release.release-created-event', { release, project: { id: none, name: project.name } }),
  );
  assert.deepEqual(told(items), [`updated ${id}`]);
  assert.equal(requestsOf(product, from)[0], '/_apis/projects/{project}');
  await items.hear(
    event('ms.vss-release.release-created-event', { release, project: { id: none, name: 'No such' } }),
  );
  assert.equal(told(items).length, 1);
  await items.close();
});
