import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import type { Log } from '../../src/lib/log.ts';
import { silent } from '../../src/lib/log.ts';
import type { EmulatedRequest } from '../emulators/types.ts';
import { identifier } from '../support/settings.ts';
import type { Product, ProductOptions } from './product.ts';
import {
  branches,
  mappingOf,
  onto,
  projects,
  repositories,
  resourceOf,
  slowly,
  teams,
  trusted,
  workItems,
} from './support/trust.ts';

const users = onto('user', 'team', { identifier: '.id', title: '.user.displayName' });
const groups = onto('group', 'team', { identifier: '.originId', title: '.displayName' });
const everything = mappingOf([projects, repositories, branches, teams, workItems], {
  entityDeletionThreshold: 1,
});
const part = (only: string[], onlyProjects: string[] = []) => ({
  scope: { ...EVERYTHING, part: { only, projects: onlyProjects.map(parseProjectPattern) } },
});
const organisationOf = ({ azureDevOps }: Pick<Product, 'azureDevOps'>) => {
  const [organisation] = azureDevOps.organisations;
  assert.ok(organisation);
  return organisation;
};
const projectsOf = (product: Pick<Product, 'azureDevOps'>) =>
  [...organisationOf(product).all('project')].map(({ item }) => ({ id: item.id, name: item.name }));
const repositoryIn = (product: Pick<Product, 'azureDevOps'>, id: string) =>
  [...organisationOf(product).all('repository')].find(({ item }) => item.project.id === id);
/** Identifiers by blueprint, without those of others. */
const catalogOf = ({ port }: Pick<Product, 'port'>) =>
  new Map(
    port
      .entities()
      .map((entity) => [`${entity.blueprint} ${entity.identifier}`, JSON.stringify(entity)] as const),
  );
const goneFrom = (before: Map<string, string>, after: Map<string, string>) =>
  [...before.keys()].filter((key) => !after.has(key));

test('a run of some kinds reads, writes and deletes these, and leaves the rest alone', async () => {
  const product = trusted({}, everything);
  slowly(product, 10);
  await product.sync();
  const stateNow = () => {
    const { status, lastResyncStart, lastResyncEnd } =
      product.port.integration(identifier)?.resyncState ?? {};
    return { status, lastResyncStart, lastResyncEnd };
  };
  const state = stateNow();
  const before = catalogOf(product);
  const gone = organisationOf(product).find('team');
  gone.remove();
  organisationOf(product).find('repository').remove();
  product.azureDevOps.requests.length = 0;
  const lines: string[] = [];
  const log: Log = { ...silent, info: (line) => lines.push(line) };
  const ended = await product.sync(part(['team']), log);
  assert.equal(ended.report.run.status, 'succeeded');
  assert.deepEqual(ended.report.run.part, { only: ['team'], onlyProjects: [] });
  assert.deepEqual(goneFrom(before, catalogOf(product)), [`team ${gone.item.id}`]);
  assert.equal(
    product.azureDevOps.requests.some(({ url }) => String(url).includes('/git/')),
    false,
  );
  assert.equal(resourceOf(ended, 'repository').leftAlone, true);
  assert.equal(ended.report.totals.heldBack, 0);
  for (const told of [ended.report.warnings.join('\n'), lines.join('\n')])
    assert.match(told, /of a part, and is no full sync\. Left alone: project-0/);
  assert.deepEqual(stateNow(), state);
  const full = await product.sync();
  assert.ok(full.report.totals.deleted > 0);
  assert.notDeepEqual(stateNow(), state);
});

test('a blueprint that a resource outside the part can feed loses nothing', async () => {
  const both = mappingOf([projects, users, teams], { entityDeletionThreshold: 1 });
  const product = trusted({}, both);
  await product.sync();
  const before = catalogOf(product);
  organisationOf(product).find('team').remove();
  const ended = await product.sync(part(['2']));
  assert.deepEqual(goneFrom(before, catalogOf(product)), []);
  assert.equal(ended.report.totals.deleted, 0);
  assert.ok((ended.report.deletions.leftAlone ?? 0) > 0);
});

