import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import { heldBecause } from '../../src/report/words/words.ts';
import { createOrganisation } from '../emulators/azure-devops/index.ts';
import type { Ended, Product } from './product.ts';
import {
  branches,
  mappingOf,
  onto,
  projects,
  repositories,
  teams,
  trusted,
  workItems,
} from './support/trust.ts';

const groups = onto('group', 'team', { identifier: '.originId', title: '.displayName' });
const everything = mappingOf([projects, repositories, branches, teams, workItems, groups], {
  entityDeletionThreshold: 1,
});
const choosing = (written: string[], excludedTags: string[] = []) => ({
  scope: { ...EVERYTHING, projects: written.map(parseProjectPattern), excludedTags },
});
const projectsOf = ({ azureDevOps }: Pick<Product, 'azureDevOps'>, organisation = 0) =>
  [...(azureDevOps.organisations[organisation]?.all('project') ?? [])].map((project) => ({
    ...project,
    id: project.item.id,
    name: project.item.name,
    update: project.update,
  }));
const heldReasons = ({ report }: Ended) => report.deletions.heldBack.map(heldBecause).join('\n');
/** Entities that name a project in the identifier or a relation. */
const ofProject = ({ port }: Pick<Product, 'port'>, id: string) =>
  port.entities().filter((entity) => JSON.stringify(entity).includes(id)).length;
const requestsOf = ({ azureDevOps }: Pick<Product, 'azureDevOps'>, id: string, name: string) =>
  azureDevOps.requests
    .map(({ url }) => decodeURIComponent(String(url)))
    .filter((url) => url.includes(id) || url.includes(`/${name}/`));

test('what projects leaves out leaves the catalog with all that belongs to it, and the run tells how much', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first, ...others] = projectsOf(product);
  assert.ok(first);
  const before = others.map(({ id }) => ofProject(product, id));
  const planned = await product.sync({ mode: 'plan', ...choosing([first.name]) });
  const ended = await product.sync(choosing([first.name]));
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.totals.heldBack, 0);
  assert.ok(ended.report.totals.deleted > 0);
  for (const [i, { id, name }] of others.entries()) {
    assert.ok(before[i]);
    assert.equal(ofProject(product, id), 0, name);
    const line = new RegExp(`Project "${name}" is left out \\(projects: ${first.name}\\): \\d+ entities`);
    assert.match(planned.report.warnings.join('\n'), new RegExp(`${line.source} to delete`));
    assert.match(ended.report.warnings.join('\n'), new RegExp(`${line.source} deleted`));
  }
  assert.ok(ofProject(product, first.id) > 0);
  const domains = [...(product.azureDevOps.organisations[0]?.all('group') ?? [])]
    .map(({ item }) => item)
    .filter(({ domain }) => !others.some(({ id }) => domain.includes(id)));
  const left = product.port.entities('team').map(({ identifier }) => identifier);
  for (const { originId } of domains) assert.ok(left.includes(originId));
  assert.equal(left.length, domains.length + [...ownTeams(product, first.id)].length);
});

const ownTeams = ({ port }: Pick<Product, 'port'>, id: string) =>
  port.entities('team').filter(({ relations }) => relations.project === id);

test('a project of ten that is chosen costs a tenth of the requests', async () => {
  const scale = { projects: 10, teamsPerProject: 1, repositoriesPerProject: 3, branchesPerRepository: 2 };
  const product = trusted(
    { organisation: { scale: { ...scale, workItemsPerProject: 5, users: 4 } } },
    everything,
  );
  const [first, ...others] = projectsOf(product);
  assert.ok(first);
  await product.sync(choosing([first.name]));
  for (const { id, name } of others) assert.deepEqual(requestsOf(product, id, name), []);
  const one = product.azureDevOps.requests.length;
  const all = trusted(
    { organisation: { scale: { ...scale, workItemsPerProject: 5, users: 4 } } },
    everything,
  );
  await all.sync();
  const ten = all.azureDevOps.requests.length;
  // The lists of the organisation are read as they are: projects, teams, groups.
  assert.ok(one - 6 <= (ten - 6) / 10 + 1, `${one} of ${ten} requests`);
});

