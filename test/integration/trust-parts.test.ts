import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrganisation } from '../emulators/azure-devops/index.ts';
import type { EmulatedRequest, FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import type { Product } from './product.ts';
import { incomplete, resourceOf, trusted } from './support/trust.ts';

const forbidden = { type: 'status', status: 403 } as const;
const failing = (match: FaultRule['match']): FaultRule => ({ match, fault: forbidden, times: Infinity });

/** Removes a branch, a team and a work item. A default branch stays. */
function removeSome(organisation: Product['azureDevOps']['organisations'][number] | undefined) {
  organisation?.find('branch', ({ name }) => !/\/(?:main|master|trunk)$/.test(name)).remove();
  for (const kind of ['team', 'work-item'] as const) organisation?.find(kind).remove();
}

/** A synced catalog, something of every kind gone, and then a part of the organisation that cannot be read. */
async function withFailing(match: FaultRule['match']) {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  removeSome(organisation);
  organisation?.find('repository', ({ slot }) => slot === 2).update({ name: 'renamed' });
  product.azureDevOps.faults = [failing(match)];
  const before = product.port.catalog();
  const ended = await product.sync();
  const gone = Object.entries(before).flatMap(([blueprint, entities]) =>
    Object.keys(entities)
      .filter((id) => !product.port.entity(blueprint, id))
      .map(() => blueprint),
  );
  return { product, ended, gone: [...new Set(gone)].sort() };
}

test('a repository that cannot be read costs its branches, and their deletions', async () => {
  let first: string | undefined;
  const { product, ended, gone } = await withFailing(({ url }: EmulatedRequest) => {
    const id = /repositories\/([^/]+)\/refs/.exec(url.pathname)?.[1];
    first ??= id;
    return id !== undefined && id === first;
  });
  assert.equal(ended.report.run.status, 'problems');
  assert.deepEqual(incomplete(ended), ['branch']);
  assert.deepEqual(gone, ['item', 'team']);
  assert.ok(product.port.entities('repository').some(({ title }) => title === 'renamed'));
  const [problem] = ended.report.problems;
  assert.match(problem?.message ?? '', /Could not read the branches of repository/);
  assert.equal(problem?.subject, 'branch');
});

test('a project whose repositories cannot be read costs them and what hangs under them', async () => {
  let first: string | undefined;
  const { ended, gone } = await withFailing(({ url }: EmulatedRequest) => {
    const id = /contoso\/([^/]+)\/_apis\/git\/repositories$/.exec(url.pathname)?.[1];
    first ??= id;
    return id !== undefined && id === first;
  });
  assert.deepEqual(incomplete(ended), ['repository', 'branch']);
  assert.deepEqual(gone, ['item', 'team']);
  assert.ok(resourceOf(ended, 'repository').rawItems > 0);
});

test('a kind that cannot be read at all costs only itself', async () => {
  const { ended, gone } = await withFailing(/wit\/wiql/);
  assert.deepEqual(incomplete(ended), ['work-item']);
  assert.deepEqual(gone, ['branch', 'team']);
  assert.match(
    ended.report.deletions.heldBack[0]?.reason ?? '',
    /work-item-4 could not be read and mapped in full/,
  );
});

for (const [status, typeKey] of [
  [400, 'VssPropertyValidationException'],
  [401, 'UnauthorizedRequestException'],
  [404, 'ProjectDoesNotExistException'],
  [404, 'GitRepositoryNotFoundException'],
  [500, 'SomethingWentWrongException'],
] as const)
  test(`a list that is answered ${status} (${typeKey}) is not an empty one`, async () => {
    const product = trusted();
    await product.sync();
    const before = product.port.entities();
    const body = { message: 'no', typeKey };
    for (const route of [/\/refs$/, /git\/repositories$/, /wit\/wiql/, /wit\/workitems/, /_apis\/teams$/]) {
      const fault = { type: 'status', status, body } as const;
      product.azureDevOps.faults = [{ match: route, fault, times: Infinity }];
      const ended = await product.sync();
      nothingDeleted(product.port, before, `${route} failed`);
      const unread = incomplete(ended).length + resourceOf(ended, 'work-item').partial;
      assert.ok(unread > 0 && ended.report.run.status === 'problems', String(route));
    }
  });

test('a part of a list that cannot be read is not taken for the end of it', async () => {
  const { ended, gone } = await withFailing(/wit\/workitems/);
  assert.deepEqual(incomplete(ended), ['work-item']);
  assert.deepEqual(gone, ['branch', 'team']);
});

test('teams that cannot be listed cost only themselves', async () => {
  const { ended, gone } = await withFailing(/_apis\/teams$/);
  assert.deepEqual(incomplete(ended), ['team']);
  assert.deepEqual(gone, ['branch', 'item']);
});

test('one of two organisations that cannot be read costs only itself, and every deletion', async () => {
  const now = new Date(Date.UTC(2026, 0, 5));
  const scale = { projects: 2, repositoriesPerProject: 2, workItemsPerProject: 2, teamsPerProject: 1 };
  const [contoso, fabrikam] = ['contoso', 'fabrikam'].map((name, seed) =>
    createOrganisation({ name, seed, scale, now }),
  ) as [ReturnType<typeof createOrganisation>, ReturnType<typeof createOrganisation>];
  const product = trusted({ azureDevOps: { organisations: [contoso, fabrikam] } });
  const both = { organizationUrls: ['https://dev.azure.com/contoso', 'https://dev.azure.com/fabrikam'] };
  await product.sync(both);
  const before = product.port.entities();
  contoso.find('repository').update({ name: 'renamed' });
  contoso.find('work-item').remove();
  product.azureDevOps.faults = [failing(({ url }: EmulatedRequest) => /\/fabrikam\//.test(url.pathname))];
  const ended = await product.sync(both);
  assert.equal(ended.report.run.status, 'problems');
  assert.deepEqual(
    ended.report.organisations.map(({ name, complete }) => [name, complete]),
    [
      ['contoso', true],
      ['fabrikam', false],
    ],
  );
  assert.ok(product.port.entities('repository').some(({ title }) => title === 'renamed'));
  nothingDeleted(product.port, before);
  assert.equal(ended.report.totals.deleted, 0);
  assert.ok(ended.report.totals.heldBack > 0);
});

test('what the second organisation does not answer in time is waited for only there', async () => {
  const now = new Date(Date.UTC(2026, 0, 5));
  const scale = { projects: 2, repositoriesPerProject: 2, workItemsPerProject: 2, teamsPerProject: 1 };
  const product = trusted({
    azureDevOps: {
      organisations: ['contoso', 'fabrikam'].map((name, seed) =>
        createOrganisation({ name, seed, scale, now }),
      ),
    },
  });
  product.azureDevOps.faults = [
    {
      match: ({ url }: EmulatedRequest) => /\/fabrikam\//.test(url.pathname),
      fault: { type: 'throttled', retryAfter: 60 },
      times: 1,
    },
  ];
  const ended = await product.sync({
    organizationUrls: ['https://dev.azure.com/contoso', 'https://dev.azure.com/fabrikam'],
  });
  assert.equal(ended.report.run.status, 'succeeded');
  const early = product.azureDevOps.requests.filter(({ at }) => at < product.clock.now() - 30_000);
  assert.ok(early.some(({ url }) => /contoso.*refs/.test(url)));
});

test('a blueprint whose entities Port does not tell costs only itself', async () => {
  const product = trusted();
  await product.sync();
  const organisation = product.azureDevOps.organisations[0];
  removeSome(organisation);
  product.port.faults = [
    {
      match: ({ url }: EmulatedRequest) => /blueprints\/branch\/entities\/search/.test(url.pathname),
      fault: { type: 'status', status: 500 },
      times: Infinity,
    },
  ];
  const branches = product.port.entities('branch').length;
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  assert.deepEqual(incomplete(ended), ['branch']);
  assert.equal(product.port.entities('branch').length, branches);
  assert.equal(ended.report.totals.deleted, 2);
});

test('the limit of deletions is one for all blueprints', async () => {
  const product = trusted();
  await product.sync();
  for (const kind of ['team', 'work-item'] as const)
    product.azureDevOps.organisations[0]?.find(kind).remove();
  const held = await product.sync({ maxDeletions: 1 });
  assert.deepEqual([held.report.totals.deleted, held.report.totals.heldBack], [0, 2]);
  assert.match(
    held.report.deletions.heldBack[0]?.reason ?? '',
    /2 entities would go, more than maxDeletions/,
  );
  const next = await product.sync({ maxDeletions: 2 });
  assert.deepEqual([next.report.totals.deleted, next.report.totals.heldBack], [2, 0]);
});
