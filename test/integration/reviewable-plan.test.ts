import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../src/report/change.ts';
import { resource } from '../support/resource.ts';
import { branches, mappingOf, onto, projects, repositories, trusted } from './support/trust.ts';

const described = onto('repository', 'repository', {
  properties: { text: '.description // "none"' },
  relations: { project: '.project.id' },
});

const own = 'port-ocean/azure-devops/0.2.0/my-azure-devops-integration/exporter';

/** Many entities of ours that no list has any more, with titles and a text. */
const seedGone = ({ port }: ReturnType<typeof trusted>, blueprint: string, count: number) =>
  port.seedEntities(
    own,
    Array.from({ length: count }, (_, n) => ({
      identifier: `gone-${n}`,
      blueprint,
      title: `Gone ${n}`,
      properties: {},
      relations: {},
    })),
  );

const titled = (changes: readonly Change[], action: Change['action']) =>
  changes.filter((one) => one.action === action).map(({ identifier, title }) => [identifier, title]);

test('202 deletions are 202 in the counts of the plan and of its changes, each told by its title', async () => {
  const product = trusted({}, mappingOf([projects, repositories], { entityDeletionThreshold: 1 }));
  await product.sync();
  seedGone(product, 'repository', 202);
  const { report, changes } = await product.sync({ mode: 'plan' });
  const planned = report.plan?.blueprints.find(({ blueprint }) => blueprint === 'repository');
  const group = report.changes.find(
    ({ action, blueprint }) => action === 'deleted' && blueprint === 'repository',
  );
  assert.deepEqual([report.totals.deleted, planned?.counts.delete, group?.count], [202, 202, 202]);
  assert.ok((group?.examples.length ?? 0) < 202);
  const told = titled(changes, 'deleted');
  assert.equal(told.length, 202);
  assert.ok(told.every(([identifier, title]) => title === String(identifier).replace('gone-', 'Gone ')));
});

test('a sync tells the fields of its updates as its plan does, and the last values of what it deletes', async () => {
  const product = trusted({}, mappingOf([projects, repositories, branches]));
  await product.sync();
  const project = product.azureDevOps.organisations[0]?.projects.at(0);
  assert.ok(project);
  product.port.edit('project', project.id, { title: 'Another title' }, own);
  product.azureDevOps.organisations[0]?.remove({ kinds: ['branch'], share: 0.4, seed: 1 });
  const plan = await product.sync({ mode: 'plan' });
  const requests = product.port.requests.length;
  const sync = await product.sync();
  assert.ok(product.port.requests.length > requests);
  const updates = (changes: readonly Change[]) =>
    changes
      .filter(({ action }) => action === 'updated')
      .map(({ identifier, title, fields }) => ({ identifier, title, fields }));
  assert.ok(updates(sync.changes).length > 0);
  assert.deepEqual(updates(sync.changes), updates(plan.changes));
  assert.deepEqual(updates(sync.changes)[0]?.fields, [
    { field: 'title', before: '"Another title"', after: JSON.stringify(updates(sync.changes)[0]?.title) },
  ]);
  const gone = sync.changes.filter(({ action }) => action === 'deleted');
  assert.ok(gone.length > 0);
  for (const { title, last } of gone) {
    assert.ok(title);
    assert.ok(last?.some(({ field, value }) => field === 'relations.repository' && value.startsWith('"')));
  }
});

test('a plan updates what another integration has in Port, whatever relates to it: none of it is created', async () => {
  const product = trusted({}, mappingOf([repositories, branches, projects]));
  await product.sync();
  const { report, changes } = await product.sync({ mode: 'plan', integrationIdentifier: 'another' });
  assert.ok(report.totals.updated > 0);
  assert.deepEqual(titled(changes, 'created'), []);
  assert.equal(report.totals.created, 0);
});