test('a pattern that matches no project holds all deletions back, in every kind', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first, second] = projectsOf(product);
  assert.ok(first && second);
  const before = product.port.entities().length;
  const ended = await product.sync(choosing([first.name, 'Stroe*']));
  assert.equal(ended.report.totals.deleted, 0);
  assert.equal(product.port.entities().length, before);
  assert.match(heldReasons(ended), /pattern "Stroe\*" of projects matches no project/);
  assert.match(ended.report.warnings.join('\n'), /Nothing is deleted: the pattern "Stroe\*"/);
});

test('a chosen project that was renamed keeps what it has', async () => {
  const product = trusted({}, everything);
  const [first, second] = projectsOf(product);
  assert.ok(first && second);
  const chosen = choosing([first.name, second.name]);
  await product.sync(chosen);
  const before = product.port.entities().length;
  second.update({ name: 'Renamed' });
  const ended = await product.sync(chosen);
  assert.equal(product.port.entities().length, before);
  assert.equal(ended.report.totals.deleted, 0);
  assert.ok(heldReasons(ended).includes(JSON.stringify(second.name)));
  await product.sync(choosing([first.name, second.id]));
  assert.equal(product.port.entity('project', second.id)?.title, 'Renamed');
});

test('a list of projects that cannot be read leaves nobody out', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first] = projectsOf(product);
  assert.ok(first);
  const before = product.port.entities().length;
  product.azureDevOps.faults = [
    { match: /GET \/_apis\/projects$/, fault: { type: 'status', status: 500 }, times: Infinity },
  ];
  const ended = await product.sync(choosing([first.name]));
  assert.equal(ended.report.totals.deleted, 0);
  assert.equal(product.port.entities().length, before);
});

test('patterns and tags leave out together, and tags that cannot be read leave nobody out', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first, second, third] = projectsOf(product);
  assert.ok(first && second && third);
  third.update({ tags: ['old'] });
  const scope = choosing(['*', `!${second.name}`], ['old']);
  product.azureDevOps.faults = [
    { match: /projects\/[^/]+\/properties/, fault: { type: 'status', status: 403 }, times: Infinity },
  ];
  const before = product.port.entities().length;
  const unread = await product.sync(scope);
  assert.equal(unread.report.totals.deleted, 0);
  assert.equal(product.port.entities().length, before);
  product.azureDevOps.faults = [];
  product.azureDevOps.requests.length = 0;
  const ended = await product.sync(scope);
  assert.equal(ended.report.totals.heldBack, 0);
  assert.deepEqual(
    [first, second, third].map(({ id }) => ofProject(product, id) > 0),
    [true, false, false],
  );
  const text = ended.report.warnings.join('\n');
  assert.ok(text.includes(`(projects: !${second.name})`), text);
  assert.ok(text.includes('(excludedTags: old)'), text);
  assert.deepEqual(requestsOf(product, second.id, second.name), []);
});

test('of several organisations a pattern with a name before it narrows that one alone', async () => {
  const scale = {
    projects: 2,
    teamsPerProject: 1,
    repositoriesPerProject: 1,
    workItemsPerProject: 2,
    users: 2,
  };
  const organisations = ['contoso', 'fabrikam'].map((name, i) =>
    createOrganisation({ seed: i + 1, name, now: new Date(Date.UTC(2026, 0, 5)), scale }),
  );
  const product = trusted({ azureDevOps: { organisations } }, everything);
  const organizationUrls = organisations.map(({ name }) => `https://dev.azure.com/${name}`);
  await product.sync({ organizationUrls });
  const [first] = projectsOf(product);
  assert.ok(first);
  const ended = await product.sync({ organizationUrls, ...choosing([`contoso/${first.name}`]) });
  assert.equal(ended.report.totals.heldBack, 0);
  assert.deepEqual(
    product.port
      .entities('project')
      .map(({ identifier }) => identifier)
      .filter((identifier) => identifier.length === 36)
      .sort(),
    [first.id, ...projectsOf(product, 1).map(({ id }) => id)].sort(),
  );
});

