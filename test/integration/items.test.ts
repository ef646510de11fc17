import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemPath, Step } from '../../src/kinds/item-selection.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { createProduct, type ItemsProcess, type Product, type ProductOptions } from './product.ts';

const now = new Date(Date.UTC(2026, 0, 5));

const pathTo = (...steps: Step[]): ItemPath => ({ organisation: 'contoso', steps });
const inProject = (project: { id: string }, list: string, id: string | number): ItemPath =>
  pathTo({ list: 'projects', id: project.id }, { list, id });

interface Entity {
  blueprint: string;
  identifier: string;
  properties?: Record<string, string>;
  relations?: Record<string, string>;
}

/** Resources of a mapping, each a kind with its selector and how it makes entities. */
const mappingOf = (resources: { kind: string; selector?: object; entity: Entity }[], root: object = {}) => ({
  from: 'inline' as const,
  text: JSON.stringify({
    ...root,
    resources: resources.map(({ kind, selector, entity: { blueprint, ...entity } }) => ({
      kind,
      selector: { query: 'true', ...selector },
      port: { entity: { mappings: { ...entity, blueprint: `"${blueprint}"` } } },
    })),
  }),
});

const blueprint = (identifier: string) => ({
  identifier,
  title: identifier,
  schema: { properties: { text: { type: 'string' } }, required: [] },
  relations: {},
});

type Resources = Parameters<typeof mappingOf>[0];

/** An organisation that has been synced by a mapping, and a process that runs over single items by the same. */
async function synced(resources: Resources, more: ProductOptions & { root?: object; scope?: object } = {}) {
  const { root, scope, ...options } = more;
  const product = createProduct({ organisation: { now }, ...options });
  product.port.seedBlueprints([...new Set(resources.map(({ entity }) => entity.blueprint))].map(blueprint));
  const settings = {
    mapping: mappingOf(resources, root),
    initializePortResources: false,
    scope: { ...EVERYTHING, ...scope },
  };
  await product.sync(settings);
  await product.clock.sleep(5_000);
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  return { product, organisation, settings, items: await product.openItems(settings) };
}

const identifiersOf = (product: Product, of: string) =>
  product.port.entities(of).map(({ identifier }) => identifier);
const told = ({ changes }: ItemsProcess) =>
  changes.map(({ action, identifier }) => `${action} ${identifier}`);

const workItems = (entity: Partial<Entity> = {}, selector: object = {}) => ({
  kind: 'work-item',
  selector,
  entity: {
    blueprint: 'work',
    identifier: '.__project.id + "/" + (.id | tostring)',
    properties: { text: '.fields["System.Title"]' },
    ...entity,
  },
});

test('a work item that was chosen is read alone, in two requests, and written as a live change', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.update({ title: 'Changed' });
  const [reads, writes] = [product.azureDevOps.requests.length, product.port.requests.length];
  const outcome = await items.run([inProject(project, 'work items', id)]);
  assert.deepEqual(told(items), [`updated ${project.id}/${id}`]);
  assert.equal(product.azureDevOps.requests.length - reads, 2);
  assert.deepEqual(
    [outcome.updated, outcome.waiting, outcome.isRead, outcome.isAnswered],
    [1, [], true, true],
  );
  const sent = product.port.requests.slice(writes);
  assert.deepEqual(
    sent.map(({ route }) => route),
    ['/v1/blueprints/{blueprint}/entities/search', '/v1/blueprints/{blueprint}/entities/bulk'],
  );
  const query = new URL(sent.at(-1)?.url ?? '').searchParams;
  assert.equal(query.get('ocean_info_event_type'), 'http_request');
  assert.equal(query.has('ocean_info_resync_id'), false);
});

test('a work item that was deleted goes when the recycle bin has it, and one that is only out of sight stays', async () => {
  const { organisation, items, product } = await synced([workItems()]);
  const [one, other] = [...organisation.all('work-item')].slice(10, 12);
  assert.ok(one && other);
  one.remove();
  other.update({ vanishes: true });
  const outcome = await items.run(
    [one, other].map(({ item }) => inProject(item.project, 'work items', item.id)),
  );
  assert.deepEqual(told(items), [`deleted ${one.item.project.id}/${one.item.id}`]);
  assert.equal(outcome.deleted, 1);
  assert.ok(identifiersOf(product, 'work').includes(`${other.item.project.id}/${other.item.id}`));
  assert.deepEqual(
    outcome.waiting.map(({ reason, count }) => [reason, count]),
    [['its list does not have it, and nothing of Azure DevOps says that it is gone', 1]],
  );
});

