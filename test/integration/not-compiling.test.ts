import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Log, silent } from '../../src/lib/log.ts';
import type { Ended } from './product.ts';
import { incomplete, mappingOf, onto, projects, trusted } from './support/trust.ts';

const BROKEN = '.url | foo(';
/** Changes with the name. */
const SIZE = 'if .name == "renamed" then 1 else 0 end';

const repositories = {
  properties: { size: SIZE, url: '.remoteUrl' },
  relations: { project: '.project.id' },
};
const repository = (fields: object = {}, selector: object = {}) =>
  onto('repository', 'repository', { ...repositories, ...fields }, selector);
const branch = onto('branch', 'branch', {
  identifier: '.__repository.id + "/" + .objectId',
  relations: { repository: '.__repository.id' },
});

/** A synced catalog; then a repository renamed, one of every kind gone, and the mapping no longer what it was. */
async function after(changed: object[], flags: object = {}, mode: 'sync' | 'plan' = 'sync') {
  const sound = mappingOf([projects, repository(), branch], flags);
  const product = trusted({}, sound);
  await product.sync();
  const before = product.port.catalog();
  const entities = structuredClone(product.port.entities());
  const organisation = product.azureDevOps.organisations[0];
  const renamed = organisation?.find('repository', ({ slot }) => slot === 2);
  const gone = organisation?.find('repository', ({ slot }) => slot === 1);
  const [renamedId, goneId] = [renamed?.item.id, gone?.item.id].map(String) as [string, string];
  renamed?.update({ name: 'renamed' });
  gone?.remove();
  const asked = product.azureDevOps.requests.length;
  const errors: string[] = [];
  const log: Log = { ...silent, error: (message) => errors.push(message) };
  const ended = await product.sync({ ...mappingOf(changed, flags), mode }, log);
  const requests = product.azureDevOps.requests
    .slice(asked)
    .map(({ url }) => new URL(url, 'https://x').pathname);
  const stored = (id: string) => product.port.entity('repository', id);
  const old = (id: string) => entities.find(({ identifier }) => identifier === id);
  return { product, before, old, ended, requests, errors, renamedId, goneId, stored };
}

const places = ({ report }: Ended) => report.problems.map(({ subject }) => subject);
const deleted = ({ changes }: Ended) =>
  [...new Set(changes.flatMap(({ action, blueprint }) => (action === 'deleted' ? [blueprint] : [])))].sort();

