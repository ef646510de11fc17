import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatedRequest, Fault, FaultRule } from '../emulators/types.ts';
import { readInFull } from '../support/assertions.ts';
import type { Ended, Product } from './product.ts';
import { watchPhase } from './support/phase.ts';
import {
  branches,
  mappingOf,
  onto,
  projects,
  repositories,
  resourceOf,
  trusted,
  workItems,
} from './support/trust.ts';

/** Answer of a gateway that has lost its service. */
const gateway: Fault = {
  type: 'status',
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'no healthy upstream',
};
const forbidden: Fault = {
  type: 'status',
  status: 403,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: {
    $id: '1',
    innerException: null,
    message: 'TF401027: You need the Git GenericRead permission to perform this action.',
    typeName:
      'Microsoft.TeamFoundation.Git.Server.GitNeedsPermissionException, Microsoft.TeamFoundation.Git.Server',
    typeKey: 'GitNeedsPermissionException',
    errorCode: 0,
    eventId: 3000,
  },
};

const failing = (
  product: Pick<Product, 'azureDevOps'>,
  match: RegExp | ((r: EmulatedRequest) => boolean),
  fault: Fault,
) => {
  product.azureDevOps.faults = [{ match, fault, times: Number.POSITIVE_INFINITY }];
};

const isDefault = ({ name }: { name: string }) => /\/(?:main|master|trunk)$/.test(name);

const identifiers = (product: Pick<Product, 'port'>, blueprint?: string) =>
  new Set((blueprint ? product.port.entities(blueprint) : product.port.entities()).map((e) => e.identifier));

const lost = (before: ReadonlySet<string>, after: ReadonlySet<string>) =>
  [...before].filter((identifier) => !after.has(identifier));

const assertKept = (gone: readonly string[], although: string) =>
  assert.deepEqual(gone, [], `${gone.length} entities were deleted although ${although}`);

const held = ({ report }: Ended, blueprint: string) =>
  report.deletions.heldBack.filter((group) => group.blueprint === blueprint);

test('an item whose single read a gateway answers exists: it is neither written nor deleted, and others may go', async () => {
  const withTeam = onto('project', 'project', { title: '.defaultTeam.name' }, { defaultTeam: true });
  const product = trusted({}, mappingOf([withTeam, repositories]));
  await product.sync();
  const before = product.port.entities('project');
  product.azureDevOps.organisations[0]?.find('repository').remove();
  failing(product, /_apis\/projects\/\{project\}$/, gateway);
  const ended = await product.sync();
  assert.deepEqual(product.port.entities('project'), before);
  const { complete, partial, rawItems } = resourceOf(ended, 'project');
  assert.deepEqual({ complete, partial, rawItems }, { complete: true, partial: 3, rawItems: 0 });
  assert.equal(ended.report.run.status, 'problems');
  assert.equal(ended.report.totals.deleted, 1);
});

test('the resource is incomplete where the identifier reads what could not be read', async () => {
  const byTeam = onto('project', 'project', { identifier: '.defaultTeam.id' }, { defaultTeam: true });
  const product = trusted({}, mappingOf([byTeam]));
  await product.sync();
  const before = identifiers(product);
  failing(product, /_apis\/projects\/\{project\}$/, gateway);
  const ended = await product.sync();
  assertKept(lost(before, identifiers(product)), 'the identifier of projects could not be told');
  assert.equal(resourceOf(ended, 'project').complete, false);
});

test('a repository without rights keeps its branches, and holds back no other’s, night after night', async () => {
  const product = trusted({}, mappingOf([projects, repositories, branches]));
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const closed = organisation?.find('repository').item.id ?? '';
  const before = identifiers(product, 'branch');
  const others = [...(organisation?.all('branch') ?? [])].filter(({ item }) => !isDefault(item));
  for (const branch of others.filter((_, i) => i % 2 === 0)) branch.remove();
  failing(product, ({ url }) => url.pathname.includes(closed) && url.pathname.endsWith('/refs'), forbidden);
  for (let night = 1; night <= 2; night += 1) {
    const ended = await product.sync();
    const gone = lost(before, identifiers(product, 'branch'));
    assert.ok(gone.length > 0, 'branches of repositories that were read are deleted');
    assertKept(
      gone.filter((identifier) => identifier.startsWith(closed)),
      'their repository could not be read',
    );
    const [group] = held(ended, 'branch');
    assert.match(group?.reason ?? '', /could not read \(1 list\)$/);
    assert.equal(group?.lasting, true);
    assert.match(group?.remedy ?? '', /Give|permission/);
  }
});