test('a work item that its wiql or its query leaves out goes, in three requests', async () => {
  for (const selector of [
    { wiql: "[System.Title] <> 'Out'" },
    { query: '.fields["System.Title"] != "Out"' },
  ]) {
    const { product, organisation, items } = await synced([workItems({}, selector)]);
    const place = organisation.find('work-item');
    const { id, project } = place.item;
    place.update({ title: 'Out' });
    const before = product.azureDevOps.requests.length;
    await items.run([inProject(project, 'work items', id)]);
    assert.deepEqual(told(items), [`deleted ${project.id}/${id}`], JSON.stringify(selector));
    assert.ok(product.azureDevOps.requests.length - before <= 3);
    place.update({ title: 'In' });
    await items.run([inProject(project, 'work items', id)]);
    assert.deepEqual(told(items).at(-1), `created ${project.id}/${id}`);
  }
});

test('an identifier that other items can have deletes nothing', async () => {
  for (const identifier of ['.fields["System.Title"]', '.__project.id', '"fixed"']) {
    const { organisation, items } = await synced([
      workItems({ identifier: `${identifier} | gsub("[^A-Za-z0-9-]"; "-")` }),
    ]);
    const place = organisation.find('work-item');
    place.remove();
    const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
    assert.deepEqual(told(items), [], identifier);
    assert.equal(
      outcome.waiting.reduce((sum, { count }) => sum + count, 0),
      1,
      identifier,
    );
  }
});

test('a number alone is proof where one organisation is read', async () => {
  const { organisation, items } = await synced([workItems({ identifier: '.id | tostring' })]);
  const place = organisation.find('work-item');
  place.remove();
  await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.deepEqual(told(items), [`deleted ${place.item.id}`]);
});

test('what another resource can make stays, whatever became of the item', async () => {
  const team = { kind: 'team', entity: { blueprint: 'work', identifier: '.id' } };
  const { organisation, items } = await synced([workItems(), team]);
  const place = organisation.find('work-item');
  place.remove();
  const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.deepEqual(told(items), []);
  assert.deepEqual(
    outcome.waiting.map(({ reason }) => reason),
    ['resources[1] (kind "team") can make entities of this blueprint, too'],
  );
});

test('two resources that make the same entities of the same items are no obstacle, and one that keeps an item keeps its entity', async () => {
  const open = workItems({}, { query: '.fields["System.Title"] != "Out"' });
  const titled = workItems({}, { query: '.fields["System.Title"] != "Gone"' });
  const { organisation, items } = await synced([open, titled]);
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.update({ title: 'Out' });
  await items.run([inProject(project, 'work items', id)]);
  assert.deepEqual(told(items), [`updated ${project.id}/${id}`]);
  place.remove();
  await items.run([inProject(project, 'work items', id)]);
  assert.deepEqual(told(items).slice(1), [`deleted ${project.id}/${id}`]);
});

test('a repository that was deleted goes with the policies that feed the same entity', async () => {
  const repository = { kind: 'repository', entity: { blueprint: 'repository', identifier: '.id' } };
  const policy = {
    kind: 'repository-policy',
    entity: {
      blueprint: 'repository',
      identifier: '.__repository.id',
      properties: { text: '.type.displayName' },
    },
  };
  const { organisation, items } = await synced([repository, policy]);
  const place = organisation.find('repository', ({ isDisabled }) => !isDisabled);
  place.remove();
  await items.run([inProject(place.item.project, 'repositories', place.item.id)]);
  assert.deepEqual(told(items), [`deleted ${place.item.id}`]);
});

test('a project that is listed as deleted goes; one that the user leaves out goes, too', async () => {
  const project = { kind: 'project', entity: { blueprint: 'project', identifier: '.id' } };
  const { organisation, items } = await synced([project]);
  const place = organisation.find('project', ({ slot }) => slot === 3);
  place.remove();
  await items.run([pathTo({ list: 'projects', id: place.item.id })]);
  assert.deepEqual(told(items), [`deleted ${place.item.id}`]);
});

test('nothing is deleted where deletions are off, or more would go than maxDeletions allows', async () => {
  for (const more of [{ deletions: false }, { maxDeletions: 1 }]) {
    const { product, organisation, settings } = await synced([workItems()]);
    const places = [...organisation.all('work-item')].slice(20, 22);
    for (const place of places) place.remove();
    const items = await product.openItems({ ...settings, ...more });
    const outcome = await items.run(places.map(({ item }) => inProject(item.project, 'work items', item.id)));
    assert.deepEqual(told(items), []);
    assert.equal(
      outcome.waiting.reduce((sum, { count }) => sum + count, 0),
      2,
    );
  }
});

test('a read that fails deletes nothing and says so', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  const place = organisation.find('work-item');
  place.remove();
  product.azureDevOps.faults.push({
    match: /wit.recyclebin/,
    times: Number.POSITIVE_INFINITY,
    fault: { type: 'status', status: 500 },
  });
  const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.deepEqual(told(items), []);
  assert.equal(outcome.isRead, false);
});