describe('a field that does not compile', () => {
  const fields: [place: string, fields: object][] = [
    ['properties.url', { properties: { size: SIZE, url: BROKEN } }],
    ['relations.project', { relations: { project: BROKEN } }],
    ['title', { title: BROKEN }],
    ['icon', { icon: '"a" "b"' }],
    ['team', { team: 'startwith("a")' }],
  ];
  for (const [place, broken] of fields)
    test(`costs only itself: ${place} stays as Port has it`, async () => {
      const {
        ended,
        old: oldOf,
        stored,
        renamedId,
        errors,
        requests,
      } = await after([projects, repository(broken), branch]);
      const where = `resources[1].port.entity.mappings.${place}`;
      assert.equal(ended.report.run.status, 'problems');
      assert.deepEqual(places(ended), [where]);
      assert.match(
        ended.report.problems[0]?.message ?? '',
        /does not compile: .* What Port holds there stays\./,
      );
      assert.ok(errors.some((line) => line.startsWith(`${where}: `)));
      assert.deepEqual(incomplete(ended), []);
      const old = oldOf(renamedId);
      const now = stored(renamedId);
      assert.equal(now?.properties.size, 1);
      if (place !== 'properties.url') assert.notEqual(now?.properties.url, old?.properties.url);
      for (const key of ['title', 'icon', 'team'] as const)
        if (place === key) assert.deepEqual(now?.[key], old?.[key]);
      if (place === 'properties.url') assert.equal(now?.properties.url, old?.properties.url);
      assert.deepEqual(now?.relations, old?.relations);
      assert.ok(old?.properties.url && old.relations.project);
      assert.ok(requests.some((path) => path.endsWith('/git/repositories')));
      assert.deepEqual(deleted(ended), ['repository']);
    });

  test('within a search query costs the relation that searches', async () => {
    const search = {
      combinator: '"and"',
      rules: [{ property: '"name"', operator: '"="', value: BROKEN }],
    };
    const { ended, stored, renamedId, before } = await after([
      projects,
      repository({ relations: { project: search } }),
    ]);
    assert.deepEqual(places(ended), ['resources[1].port.entity.mappings.relations.project.rules[0].value']);
    assert.deepEqual(stored(renamedId)?.relations, before.repository?.[renamedId]?.relations);
    assert.equal(stored(renamedId)?.title, 'renamed');
  });

  test('is told by a plan as loudly, which writes nothing', async () => {
    const broken = repository({ properties: { size: SIZE, url: BROKEN } });
    const { ended, before, product } = await after([projects, broken, branch], {}, 'plan');
    assert.equal(ended.report.run.status, 'problems');
    assert.deepEqual(places(ended), ['resources[1].port.entity.mappings.properties.url']);
    assert.deepEqual(product.port.catalog(), before);
    const updates = ended.report.plan?.blueprints.flatMap(({ update }) => update) ?? [];
    assert.deepEqual(
      updates.map(({ fields }) => fields.map(({ field }) => field)),
      [['title', 'properties.size']],
    );
  });

  test('keeps what the relation may point at, as long as nobody knows', async () => {
    const broken = repository({ relations: { project: BROKEN } });
    const { product, renamedId, stored } = await after([projects, broken]);
    const { project } = stored(renamedId)?.relations ?? {};
    product.azureDevOps.organisations[0]?.find('project', ({ id }) => id === project).remove();
    const ended = await product.sync(mappingOf([projects, broken], { createMissingRelatedEntities: false }));
    assert.ok(product.port.entity('project', String(project)));
    assert.match(
      ended.report.deletions.heldBack.find(({ blueprint }) => blueprint === 'project')?.reason ?? '',
      /what entities of repository-1 relate to is not known/,
    );
  });

  test('costs nothing where entities would be replaced: they are not written, and count as existing', async () => {
    const flags = { enableMergeEntity: false };
    const broken = repository({ properties: { size: SIZE, url: BROKEN } });
    const { ended, before, old, product, goneId, renamedId, stored } = await after(
      [projects, broken, branch],
      flags,
    );
    assert.match(ended.report.problems[0]?.message ?? '', /they are not written/);
    assert.deepEqual(stored(renamedId), old(renamedId));
    assert.equal(stored(goneId), undefined);
    const there = Object.keys(product.port.catalog().repository ?? {});
    assert.deepEqual(
      there,
      Object.keys(before.repository ?? {}).filter((id) => id !== goneId),
    );
    assert.deepEqual(deleted(ended), ['repository']);
  });
});

describe('a resource that is nothing without what does not compile', () => {
  const broken: [place: string, resource: object][] = [
    ['selector.query', repository({}, { query: BROKEN })],
    ['port.entity.mappings.identifier', repository({ identifier: BROKEN })],
    ['port.entity.mappings.blueprint', repository({ blueprint: 'repository' })],
    [
      'port.itemsToParse',
      { ...repository(), port: { ...(repository() as { port: object }).port, itemsToParse: BROKEN } },
    ],
  ];
  for (const [place, resource] of broken)
    test(`is not read, and nothing that it makes is deleted, while the others go on: ${place}`, async () => {
      const { ended, old, product, requests, renamedId, goneId, stored } = await after([
        projects,
        resource,
        onto('team', 'team'),
      ]);
      const where = `resources[1].${place}`;
      assert.equal(ended.report.run.status, 'problems');
      assert.deepEqual(places(ended), [where]);
      assert.match(
        ended.report.problems[0]?.message ?? '',
        /is not read, and nothing that it makes is deleted/,
      );
      assert.deepEqual(incomplete(ended), ['repository']);
      assert.deepEqual(ended.report.resources[1]?.incompleteReasons, [
        { reason: `${where} does not compile`, count: 1 },
      ]);
      assert.ok(!requests.some((path) => path.endsWith('/git/repositories')));
      for (const id of [renamedId, goneId]) assert.deepEqual(stored(id), old(id));
      assert.ok(Object.keys(product.port.catalog().team ?? {}).length > 0);
      // A blueprint that is not known might be any.
      const free = place.endsWith('blueprint') ? [] : ['branch'];
      assert.deepEqual(deleted(ended), free);
    });
});

test('where nothing compiles the run fails before anything is asked of Azure DevOps or written', async () => {
  const { ended, before, product, requests } = await after([
    repository({ identifier: BROKEN }),
    onto('project', 'project', {}, { query: '.a ==' }),
  ]);
  assert.equal(ended.report.run.status, 'failed');
  assert.deepEqual(places(ended), [
    'resources[0].port.entity.mappings.identifier',
    'resources[1].selector.query',
  ]);
  assert.deepEqual(requests, []);
  assert.deepEqual(product.port.catalog(), before);
});