test('where the mapping does not show the repository, all branches wait', async () => {
  const byName = onto('branch', 'branch', {
    identifier: '.name + "-" + .objectId',
    relations: { repository: '.__repository.id' },
  });
  const product = trusted({}, mappingOf([projects, repositories, byName]));
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const closed = organisation?.find('repository').item.id ?? '';
  const before = identifiers(product, 'branch');
  for (const branch of organisation?.all('branch') ?? []) if (!isDefault(branch.item)) branch.remove();
  failing(product, ({ url }) => url.pathname.includes(closed) && url.pathname.endsWith('/refs'), forbidden);
  await product.sync();
  assertKept(lost(before, identifiers(product, 'branch')), 'they may be of the one that could not be read');
});

test('work items move between projects: one project that cannot be read holds back all of them', async () => {
  const product = trusted({}, mappingOf([projects, workItems]));
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const [closed] = [...(organisation?.all('project') ?? [])].map(({ item }) => item.id);
  const before = identifiers(product, 'item');
  for (const item of [...(organisation?.all('work-item') ?? [])].slice(-3)) item.remove();
  failing(product, ({ url }) => url.pathname.includes(`${closed}/_apis/wit/wiql`), gateway);
  await product.sync();
  assertKept(lost(before, identifiers(product, 'item')), 'they may be in the project that was not read');
});

test('work items that the query names exist, whatever is answered to the question for them', async () => {
  const product = trusted({}, mappingOf([projects, workItems]));
  await product.sync();
  const before = identifiers(product, 'item');
  failing(product, /wit\/workitems$/, gateway);
  const ended = await product.sync();
  assertKept(lost(before, identifiers(product, 'item')), 'the query names them');
  readInFull(ended, 'work-item');
  assert.ok(resourceOf(ended, 'work-item').partial > 0);
});

for (const state of ['deleted', 'deleting'])
  test(`a project that the service lists as ${state} goes with all that was in it`, async () => {
    const product = trusted();
    await product.sync();
    const organisation = product.azureDevOps.organisations[0];
    const gone = organisation?.find('project', ({ name }) => name === 'Payments');
    const id = gone?.item.id ?? '';
    gone?.update({ state });
    await product.sync();
    assert.ok(!identifiers(product, 'project').has(id));
    assert.equal(product.port.entities('repository').filter((e) => e.relations.project === id).length, 0);
  });

test('a project that only some other list names as deleted is not deleted: a lost right keeps everything', async () => {
  const product = trusted();
  await product.sync();
  const before = identifiers(product);
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('project', ({ name }) => name === 'Payments').update({ state: 'createPending' });
  failing(product, ({ url }) => url.searchParams.get('stateFilter') !== null, forbidden);
  const ended = await product.sync();
  assertKept(lost(before, identifiers(product)), 'the project is not listed as deleted');
  assert.match(ended.report.warnings.join('\n'), /is in no list any more/);
});

/** The first answer to a list of branches has the default one alone, and agrees with itself: no trace of it. */
function lieOnce(product: Pick<Product, 'azureDevOps'>) {
  const change: Extract<Fault, { type: 'changed' }>['change'] = (right) => {
    const value = JSON.parse(`${right.body}`).value.filter(isDefault);
    return { ...right, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
  };
  product.azureDevOps.faults = [
    { match: /\/refs$/, fault: { type: 'changed', name: 'a lie', change }, times: 1 },
  ];
}

test('what is gone goes only after its lists were read twice: what the two readings disagree on stays', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, repositoriesPerProject: 1, branchesPerRepository: 30 } } },
    mappingOf([projects, repositories, branches], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const before = identifiers(product, 'branch');
  assert.ok(before.size > 20);
  lieOnce(product);
  const ended = await product.sync();
  assertKept(lost(before, identifiers(product, 'branch')), 'the second reading has them');
  assert.match(held(ended, 'branch')[0]?.reason ?? '', /two readings of the lists disagree/);
});