for (const createMissingRelatedEntities of [true, false])
  test(`a sync creates what Port does not have, and updates what another integration has there, as its plan says (createMissingRelatedEntities: ${createMissingRelatedEntities})`, async () => {
    const settings = mappingOf([repositories, branches, projects], { createMissingRelatedEntities });
    const product = trusted({}, settings);
    const all = (await product.sync()).report.totals.created;
    const [first] = [...(product.azureDevOps.organisations[0]?.all('project') ?? [])];
    const lost = `${first?.item.id}`;
    product.port.remove('project', [lost]);
    await product.clock.sleep(60_000);
    const another = { integrationIdentifier: 'another' };
    const plan = await product.sync({ ...another, mode: 'plan' });
    const { report, changes } = await product.sync(another);
    const created = changes.filter(({ action }) => action === 'created').map(({ identifier }) => identifier);
    assert.deepEqual(created, [lost]);
    for (const { totals } of [plan.report, report])
      assert.deepEqual([totals.created, totals.updated], [1, all - 1]);
  });

test('a plan updates what Port has already, also where it relates to what the plan creates', async () => {
  const product = trusted({}, mappingOf([repositories, projects], { createMissingRelatedEntities: false }));
  const [place] = [...(product.azureDevOps.organisations[0]?.all('repository') ?? [])];
  const id = `${place?.item.id}`;
  product.port.seedEntities('UI', [{ identifier: id, blueprint: 'repository' }]);
  const { changes } = await product.sync({ mode: 'plan' });
  const actions = changes.filter(({ identifier }) => identifier === id).map(({ action }) => action);
  assert.deepEqual(actions, ['updated']);
});

test('a plan shows what several resources make with the title of the one that has one', async () => {
  const untitled = resource('project', { identifier: '.id', blueprint: '"project"' });
  const product = trusted({}, mappingOf([untitled, projects]));
  const { report } = await product.sync({ mode: 'plan' });
  const [made] = report.changes;
  assert.deepEqual([made?.action, made?.count], ['created', 3]);
  assert.ok(made?.examples.every(({ title }) => title !== undefined));
});

test('what is held back names what relates to it, and one reason is told once for all', async () => {
  const product = trusted({}, mappingOf([projects, described]));
  await product.sync();
  seedGone(product, 'project', 30);
  for (const [n, { identifier }] of product.port.entities('repository').slice(0, 2).entries())
    product.port.edit('repository', identifier, { relations: { project: `gone-${n}` } }, 'UI');
  const { report, changes } = await product.sync({ deletions: false });
  const reasons = new Set(report.deletions.heldBack.map(({ reason }) => reason));
  assert.deepEqual([...reasons], ['deletions are switched off']);
  const [group] = report.deletions.heldBack;
  assert.equal(group?.count, 30);
  assert.ok(group?.lasting && group.remedy);
  assert.equal(group?.entities[0]?.title, 'Gone 0');
  assert.ok(titled(changes, 'held-back').every(([, title]) => String(title).startsWith('Gone ')));
});

test('an entity that stays is named with what it holds', async () => {
  const product = trusted({}, mappingOf([projects, repositories]));
  await product.sync();
  const [repository] = product.port.entities('repository');
  seedGone(product, 'project', 1);
  product.port.seedEntities('UI', [
    { identifier: 'by-hand', blueprint: 'repository', title: 'By hand', relations: { project: 'gone-0' } },
  ]);
  assert.ok(repository);
  const { report, changes } = await product.sync({
    ...mappingOf([projects, onto('repository', 'repository', { relations: { project: '"gone-0"' } })]),
  });
  const [group] = report.deletions.heldBack;
  assert.equal(group?.reason, 'an entity that stays in the catalog relates to it');
  assert.match(group?.entities[0]?.detail ?? '', /^repository \S+ relates to it$/);
  assert.match(
    changes.find(({ action }) => action === 'held-back')?.reason ?? '',
    /^repository \S+ relates to it$/,
  );
});