test('a part that the mapping does not have is refused before anything is read or written', async () => {
  const product = trusted({}, everything);
  for (const wanted of ['repo', '5', 'resources[9]', '-1']) {
    const ended = await product.sync(part([wanted]));
    assert.equal(ended.report.run.status, 'failed', wanted);
    assert.match(ended.report.problems[0]?.message ?? '', /neither a kind of the mapping nor the position/);
    assert.match(ended.report.problems[0]?.hint ?? '', /project, repository/);
  }
  const ended = await product.sync({ ...mappingOf([users]), ...part([], ['Payments']) });
  assert.equal(ended.report.run.status, 'failed');
  assert.deepEqual(product.port.integration(identifier)?.resyncState, {});
});

test('a run of some projects reads these alone, and deletes what is shown to be of them', async () => {
  const mapping = mappingOf([projects, repositories, teams, workItems, users, groups], {
    entityDeletionThreshold: 1,
  });
  const product = trusted({}, mapping);
  await product.sync();
  const [first, second] = projectsOf(product);
  assert.ok(first && second);
  const before = catalogOf(product);
  const inFirst = repositoryIn(product, first.id);
  const inSecond = repositoryIn(product, second.id);
  assert.ok(inFirst && inSecond);
  inFirst.remove();
  inSecond.remove();
  product.azureDevOps.requests.length = 0;
  const ended = await product.sync(part([], [first.name]));
  assert.equal(ended.report.run.status, 'succeeded');
  const gone = goneFrom(before, catalogOf(product));
  assert.ok(gone.includes(`repository ${inFirst.item.id}`), gone.join());
  assert.ok(!gone.some((key) => key.includes(inSecond.item.id)));
  assert.equal(resourceOf(ended, 'user').leftAlone, true);
  for (const { url } of product.azureDevOps.requests) {
    const path = decodeURIComponent(String(url));
    assert.ok(!path.includes(second.id) && !path.includes(`/${second.name}/`), path);
  }
  const full = await product.sync();
  assert.equal(full.report.totals.heldBack, 0);
  assert.ok(goneFrom(before, catalogOf(product)).includes(`repository ${inSecond.item.id}`));
});

test('a run of some projects touches nothing of a project that is left out, deleted or out of sight', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first, second, third] = projectsOf(product);
  assert.ok(first && second && third);
  organisationOf(product)
    .find('project', ({ id }) => id === second.id)
    .remove();
  const before = catalogOf(product);
  const choice = { ...part([], [first.name]).scope, projects: [parseProjectPattern(`!${third.name}`)] };
  const ended = await product.sync({ scope: choice });
  assert.deepEqual(goneFrom(before, catalogOf(product)), []);
  assert.equal(ended.report.totals.deleted, 0);
  const typo = await product.sync(part([], ['Stroe*']));
  assert.deepEqual(goneFrom(before, catalogOf(product)), []);
  assert.match(typo.report.warnings.join('\n'), /"Stroe\*" of onlyProjects matches no project/);
});

test('what others of the part relate to stays as long as something outside relates to it', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const before = catalogOf(product);
  const repository = organisationOf(product).find('repository');
  repository.remove();
  await product.sync(part(['repository']));
  const gone = goneFrom(before, catalogOf(product));
  assert.ok(
    !gone.includes(`repository ${repository.item.id}`),
    'its branches are left alone, and relate to it',
  );
  await product.sync(part(['repository', 'branch']));
  assert.ok(!catalogOf(product).has(`repository ${repository.item.id}`));
});

/** Repositories of which some 1,000 branches are left alone by a run of repositories. One of them and its branches go, and one without any. */
async function withBranchesLeftAlone(options: Pick<ProductOptions, 'aroundPort'> = {}) {
  const scale = {
    projects: 3,
    repositoriesPerProject: 3,
    branchesPerRepository: 120,
    workItemsPerProject: 1,
  };
  const product = trusted({ organisation: { scale }, ...options }, everything);
  await product.sync();
  const organisation = organisationOf(product);
  const related = organisation.find('repository', ({ isDisabled }) => !isDisabled).item;
  const free = [...organisation.all('repository')].find(({ item }) => item.id !== related.id)?.item;
  assert.ok(free);
  const ofFree = product.port.entities('branch').filter(({ relations }) => relations.repository === free.id);
  product.port.remove(
    'branch',
    ofFree.map(({ identifier: of }) => of),
  );
  for (const id of [related.id, free.id]) organisation.find('repository', (one) => one.id === id).remove();
  return {
    product,
    async deleteRepositories() {
      const before = product.port.requests.length;
      await product.sync(part(['repository']));
      const asked = product.port.requests
        .slice(before)
        .filter(({ url }) => /branch\/entities\/search/.test(url));
      assert.ok(product.port.entity('repository', related.id), 'its branches relate to it');
      assert.equal(product.port.entity('repository', free.id), undefined);
      return asked;
    },
  };
}