/** Fewer items in the answers of a route, as long as something holds. */
const lessOf = (
  path: RegExp,
  holds: () => boolean,
  keep: (item: { name: string }) => boolean,
): FaultRule => ({
  match: (request, label) => path.test(`${request.method} ${label}`) && holds(),
  fault: {
    type: 'changed',
    name: 'fewer items',
    change(right) {
      const value = JSON.parse(`${right.body}`).value.filter(keep);
      return { ...right, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

for (const [list, what] of [
  [/^GET \/_apis\/projects$/, 'projects'],
  [/git\/repositories$/, 'repositories'],
] as const)
  test(`a second reading that has fewer ${what} than the first keeps all that it would have lost`, async () => {
    const product = trusted(
      { organisation: { scale: { projects: 2, repositoriesPerProject: 2, branchesPerRepository: 30 } } },
      mappingOf([branches], { entityDeletionThreshold: 1 }),
    );
    await product.sync();
    const before = identifiers(product, 'branch');
    const { log, isAfterReading } = watchPhase();
    product.azureDevOps.faults = [
      lessOf(/\/refs$/, () => !isAfterReading(), isDefault),
      lessOf(list, isAfterReading, () => false),
    ];
    const ended = await product.sync({}, log);
    assertKept(lost(before, identifiers(product, 'branch')), 'the second reading had less than the first');
    assert.match(held(ended, 'branch')[0]?.reason ?? '', new RegExp(`second reading has fewer .${what}`));
    product.azureDevOps.faults = [];
    assert.equal((await product.sync()).report.totals.heldBack, 0);
  });

test('what is held back for doubts still counts: the rest of a blueprint that lost most has its second look', async () => {
  const product = trusted(
    {
      organisation: { scale: { projects: 2, repositoriesPerProject: 1, branchesPerRepository: 30 } },
      azureDevOps: { pageSizes: { most: 4 } },
    },
    mappingOf([branches], { entityDeletionThreshold: 1 }),
  );
  const all = [...(product.azureDevOps.organisations[0]?.all('branch') ?? [])];
  // One repository keeps so few branches that they come in one page, and nothing asks for them anew.
  for (const branch of all
    .slice(0, all.length / 2)
    .filter(({ item }) => !isDefault(item))
    .slice(1))
    branch.remove();
  await product.sync();
  const before = identifiers(product, 'branch');
  assert.ok(before.size > 20);
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    lessOf(/\/refs$/, () => !isAfterReading(), isDefault),
    {
      match: (_, label) => /\/refs$/.test(label) && isAfterReading(),
      fault: gateway,
      times: Number.POSITIVE_INFINITY,
    },
  ];
  await product.sync({}, log);
  assertKept(lost(before, identifiers(product, 'branch')), 'no list could be read a second time');
});

test('what both readings agree on goes', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, repositoriesPerProject: 30 } } },
    mappingOf([projects, repositories], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const removed = [...(organisation?.all('repository') ?? [])].slice(2);
  for (const repository of removed) repository.remove();
  const ended = await product.sync();
  assert.equal(ended.report.totals.deleted, removed.length);
  assert.equal(ended.report.totals.heldBack, 0);
});

test('a list that cannot be read the second time keeps all that it would have lost', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, repositoriesPerProject: 30 } } },
    mappingOf([projects, repositories], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const before = identifiers(product, 'repository');
  const organisation = product.azureDevOps.organisations[0];
  for (const repository of [...(organisation?.all('repository') ?? [])].slice(2)) repository.remove();
  product.azureDevOps.faults = [
    { match: /git\/repositories$/, fault: gateway, skip: 1, times: Number.POSITIVE_INFINITY },
  ];
  const ended = await product.sync();
  assertKept(lost(before, identifiers(product, 'repository')), 'the second reading failed');
  assert.match(held(ended, 'repository')[0]?.reason ?? '', /could not be read a second time/);
});

test('projects that are in no list at all, and that Azure DevOps does not list as deleted, keep what is their own', async () => {
  // People are in lists of the organisation, so that something is read.
  const users = onto('user', 'team', { title: 'null' });
  const resources = [projects, repositories, branches, workItems, users];
  const product = trusted({}, mappingOf(resources, { entityDeletionThreshold: 1 }));
  await product.sync();
  const before = identifiers(product);
  product.azureDevOps.faults = [
    {
      match: ({ url }, label) => label === '/_apis/projects' && !url.searchParams.has('stateFilter'),
      fault: {
        type: 'changed',
        name: 'no project',
        change: (right) => ({ ...right, body: Buffer.from('{"count":0,"value":[]}') }),
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  await product.sync();
  assertKept(lost(before, identifiers(product)), 'the list whatever their state names all of them');
});
