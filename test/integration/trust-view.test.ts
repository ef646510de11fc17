import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import type { CredentialSpec } from '../emulators/azure-devops/index.ts';
import type { EmulatedRequest, FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import {
  mappingOf,
  onto,
  projects,
  repositories,
  resourceOf,
  teams,
  trusted,
  workItems,
} from './support/trust.ts';

test('a job’s token that sees only its own project deletes nothing, and says which setting narrows it', async () => {
  const credentials: CredentialSpec[] = [{ kind: 'job', token: 'job' }];
  const product = trusted({ azureDevOps: { credentials }, jobProject: 'Payments' });
  const credential = { kind: 'jobToken', token: 'job' } as const;
  await product.sync({ credential });
  const before = product.port.entities();
  credentials[0] = { kind: 'job', token: 'job', project: 'Payments' };
  const ended = await product.sync({ credential });
  assert.equal(resourceOf(ended, 'project').rawItems, 1);
  nothingDeleted(product.port, before);
  assert.equal(ended.report.totals.deleted, 0);
  assert.ok(ended.report.totals.heldBack > 0);
  assert.match(ended.report.warnings.join('\n'), /Limit job authorization scope to current project/);
});

test('a job’s token that sees more than its own project is not narrowed by what the user leaves out', async () => {
  const credentials: CredentialSpec[] = [{ kind: 'job', token: 'job' }];
  const product = trusted({ azureDevOps: { credentials }, jobProject: 'Payments' });
  const credential = { kind: 'jobToken', token: 'job' } as const;
  const organisation = product.azureDevOps.organisations[0];
  for (const project of organisation?.all('project') ?? [])
    project.update({ tags: project.item.name === 'Payments' ? [] : ['retired'] });
  await product.sync({ credential });
  const ended = await product.sync({ credential, scope: { ...EVERYTHING, excludedTags: ['retired'] } });
  assert.equal(resourceOf(ended, 'project').rawItems, 1);
  assert.equal(ended.report.totals.heldBack, 0);
  assert.equal(
    product.port.entities('project').filter(({ identifier }) => identifier.length === 36).length,
    1,
  );
});

test('a job’s token that sees only its own project deletes nothing, also where that one is left out', async () => {
  const credentials: CredentialSpec[] = [{ kind: 'job', token: 'job' }];
  const product = trusted({ azureDevOps: { credentials }, jobProject: 'Payments' });
  const credential = { kind: 'jobToken', token: 'job' } as const;
  const payments = product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments');
  payments?.update({ tags: ['retired'] });
  const settings = {
    ...mappingOf([projects, repositories, workItems], { entityDeletionThreshold: 1 }),
    ...{ credential, scope: { ...EVERYTHING, excludedTags: ['retired'] } },
  };
  await product.sync(settings);
  const before = product.port.entities();
  credentials[0] = { kind: 'job', token: 'job', project: 'Payments' };
  const ended = await product.sync(settings);
  assert.ok(ended.report.totals.heldBack > 0);
  nothingDeleted(product.port, before);
  assert.match(ended.report.warnings.join('\n'), /Limit job authorization scope to current project/);
});

test('a project that is in no list, and is not listed as deleted, keeps all that is or may be its own', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('project', ({ name }) => name === 'Payments').update({ state: 'createPending' });
  organisation?.find('team').remove();
  const before = product.port.entities();
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  nothingDeleted(product.port, before);
  assert.match(
    ended.report.warnings.join('\n'),
    /project [0-9a-f-]{36} is in no list any more, and Azure DevOps does not list it as deleted/,
  );
});