test('what may relate to what goes is not read entity by entity: Port is asked for what does', async () => {
  const { product, deleteRepositories } = await withBranchesLeftAlone();
  assert.ok(product.port.entities('branch').length > 800);
  assert.equal((await deleteRepositories()).length, 2);
});

const answers = {
  'has none of them': { status: 200, body: { ok: true, entities: [] } },
  'refuses the question': { status: 422, body: { ok: false, error: 'invalid_request', message: 'no' } },
};
for (const [how, answer] of Object.entries(answers))
  test(`where Port's answer to what relates to it ${how}, the relations of all are read`, async () => {
    const { product, deleteRepositories } = await withBranchesLeftAlone();
    product.port.faults = [
      {
        match: ({ body }: EmulatedRequest) => /"relatedTo".*"relatedTo"/.test(body.toString()),
        fault: { type: 'status', ...answer },
        times: Infinity,
      },
    ];
    assert.ok((await deleteRepositories()).length > 5);
  });

type Rule = Record<string, unknown> & { value: unknown };

/** Meanings of a list of values, other than any of them. */
const meanings: Record<string, (rule: Rule, values: unknown[]) => unknown> = {
  'the first alone': (rule, [first]) => ({ ...rule, value: [first] }),
  'the last alone': (rule, values) => ({ ...rule, value: [values.at(-1)] }),
  'all of them': (rule, values) => ({
    combinator: 'and',
    rules: values.map((value) => ({ ...rule, value: [value] })),
  }),
};
for (const [name, meaning] of Object.entries(meanings))
  test(`where several values mean ${name} to Port, the relations of all are read`, async () => {
    const { deleteRepositories } = await withBranchesLeftAlone({
      aroundPort: (transport) => (request) => {
        const body = request.body && String(request.body);
        if (!body?.includes('"relatedTo"')) return transport(request);
        const meant = JSON.parse(body, (_, value) =>
          value?.operator === 'relatedTo' && Array.isArray(value.value) && value.value.length > 1
            ? meaning(value, value.value)
            : value,
        );
        return transport({ ...request, body: JSON.stringify(meant) });
      },
    });
    assert.ok((await deleteRepositories()).length > 5);
  });

test('without merging, what a resource outside the part decides is not overwritten', async () => {
  const named = onto('repository', 'repository', { title: '"by the first"' });
  const renamed = onto('repository', 'repository', { title: '"by the last"' });
  const product = trusted({}, mappingOf([named, renamed], { enableMergeEntity: false }));
  await product.sync();
  const ended = await product.sync(part(['0']));
  assert.match(ended.report.warnings.join('\n'), /repository-0 was not written/);
  for (const { title, identifier: id } of product.port.entities('repository'))
    if (id.length === 36) assert.equal(title, 'by the last');
});

test('a run of a part waits for another run, and its mark is taken away at its end', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const integration = product.port.integration(identifier);
  assert.ok(integration);
  const died = new Date(product.clock.now() - 60_000).toISOString();
  integration.resyncState = { status: 'running', lastResyncStart: died };
  const ended = await product.sync({ ...part(['team']), overlap: { wait: 10, staleAfter: 3600 } });
  assert.equal(ended.report.run.status, 'failed');
  assert.equal(product.port.integration(identifier)?.resyncState?.status, 'running');
  const late = await product.sync({ ...part(['team']), overlap: { wait: 10, staleAfter: 1 } });
  assert.equal(late.report.run.status, 'succeeded');
  assert.equal(product.port.integration(identifier)?.resyncState?.status, 'aborted');
});
