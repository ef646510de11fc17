import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../../src/lib/log.ts';
import type { Blueprint } from '../../src/port/types.ts';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { resource } from '../support/resource.ts';
import { mappingOf, onto, projects, repositories, resourceOf, trusted } from './support/trust.ts';

const refusing = (status: number, more: Partial<FaultRule> = {}): FaultRule => ({
  match: /entities\/bulk/,
  fault: { type: 'status', status, body: { ok: false, error: 'e', message: `refused ${status}` } },
  ...more,
});

test('a refusal in a bulk costs the entities concerned, grouped by message with an example', async () => {
  const strict: Blueprint = {
    identifier: 'strict',
    schema: { properties: { visibility: { type: 'string', enum: ['private'] } } },
  };
  const product = trusted(
    {},
    mappingOf([
      onto('project', 'strict', {
        properties: { visibility: 'if .name == "Payments" then "secret" else "private" end' },
      }),
      repositories,
    ]),
  );
  product.port.seedBlueprints([strict]);
  const ended = await product.sync();
  const { refused, created } = resourceOf(ended, 'project');
  assert.deepEqual({ refused, created }, { refused: 1, created: 2 });
  assert.equal(ended.report.run.status, 'problems');
  const [problem, ...others] = ended.report.problems;
  assert.deepEqual(others, []);
  assert.equal(problem?.phase, 'write');
  assert.equal(problem?.subject, 'strict');
  assert.match(problem?.message ?? '', /visibility/);
  assert.ok(problem?.example);
  assert.equal(resourceOf(ended, 'repository').created, 9);
  assert.equal(ended.changes.filter(({ action }) => action === 'refused').length, 1);
});

test('an identifier that Port’s route does not take costs only itself, whatever bulk it is in', async () => {
  const product = trusted(
    {},
    mappingOf([
      onto('repository', 'repository', {
        identifier: 'if .name == "payments-vault" then "not an identifier" else .id end',
        relations: { project: '.project.id' },
      }),
    ]),
  );
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'repository').refused, 1);
  assert.equal(resourceOf(ended, 'repository').created, 8);
  assert.match(ended.report.problems[0]?.message ?? '', /must match pattern/);
});

test('refusals that say the same are one problem, whatever the number that identifies the entity', async () => {
  const product = trusted({}, mappingOf([onto('work-item', 'item', { identifier: '.id | tostring' })]));
  const message = 'title must NOT have more than 100 characters, 110 were given';
  const body = { ok: false, error: 'invalid_request', message };
  product.port.faults = [
    {
      match: /item\/entities|\{blueprint\}\/entities/,
      fault: { type: 'status', status: 422, body },
      times: Infinity,
    },
  ];
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'work-item').refused, 15);
  assert.deepEqual(
    ended.report.problems.map((problem) => [problem.message, problem.count]),
    [[message, 15]],
  );
});

test('a bulk that is too large is sent in parts', async () => {
  const product = trusted();
  product.port.faults = [refusing(413, { times: 3 })];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
});

for (const status of [403, 500])
  test(`a bulk answered ${status} costs its entities, and the next run writes them`, async () => {
    const product = trusted();
    product.port.faults = [refusing(status, { skip: 1, times: Infinity })];
    const ended = await product.sync();
    assert.equal(ended.report.run.status, 'problems');
    assert.ok(ended.report.totals.refused > 0);
    assert.ok(ended.report.totals.created > 0);
    product.port.faults = [];
    const next = await product.sync();
    assert.equal(next.report.run.status, 'succeeded');
    // Port may have made some of them meanwhile, for what relates to them.
    const { created, updated } = next.report.totals;
    assert.equal(created + updated, ended.report.totals.refused);
  });

test('what relates to an entity that is not there yet is tried again at the end, cycles too', async () => {
  const product = trusted(
    {},
    mappingOf(
      [
        onto('repository', 'repository', {
          relations: { project: '.project.id', successor: '.project.id + "-lead"' },
        }),
        onto('project', 'repository', {
          identifier: '.id + "-lead"',
          relations: { project: '.id', successor: '.id + "-lead"' },
        }),
        projects,
      ],
      { createMissingRelatedEntities: false },
    ),
  );
  const ended = await product.sync();
  assert.deepEqual(ended.report.problems, []);
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(product.port.entities('repository').length, 9 + 3 + 1);
  for (const r of ended.report.resources) assert.equal(r.entities, r.created);
});

const strict = { createMissingRelatedEntities: false };

test('what relates to nothing that ever comes is refused once, and costs only itself', async () => {
  const product = trusted(
    {},
    mappingOf([projects, onto('repository', 'repository', { relations: { project: '"nowhere"' } })], {
      createMissingRelatedEntities: false,
    }),
  );
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'repository').refused, 9);
  assert.equal(resourceOf(ended, 'project').created, 3);
  assert.equal(ended.report.problems.length, 1);
  assert.equal(ended.report.problems[0]?.count, 9);
  assert.match(ended.report.problems[0]?.message ?? '', /of blueprint "project" was not found/);
  assert.match(ended.report.problems[0]?.example ?? '', /^\S+: .*"nowhere".*was not found/);
});