/** The lists of a route without the items that a test tells. */
const without = (
  listed: string,
  isLeftOut: (item: Record<string, string>) => boolean | undefined,
): FaultRule => ({
  match: (_, route) => route === listed,
  fault: {
    type: 'changed',
    name: 'items left out',
    change(response) {
      const body = JSON.parse(response.body.toString());
      const value = body.value.filter((item: Record<string, string>) => !isLeftOut(item));
      return { ...response, body: Buffer.from(JSON.stringify({ ...body, count: value.length, value })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

test('groups that are listed no more stay as long as a project is out of sight, and so do their members', async () => {
  const product = trusted(
    {},
    mappingOf(
      [
        projects,
        onto('group', 'team', { identifier: '.descriptor', title: '.displayName' }),
        onto('user', 'item', { identifier: '.id', title: 'null' }),
        onto('group-member', 'board', {
          identifier: '.__group.descriptor + "/" + .descriptor',
          title: '.displayName',
        }),
      ],
      { entityDeletionThreshold: 1 },
    ),
  );
  await product.sync();
  const payments = product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments');
  const withoutPayments = without('/_apis/graph/groups', ({ domain }) =>
    domain?.includes(payments?.item.id ?? ''),
  );
  payments?.update({ state: 'createPending' });
  product.azureDevOps.faults = [withoutPayments];
  // Users are of no project.
  const user = product.azureDevOps.organisations[0]?.find('user', () => true);
  user?.remove();
  const before = product.port.entities().filter(({ identifier }) => identifier !== user?.item.id);
  const ended = await product.sync();
  nothingDeleted(product.port, before, 'a project is out of sight, and its groups with it');
  assert.equal(ended.report.totals.deleted, 1);
  assert.match(ended.report.warnings.join('\n'), /it may be of a project that is in no list any more/);
  // A project in sight holds nothing back.
  payments?.update({ state: 'wellFormed' });
  const { report } = await product.sync();
  assert.ok(report.totals.deleted > 1);
  assert.equal(report.totals.heldBack, 0);
});

test('a project that goes out of sight while a run reads keeps its teams, its groups and their members', async () => {
  const product = trusted(
    {},
    mappingOf(
      [
        projects,
        teams,
        onto('group', 'branch', { identifier: '.descriptor', title: '.displayName' }),
        onto('group-member', 'board', {
          identifier: '.__group.descriptor + "/" + .descriptor',
          title: '.displayName',
        }),
      ],
      { entityDeletionThreshold: 1 },
    ),
  );
  await product.sync();
  const payments = product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments');
  const afterwards: FaultRule = {
    match: (_, route) => route === '/_apis/projects',
    fault: {
      type: 'changed',
      name: 'the last list with the project',
      change(response) {
        if (JSON.parse(response.body.toString()).value.length > 1)
          payments?.update({ state: 'createPending' });
        return response;
      },
    },
    times: Number.POSITIVE_INFINITY,
  };
  product.azureDevOps.faults = [
    afterwards,
    without('/_apis/graph/groups', ({ domain }) => domain?.includes(payments?.item.id ?? '')),
    without('/_apis/teams', ({ projectId }) => projectId === payments?.item.id),
  ];
  const before = product.port.entities();
  const ended = await product.sync();
  assert.equal(resourceOf(ended, 'project').rawItems, 3);
  nothingDeleted(product.port, before, 'a project went out of sight, and its teams and groups with it');
  assert.match(ended.report.warnings.join('\n'), /it may be of a project that is in no list any more/);
});

for (const [answers, kept] of [
  [1, true],
  [2, false],
] as const)
  test(`a project that ${answers} of two lists of deleted projects has ${kept ? 'keeps' : 'loses'} what is its own`, async () => {
    const product = trusted({}, mappingOf([projects, repositories], { entityDeletionThreshold: 1 }));
    await product.sync();
    const payments = product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments');
    assert.ok(payments);
    const { id, name } = payments.item;
    let asked = 0;
    const deletedAtFirst: FaultRule = {
      match: ({ url }, route) =>
        route === '/_apis/projects' && url.searchParams.get('stateFilter') === 'deleted',
      fault: {
        type: 'changed',
        name: 'a project as deleted',
        change(response) {
          asked += 1;
          const value = asked <= answers ? [{ id, name, state: 'deleted' }] : [];
          return { ...response, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
        },
      },
      times: Number.POSITIVE_INFINITY,
    };
    product.azureDevOps.faults = [deletedAtFirst, without('/_apis/projects', (one) => one.id === id)];
    const before = product.port.entities();
    const { report } = await product.sync();
    if (kept) nothingDeleted(product.port, before, 'one of two answers called its project deleted');
    else assert.ok(report.totals.deleted > 1);
  });

/** Entities that do not show whose project they were. */
const ofNoProject = mappingOf([
  onto('repository', 'repository', { relations: { project: '[.project.id] | first' } }),
]);

test('a project that is listed no more although its repositories answer holds every deletion back', async () => {
  const product = trusted({}, ofNoProject);
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('project', ({ name }) => name === 'Payments').update({ state: 'createPending' });
  const before = product.port.entities();
  const ended = await product.sync();
  nothingDeleted(product.port, before);
  assert.match(
    ended.report.warnings.join('\n'),
    /project "Payments" is not listed any more although its repositories still answer/,
  );
});

test('it is noticed also where the repositories themselves are held back already', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('project', ({ name }) => name === 'Payments').update({ state: 'createPending' });
  product.azureDevOps.faults = [
    { match: /git\/repositories$/, fault: { type: 'status', status: 500 }, times: Infinity, skip: 1 },
  ];
  const before = product.port.entities();
  await product.sync();
  nothingDeleted(product.port, before);
});

test('where that cannot be found out, deletions wait for a run in which it can', async () => {
  const product = trusted({}, ofNoProject);
  await product.sync();
  product.azureDevOps.organisations[0]?.find('repository').remove();
  product.azureDevOps.faults = [
    { match: /GET \/_apis\/git\/repositories/, fault: { type: 'status', status: 500 }, times: Infinity },
  ];
  const before = product.port.entities();
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  nothingDeleted(product.port, before);
  assert.match(
    ended.report.deletions.heldBack[0]?.reason ?? '',
    /could not be checked whether the credential/,
  );
  product.azureDevOps.faults = [];
  const next = await product.sync();
  assert.equal(next.report.run.status, 'succeeded');
  assert.ok(next.report.totals.deleted > 0);
});

test('a project that is really gone is deleted with all that was in it', async () => {
  const product = trusted({}, mappingOf([projects, repositories, workItems]));
  await product.sync();
  const gone = product.azureDevOps.organisations[0]?.find('project', ({ name }) => name === 'Payments');
  const id = gone?.item.id ?? '';
  gone?.remove();
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(product.port.entity('project', id), undefined);
  assert.equal(
    product.port.entities('item').some(({ relations }) => relations.project === id),
    false,
  );
  assert.equal(ended.report.totals.heldBack, 0);
});

test('an organisation in which nothing is in sight any more deletes nothing', async () => {
  const credentials: CredentialSpec[] = [{ kind: 'job', token: 'job' }];
  const product = trusted({ azureDevOps: { credentials } });
  const credential = { kind: 'jobToken', token: 'job' } as const;
  await product.sync({ credential });
  const before = product.port.entities();
  credentials[0] = { kind: 'job', token: 'job', project: 'no-such-project' };
  await product.sync({ credential });
  nothingDeleted(product.port, before);
});

test('a project that is left out from now on is gone, although its repositories still answer', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const left = organisation?.find('project', ({ name }) => name === 'Payments');
  left?.update({ tags: ['retired'] });
  const ended = await product.sync({ scope: { ...EVERYTHING, excludedTags: ['retired'] } });
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.totals.heldBack, 0);
  assert.ok(ended.report.totals.deleted > 0);
  assert.equal(product.port.entity('project', left?.item.id ?? ''), undefined);
});

test('a project that is renamed while work items are asked for by its name has lost none of them', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  organisation?.find('team').remove();
  const before = product.port.entities('item').length;
  let renamed = false;
  const rename = ({ url }: EmulatedRequest) => {
    if (!renamed && /wit\/wiql/.test(url.pathname)) {
      renamed = true;
      for (const project of organisation?.all('project') ?? [])
        project.update({ name: `${project.item.name} II` });
    }
    return false;
  };
  product.azureDevOps.faults = [{ match: rename, fault: { type: 'reset' } }];
  const ended = await product.sync();
  assert.equal(product.port.entities('item').length, before);
  assert.match(ended.report.warnings.join('\n'), /project ".*" was renamed to ".* II" while the run read it/);
  const next = await product.sync();
  assert.equal(next.report.totals.heldBack, 0);
  assert.equal(product.port.entities('item').length, before);
});

for (const [title, times] of [
  ['for a while, and not any more', 1],
  ['still', Number.POSITIVE_INFINITY],
] as const)
  test(`a project that work items ${title} have by the name that it had before has lost none of them`, async () => {
    const product = trusted();
    await product.sync();
    const organisation = product.azureDevOps.organisations[0];
    const before = product.port.entities('item').length;
    const { id } = organisation?.find('project').item ?? {};
    const answers = (route: RegExp, change: (answer: object) => object): FaultRule => ({
      match: ({ url }, label) => route.test(label) && url.pathname.includes(String(id)),
      fault: {
        type: 'changed',
        name: 'another name of the project',
        change: (right) => ({
          ...right,
          body: Buffer.from(JSON.stringify(change(JSON.parse(right.body.toString())))),
        }),
      },
      times,
    });
    product.azureDevOps.faults = [
      answers(/wit\/wiql/, (answer) => ({ ...answer, workItems: [] })),
      ...(times === 1 ? [] : [answers(/wit\/classificationnodes/, (root) => ({ ...root, name: 'before' }))]),
    ];
    const ended = await product.sync();
    assert.equal(product.port.entities('item').length, before);
    assert.match(
      JSON.stringify(ended.report.deletions.heldBack),
      times === 1 ? /two readings of the lists disagree/ : /may not have been its own/,
    );
    product.azureDevOps.faults = [];
    const next = await product.sync();
    assert.equal(next.report.totals.heldBack, 0);
    assert.equal(product.port.entities('item').length, before);
  });

test('the last work item of a project goes, where its name is the same in both', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  const before = product.port.entities('item').length;
  const project = organisation?.find('project').item.name;
  for (const one of organisation?.all('work-item') ?? []) if (one.item.project.name === project) one.remove();
  const ended = await product.sync();
  assert.equal(ended.report.totals.heldBack, 0, JSON.stringify(ended.report.deletions.heldBack));
  assert.equal(product.port.entities('item').length, before - 5);
});
