import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ItemPath, Step } from '../../src/kinds/item-selection.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { createOrganisation, type Organisation } from '../emulators/azure-devops/index.ts';
import type { FaultRule } from '../emulators/types.ts';
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
const mappingOf = (
  resources: { kind: string; selector?: object; parse?: string; entity: Entity }[],
  root: object = {},
) => ({
  from: 'inline' as const,
  text: JSON.stringify({
    ...root,
    resources: resources.map(({ kind, selector, parse, entity: { blueprint, ...entity } }) => ({
      kind,
      selector: { query: 'true', ...selector },
      port: {
        ...(parse && { itemsToParse: parse }),
        entity: { mappings: { ...entity, blueprint: `"${blueprint}"` } },
      },
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

/** Processes to close: their mappings may have workers. */
const opened: ItemsProcess[] = [];
after(() => Promise.all(opened.map((one) => one.close())));

/** An organisation that has been synced by a mapping, and a process that runs over single items by the same. */
async function synced(
  resources: Resources,
  more: ProductOptions & { root?: object; scope?: object; settings?: object } = {},
) {
  const { root, scope, settings: changed, ...options } = more;
  const product = createProduct({ organisation: { now }, ...options });
  product.port.seedBlueprints([...new Set(resources.map(({ entity }) => entity.blueprint))].map(blueprint));
  const settings = {
    mapping: mappingOf(resources, root),
    initializePortResources: false,
    scope: { ...EVERYTHING, ...scope },
    ...changed,
  };
  await product.sync(settings);
  await product.clock.sleep(5_000);
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const items = await product.openItems(settings);
  opened.push(items);
  return { product, organisation, settings, items };
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
    ['team-1 can make entities of this blueprint, too'],
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
    opened.push(items);
    const outcome = await items.run(places.map(({ item }) => inProject(item.project, 'work items', item.id)));
    assert.deepEqual(told(items), []);
    assert.equal(
      outcome.waiting.reduce((sum, { count }) => sum + count, 0),
      2,
    );
  }
});

test('no larger share of what is owned goes than entityDeletionThreshold allows, as in a full sync', async () => {
  for (const [gone, entityDeletionThreshold, expected] of [
    [1, 0.3, 0],
    [1, 1 / 3, 1],
    [2, 0.6, 0],
    [2, 0.7, 2],
    [3, 0.9, 0],
    [3, 1, 3],
  ] as const) {
    const three = workItems({}, { query: '.id <= 3' });
    const { product, organisation, settings, items } = await synced([three], {
      root: { entityDeletionThreshold },
    });
    assert.equal(identifiersOf(product, 'work').length, 3);
    const places = [...organisation.all('work-item')].filter(({ item }) => item.id <= gone);
    for (const place of places) place.remove();
    const name = `${gone} of 3 at ${entityDeletionThreshold}`;
    const outcome = await items.run(places.map(({ item }) => inProject(item.project, 'work items', item.id)));
    assert.equal(outcome.deleted, expected, name);
    const waiting = outcome.waiting.filter(({ reason }) => /entityDeletionThreshold allows/.test(reason));
    assert.deepEqual(
      waiting.map(({ count }) => count),
      expected === 0 ? [gone] : [],
    );
    const { report } = await product.sync(settings);
    assert.equal(report.deletions.deleted, 0, name);
    assert.equal(report.totals.heldBack, gone - expected, name);
  }
});

test('a run that deletes asks once in ten minutes how much is owned, and one that does not never', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  const counted = () => product.port.requests.filter(({ route }) => /datasource-entities/.test(route)).length;
  const before = counted();
  const [kept, ...places] = [...organisation.all('work-item')].slice(30, 34);
  assert.ok(kept);
  kept.update({ title: 'Changed' });
  await items.run([inProject(kept.item.project, 'work items', kept.item.id)]);
  assert.equal(counted(), before);
  for (const [i, place] of places.entries()) {
    place.remove();
    if (i === 2) await product.clock.sleep(11 * 60_000);
    const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
    assert.equal(outcome.deleted, 1);
    assert.equal(counted(), before + (i === 2 ? 2 : 1));
  }
});

test('where it cannot be told how much is owned nothing goes', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  const place = organisation.find('work-item');
  place.remove();
  product.port.faults.push({
    match: /datasource-entities/,
    times: Number.POSITIVE_INFINITY,
    fault: { type: 'status', status: 400 },
  });
  const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.equal(outcome.deleted, 0);
  assert.match(outcome.waiting[0]?.reason ?? '', /could not be counted/);
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

test('what another process wrote since the reading began is read again, and written as it then is', async () => {
  let between: (() => Promise<void>) | undefined;
  const { product, organisation, settings, items } = await synced([workItems()], {
    around: (transport) => async (request) => {
      const answer = await transport(request);
      if (request.url.includes('/workitems?')) await between?.();
      return answer;
    },
  });
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  const key = `${project.id}/${id}`;
  const other = await product.openItems(settings);
  opened.push(other);
  const textOf = () =>
    product.port.entities('work').find(({ identifier }) => identifier === key)?.properties.text;
  place.update({ title: 'Old' });
  // The first has read the old title; the second writes the new one before the first comes to write.
  let isInside = false;
  between = async () => {
    if (isInside) return;
    isInside = true;
    place.update({ title: 'New' });
    await product.clock.sleep(3_000);
    await other.run([inProject(project, 'work items', id)]);
  };
  const outcome = await items.run([inProject(project, 'work items', id)]);
  assert.equal(textOf(), 'New');
  assert.deepEqual([outcome.unchanged, outcome.updated, outcome.waiting], [1, 0, []]);
  assert.deepEqual(told(other), [`updated ${key}`]);
});

test('what another process writes to before a deletion stays, and is told', async () => {
  let between: (() => Promise<void>) | undefined;
  const { product, organisation, items } = await synced([workItems()], {
    around: (transport) => async (request) => {
      const answer = await transport(request);
      if (request.url.includes('/recyclebin?')) await between?.();
      return answer;
    },
  });
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.remove();
  let times = 0;
  between = async () => {
    times += 1;
    await product.clock.sleep(3_000);
    const key = `${project.id}/${id}`;
    const datasource = product.port.entity('work', key)?.datasource;
    product.port.edit('work', key, { properties: { text: `seen ${times}` } }, datasource);
  };
  const outcome = await items.run([inProject(project, 'work items', id)]);
  assert.deepEqual(told(items), []);
  assert.deepEqual([outcome.deleted, outcome.isAnswered], [0, false]);
  assert.deepEqual(
    outcome.waiting.map(({ reason, examples }) => [reason, examples]),
    [['somebody else has written to it since it was read', [`work ${project.id}/${id}`]]],
  );
});

test('runs of one process follow each other, and what the later one read is what stays', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  const path = inProject(project, 'work items', id);
  place.update({ title: 'First' });
  const first = items.run([path]);
  place.update({ title: 'Second' });
  const second = items.run([path]);
  await Promise.all([first, second]);
  const entity = product.port.entities('work').find(({ identifier }) => identifier === `${project.id}/${id}`);
  assert.equal(entity?.properties.text, 'Second');
});

test('a work item that moved leaves where the identifier has its project, and stays where it does not', async () => {
  for (const [identifier, expected] of [
    ['.__project.id + "/" + (.id | tostring)', 'deleted'],
    ['.id | tostring', undefined],
  ] as const) {
    const { product, organisation, items } = await synced([workItems({ identifier })]);
    const place = organisation.find('work-item');
    const { id, project } = place.item;
    const elsewhere = organisation.find('project', (one) => one.id !== project.id).item;
    product.azureDevOps.faults.push({
      match: /wit.workitems/,
      times: Number.POSITIVE_INFINITY,
      fault: {
        type: 'changed',
        name: 'moved',
        change: (right) => ({
          ...right,
          body: Buffer.from(
            right.body
              .toString()
              .replace(
                /"System\.TeamProject":"[^"]*"/,
                `"System.TeamProject":${JSON.stringify(elsewhere.name)}`,
              ),
          ),
        }),
      },
    });
    await items.run([inProject(project, 'work items', id)]);
    assert.deepEqual(
      items.changes.map(({ action }) => action),
      expected ? [expected] : [],
      identifier,
    );
  }
});

test('with several organisations a number alone is no proof, and one with the project is', async () => {
  const names = ['contoso', 'fabrikam'];
  for (const [identifier, expected] of [
    ['.id | tostring', []],
    ['.__project.id + "/" + (.id | tostring)', ['deleted']],
  ] as const) {
    const organisations = names.map((name, seed) => createOrganisation({ seed: seed + 1, name, now }));
    const { organisation, items } = await synced([workItems({ identifier })], {
      azureDevOps: { organisations },
      settings: { organizationUrls: names.map((name) => `https://dev.azure.com/${name}`) },
    });
    const place = organisation.find('work-item');
    place.remove();
    await items.run([inProject(place.item.project, 'work items', place.item.id)]);
    assert.deepEqual(
      items.changes.map(({ action }) => action),
      expected,
      identifier,
    );
  }
});

test('what Port keeps since another entity requires it waits', async () => {
  const { product, organisation, items } = await synced([workItems()]);
  product.port.seedBlueprints([
    {
      ...blueprint('note'),
      relations: { about: { target: 'work', required: true, many: false, title: 'About' } },
    },
  ]);
  const place = organisation.find('work-item');
  const key = `${place.item.project.id}/${place.item.id}`;
  product.port.seedEntities('somebody', [
    { blueprint: 'note', identifier: 'n1', relations: { about: key } },
  ] as never);
  place.remove();
  const outcome = await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.deepEqual(told(items), []);
  assert.equal(outcome.waiting[0]?.count, 1);
});

test('what itemsToParse takes out of an item waits, as long as an element names itself alone', async () => {
  const resource = {
    kind: 'work-item',
    parse: '[{key: "x"}]',
    entity: { blueprint: 'work', identifier: '.item.key' },
  };
  const { organisation, items } = await synced([resource]);
  const place = organisation.find('work-item');
  place.remove();
  await items.run([inProject(place.item.project, 'work items', place.item.id)]);
  assert.deepEqual(told(items), []);
});

/**
 * A full sync, during whose first reading of work items one of them changes, which another process then writes. `asleep`:
 * milliseconds that the machine sleeps after that, which its clock does not count.
 */
async function overtakenBy(
  given: Parameters<typeof synced>[0],
  [before, meanwhile]: readonly [string, string],
  asleep = 0,
) {
  let between: (() => Promise<void>) | undefined;
  let behind = 0;
  const { product, organisation, settings, items } = await synced(given, {
    tools: ({ clock }) => ({ clock: { ...clock, now: () => clock.now() - behind } }),
    around: (transport) => async (request) => {
      const answer = await transport(request);
      if (request.url.includes('/workitems?')) await between?.();
      return answer;
    },
  });
  const place = organisation.find('work-item');
  const { id, project } = place.item;
  place.update({ title: before });
  between = async () => {
    between = undefined;
    place.update({ title: meanwhile });
    await product.clock.sleep(3_000);
    await items.run([inProject(project, 'work items', id)]);
    behind = asleep;
  };
  const { report } = await product.sync(settings);
  assert.equal(product.port.entity('work', `${project.id}/${id}`)?.properties.text, meanwhile);
  return report;
}

for (const [where, asleep] of [
  ['', 0],
  [', on a machine that slept meanwhile', 3_600_000],
] as const)
  test(`a full sync does not overwrite what a later reading of another process has written${where}`, async () => {
    const report = await overtakenBy([workItems()], ['Old', 'New'], asleep);
    assert.equal(report.warnings.filter((text) => /another run/.test(text)).length, 1);
    assert.equal(report.totals.updated, 0);
  });

test('a full sync does not delete what another process has written since it began', async () => {
  const selective = workItems({}, { query: '.fields["System.Title"] != "Out"' });
  const report = await overtakenBy([selective], ['Out', 'In again']);
  assert.equal(report.totals.deleted, 0);
});

test('writing that takes long asks once more who wrote last, and what is newer waits', async () => {
  const { product, organisation, settings, items: other } = await synced([workItems()]);
  const places = [...organisation.all('work-item')].slice(60, 120);
  const late = places.at(-1);
  assert.ok(late);
  const items = await product.openItems({ ...settings, maxConcurrency: 1 });
  opened.push(items);
  // A write of this process a while ago is no sign that it wrote what is there now.
  late.update({ title: 'Mine before' });
  await items.run([inProject(late.item.project, 'work items', late.item.id)]);
  await product.clock.sleep(10_000);
  for (const place of places) place.update({ title: 'Mine' });
  // The first of three bulks, one after the other, takes a while.
  product.port.faults.push({ match: /bulk/, times: 1, fault: { type: 'slow', ms: 5_000 } });
  const running = items.run(places.map(({ item }) => inProject(item.project, 'work items', item.id)));
  await product.clock.sleep(2_000);
  late.update({ title: 'Later' });
  await other.run([inProject(late.item.project, 'work items', late.item.id)]);
  const outcome = await running;
  const key = `${late.item.project.id}/${late.item.id}`;
  assert.equal(product.port.entity('work', key)?.properties.text, 'Later');
  assert.deepEqual([outcome.updated, outcome.refused, outcome.isAnswered], [59, 0, false]);
  assert.deepEqual(outcome.counters.problems, []);
  assert.deepEqual(
    outcome.waiting.map(({ reason, examples }) => [reason, examples]),
    [['somebody else has written to it since it was read', [`work ${key}`]]],
  );
});

test('a project that a list of deleted ones names with the state of one that is there stays', async () => {
  const { product, organisation, items } = await synced([
    { kind: 'project', entity: { blueprint: 'project', identifier: '.id' } },
  ]);
  const { id } = organisation.find('project').item;
  product.azureDevOps.faults = [
    {
      match: (_, route) => route === '/_apis/projects',
      fault: {
        type: 'changed',
        name: 'hidden, and named in the list of deleted ones',
        change(right, { url }) {
          const { value } = JSON.parse(`${right.body}`) as { value: { id: string }[] };
          const isOfDeleted = url.searchParams.has('stateFilter');
          const told = isOfDeleted
            ? [organisation.find('project').item]
            : value.filter((one) => one.id !== id);
          const shown = told.map((one) => ({ ...one, state: 'wellFormed' }));
          return { ...right, body: Buffer.from(JSON.stringify({ count: shown.length, value: shown })) };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  await items.run([pathTo({ list: 'projects', id })]);
  assert.ok(identifiersOf(product, 'project').includes(id));
});

/** The service's own word, as it is recorded, that a path is not there. */
const noSuchPath = {
  $id: '1',
  innerException: null,
  message: 'TF401174: The item could not be found in the repository at the version specified.',
  typeName:
    'Microsoft.TeamFoundation.Git.Server.GitItemNotFoundException, Microsoft.TeamFoundation.Git.Server',
  typeKey: 'GitItemNotFoundException',
  errorCode: 0,
  eventId: 3000,
};

for (const [kind, selector, identifier] of [
  ['folder', { folders: [{ path: '*' }] }, '.__repository.id + .path'],
  ['file', { files: { path: 'README.md' } }, '.repo.id + "/" + .file.path'],
] as const)
  test(`a ${kind} that one answer calls missing is asked for once more before its entity goes`, async () => {
    const { product, items } = await synced([
      { kind, selector, entity: { blueprint: 'item', identifier, properties: {} } },
    ]);
    const before = identifiersOf(product, 'item');
    const one = before.find((identifier) => /\/\w/.test(identifier)) ?? '';
    const [repository = '', ...path] = one.split('/');
    const project = [...(product.azureDevOps.organisations[0]?.all('repository') ?? [])].find(
      ({ item }) => item.id === repository,
    )?.item.project.id;
    const missing: FaultRule = {
      match: (_, route) => /\/items(?:batch)?$/.test(route),
      fault: {
        type: 'changed',
        name: 'once without it',
        change(right) {
          const body = JSON.parse(`${right.body}`) as { value?: { path: string }[] };
          const value = body.value?.filter((item) => item.path !== `/${path.join('/')}`);
          const isFolder = kind === 'folder' && value !== undefined;
          const changed = isFolder ? { count: value.length, value } : noSuchPath;
          return { ...right, status: isFolder ? 200 : 404, body: Buffer.from(JSON.stringify(changed)) };
        },
      },
      times: 1,
    };
    const steps = [
      { list: 'projects', id: project ?? '' },
      { list: 'repositories', id: repository },
      { list: `${kind}s`, id: path.join('/') },
    ];
    product.azureDevOps.faults = [missing];
    await items.run([pathTo(...steps)]);
    assert.deepEqual(identifiersOf(product, 'item'), before, 'the second answer has it');
    product.azureDevOps.faults = [{ ...missing, times: 2 }];
    await items.run([pathTo(...steps)]);
    const left = before.filter((identifier) => identifier !== one);
    assert.deepEqual(identifiersOf(product, 'item'), left, 'two answers agree');
  });