test('what relates to entities that never come is one problem, however many they are', async () => {
  const relations = { project: '"nowhere-" + .project.id' };
  const product = trusted({}, mappingOf([onto('repository', 'repository', { relations })], strict));
  const ended = await product.sync();
  const [problem, ...others] = ended.report.problems;
  assert.deepEqual(others, []);
  assert.equal(problem?.count, 9);
  assert.match(problem?.message ?? '', /"…" of blueprint "project" was not found/);
  assert.match(problem?.example ?? '', /^\S+: .*"nowhere-/);
});

test('a refusal that says nothing, or too much, is told all the same', async () => {
  const product = trusted({}, mappingOf([projects]));
  const errors = [
    { index: 0, statusCode: 422, error: 'invalid', message: { a: 1 } },
    { index: 1, statusCode: '422', error: { a: 1 }, message: 'm '.repeat(100_000) },
    { index: '2' },
  ];
  const body = { ok: true, entities: [], errors };
  product.port.faults = [{ match: /bulk/, fault: { type: 'status', status: 207, body } }];
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'project').refused, 3);
  const messages = ended.report.problems.map(({ message }) => message);
  assert.ok(messages.includes('invalid') && messages.includes('refused'));
  assert.ok(messages.every((message) => message.length <= 500));
});

const byName = (name: string) => ({
  combinator: '"and"',
  rules: [{ property: '"$title"', operator: '"="', value: name }],
});

test('a search for an identifier that finds none or several costs its entities', async () => {
  const product = trusted(
    {},
    mappingOf([
      resource('project', {
        identifier: byName('.name'),
        blueprint: '"team"',
        properties: { description: '.name' },
      }),
    ]),
  );
  product.port.seedEntities('UI', [
    { blueprint: 'team', identifier: 'one', title: 'Payments' },
    { blueprint: 'team', identifier: 'two', title: 'Checkout & Cart' },
    { blueprint: 'team', identifier: 'three', title: 'Checkout & Cart' },
  ]);
  const ended = await product.sync();
  const { entities, updated, refused } = resourceOf(ended, 'project');
  assert.deepEqual({ entities, updated, refused }, { entities: 3, updated: 1, refused: 2 });
  assert.equal(product.port.entity('team', 'one')?.properties.description, 'Payments');
  assert.equal(product.port.entities('team').length, 3);
  assert.ok(ended.report.problems.every(({ phase }) => phase === 'write'));
});

test('a blueprint that the mapping names and that does not exist is told before anything is written', async () => {
  const product = trusted({}, mappingOf([projects, onto('repository', 'no-such-blueprint')]));
  const told: number[] = [];
  const ended = await product.sync({}, { ...silent, error: () => void told.push(product.port.writes) });
  assert.deepEqual(told.slice(0, 1), [0]);
  assert.equal(ended.report.run.status, 'problems');
  assert.ok(
    ended.report.problems.some(
      ({ phase, message }) => phase === 'setup' && /"no-such-blueprint" does not exist in Port/.test(message),
    ),
  );
  assert.equal(resourceOf(ended, 'project').created, 3);
  assert.equal(resourceOf(ended, 'repository').refused, 9);
});

test('a computed blueprint that does not exist costs its entities', async () => {
  const computed = onto('project', 'x', {});
  computed.port.entity.mappings.blueprint = 'if .name == "Payments" then "gone" else "project" end';
  const product = trusted({}, mappingOf([computed]));
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'project').refused, 1);
  assert.equal(resourceOf(ended, 'project').created, 2);
});

test('a blueprint deleted in the middle of a run costs its entities', async () => {
  const product = trusted();
  product.port.faults = [
    {
      ...refusing(404, { times: Infinity }),
      match: ({ url }) => url.pathname.endsWith('/blueprints/branch/entities/bulk'),
    },
  ];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  const branch = resourceOf(ended, 'branch');
  assert.equal(branch.refused, branch.entities);
  assert.equal(resourceOf(ended, 'team').refused, 0);
});

test('Port’s credentials that are taken away in the middle end the run, and delete nothing', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.find('team').remove();
  product.azureDevOps.organisations[0]?.change({ share: 1, seed: 1 });
  const { deletions } = product.port;
  product.port.faults = [refusing(401, { match: /bulk|delete|search/, times: Infinity })];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'failed');
  assert.equal(product.port.deletions, deletions);
});

test('an answer to a deletion that is lost is none the less a deletion', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.find('team').remove();
  product.port.faults = [{ match: /entities\/delete/, fault: { type: 'reset', afterWork: true } }];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.totals.deleted, 1);
});

test('a deletion that Port does not do is held back with its answer', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.find('team').remove();
  const before = product.port.entities();
  product.port.faults = [refusing(500, { match: /entities\/delete/, times: Infinity })];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  nothingDeleted(product.port, before);
  assert.match(ended.report.deletions.heldBack[0]?.reason ?? '', /did not confirm .* refused 500/);
});

test('where it cannot be read what stays relates to, everything stale is held back', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('repository').remove();
  product.azureDevOps.faults = [{ match: /refs$/, fault: { type: 'status', status: 403 }, times: Infinity }];
  product.port.faults = [
    refusing(500, {
      match: ({ body }, route) => route.endsWith('/entities/search') && body.includes('$identifier'),
      times: Infinity,
    }),
  ];
  const before = product.port.entities();
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  nothingDeleted(product.port, before);
  assert.match(JSON.stringify(ended.report.problems), /500/);
  assert.ok(ended.report.deletions.heldBack.some(({ blueprint }) => blueprint === 'repository'));
});