test('a project that is out of sight goes when it is left out by its id, as the message says', async () => {
  const product = trusted();
  await product.sync(mappingOf([projects, repositories, branches, teams, workItems]));
  const [first] = projectsOf(product);
  assert.ok(first);
  first.update({ state: 'createPending' });
  const held = await product.sync();
  const told = /projects: '(!([0-9a-f-]{36}))'/.exec(heldReasons(held));
  assert.equal(told?.[2], first.id);
  assert.ok(ofProject(product, first.id) > 0);
  const elsewhere = await product.sync(choosing(['!00000000-0000-4000-8000-000000000000']));
  assert.equal(elsewhere.report.totals.deleted, 0);
  const ended = await product.sync(choosing([told?.[1] ?? '']));
  assert.equal(ended.report.totals.heldBack, 0);
  assert.equal(ofProject(product, first.id), 0);
});

test('a project that nobody tells anything of does not go because others are chosen', async () => {
  const product = trusted({}, everything);
  await product.sync();
  const [first, second, third] = projectsOf(product);
  assert.ok(first && second && third);
  second.update({ state: 'createPending' });
  product.azureDevOps.faults = [
    {
      match: ({ url }) => url.search.includes('stateFilter'),
      fault: { type: 'status', status: 403 },
      times: Infinity,
    },
  ];
  const before = product.port.entity('project', second.id);
  const ended = await product.sync(choosing([third.name]));
  assert.ok(before);
  assert.ok(product.port.entity('project', second.id));
  assert.match(heldReasons(ended), new RegExp(`project ${second.id} is in no list any more`));
  product.azureDevOps.faults = [];
  await product.sync(choosing([third.name]));
  assert.equal(product.port.entity('project', second.id), undefined, 'its name is told, and not chosen');
  assert.equal(ofProject(product, first.id), 0);
});

test('the report has the items of each project, and says of which kinds a part was not read', async () => {
  const product = trusted({}, everything);
  const [first, second, third] = projectsOf(product);
  product.azureDevOps.faults = [
    {
      match: ({ url }) => /_apis\/wit\/wiql/.test(url.pathname) && url.pathname.includes(`/${second?.id}/`),
      fault: { type: 'status', status: 403 },
      times: Infinity,
    },
  ];
  const { report } = await product.sync();
  assert.deepEqual(
    report.projects.map(({ organisation, project }) => [organisation, project]).toSorted(),
    [first, second, third].map((project) => ['contoso', project?.name]).toSorted(),
  );
  const below = report.resources.filter(({ kind }) =>
    ['project', 'repository', 'branch', 'work-item'].includes(kind),
  );
  for (const key of ['rawItems', 'mapped', 'filtered', 'misconfigured', 'failed', 'partial'] as const)
    assert.equal(
      report.projects.reduce((sum, project) => sum + project[key], 0),
      below.reduce((sum, resource) => sum + resource[key], 0),
      key,
    );
  assert.deepEqual(
    report.projects
      .filter(({ incomplete }) => incomplete.length > 0)
      .map(({ project, incomplete }) => [project, incomplete]),
    [[second?.name, ['work-item']]],
  );
});

test('projects of the same name are told apart by their organisations', async () => {
  const organisations = ['contoso', 'fabrikam'].map((name) => createOrganisation({ name, scale: 'demo' }));
  const product = trusted({ azureDevOps: { organisations } }, mappingOf([projects, repositories]));
  const organizationUrls = organisations.map(({ name }) => `https://dev.azure.com/${name}`);
  const { report } = await product.sync({ organizationUrls });
  const names = report.projects.map(({ organisation, project }) => `${organisation}/${project}`);
  assert.equal(new Set(names).size, names.length);
  for (const organisation of organisations)
    assert.equal(
      names.filter((name) => name.startsWith(`${organisation.name}/`)).length,
      [...organisation.all('project')].length,
    );
});
