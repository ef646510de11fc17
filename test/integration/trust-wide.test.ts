import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatedRequest, FaultRule, WireResponse } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import type { Product } from './product.ts';
import { incomplete, mappingOf, onto, resourceOf, trusted } from './support/trust.ts';

const pullRequests = onto(
  'pull-request',
  'branch',
  {
    identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
    title: '.title',
    relations: { repository: '.repository.id' },
  },
  { minTimeInDays: 900 },
);

const BY_PROJECT = '/{project}/_apis/git/pullrequests';
const refused = (status: number): FaultRule => ({
  match: (_, route) => route === BY_PROJECT,
  fault: { type: 'status', status },
  times: Number.POSITIVE_INFINITY,
});

test('a repository that may no longer be read keeps its pull requests, and the others lose theirs', async () => {
  const product = trusted({}, mappingOf([pullRequests]));
  await product.sync();
  const [organisation] = product.azureDevOps.organisations;
  const hidden = organisation?.find('repository', ({ slot }) => slot === 2);
  hidden?.update({ isForbidden: true });
  organisation?.find('pull-request', ({ repository }) => repository.id !== hidden?.item.id).remove();
  const before = product.port.entities('branch').length;
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  assert.deepEqual(incomplete(ended), ['pull-request']);
  assert.match(ended.report.problems[0]?.message ?? '', /TF401027/);
  assert.equal(product.port.entities('branch').length, before - 1);
});

for (const status of [403, 404, 500])
  test(`a list for all repositories that is answered ${status} is no reason to leave them unread`, async () => {
    const product = trusted({}, mappingOf([pullRequests]));
    await product.sync();
    product.azureDevOps.faults = [refused(status)];
    const before = product.port.entities();
    const ended = await product.sync();
    assert.equal(ended.report.run.status, 'succeeded', JSON.stringify(ended.report.problems));
    nothingDeleted(product.port, before);
    assert.ok(resourceOf(ended, 'pull-request').unchanged > 0);
  });

test('a list for all repositories that the credential is refused leaves their pull requests as they are', async () => {
  const product = trusted({}, mappingOf([pullRequests]));
  await product.sync();
  product.azureDevOps.faults = [refused(401)];
  const before = product.port.entities();
  const ended = await product.sync();
  assert.notEqual(ended.report.run.status, 'succeeded');
  nothingDeleted(product.port, before);
});

/** One member of the answers of a route is another list. */
const changing = <T>(wanted: string, member: string, change: (items: T[]) => T[]): FaultRule => ({
  match: (_, route) => route === wanted,
  fault: {
    type: 'changed',
    name: `another ${member}`,
    change(right: WireResponse) {
      const body = JSON.parse(right.body.toString());
      const items = change(body[member]);
      const changed = { ...body, ...('count' in body && { count: items.length }), [member]: items };
      return { ...right, body: Buffer.from(JSON.stringify(changed)) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

const scale = {
  projects: 3,
  repositoriesPerProject: 4,
  pullRequestsPerRepository: 9,
  alertsPerRepository: 2,
};
const identifiersOf = ({ port }: Product) => port.entities('branch').map(({ identifier }) => identifier);
const enabled = ({ azureDevOps }: Product) =>
  [...(azureDevOps.organisations[0]?.all('repository') ?? [])].filter(({ item }) => !item.isDisabled);

for (const kept of [0, 1])
  test(`a list that lacks pull requests of a repository, all but ${kept} a status, deletes what is gone of others`, async () => {
    const product = trusted({ organisation: { scale } }, mappingOf([pullRequests]));
    await product.sync();
    const places = enabled(product).filter(({ item }) => item.defaultBranch !== undefined);
    assert.ok(places.length > 4);
    for (const [i, { item }] of places.entries()) {
      const other = places[(i + 1) % places.length]?.item.id;
      const lacking = ({ repository }: { repository: { id: string } }) => repository.id === item.id;
      product.azureDevOps.faults = [
        changing<{ repository: { id: string } }>(BY_PROJECT, 'value', (items) => [
          ...items.filter((one) => !lacking(one)),
          ...items.filter(lacking).slice(0, kept),
        ]),
      ];
      const before = identifiersOf(product);
      const gone = product.azureDevOps.organisations[0]?.find(
        'pull-request',
        ({ repository }) => repository.id === other,
      );
      gone?.remove();
      const ended = await product.sync();
      const lost = `${other}/${gone?.item.pullRequestId}`;
      assert.deepEqual(
        identifiersOf(product),
        before.filter((one) => one !== lost),
        item.name,
      );
      assert.equal(ended.report.totals.deleted, 1);
    }
  });

test('a repository that lost a pull request is asked itself before it is deleted, and no other is', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([pullRequests]));
  await product.sync();
  const asked = async () => {
    const before = product.azureDevOps.requests.length;
    await product.sync();
    const urls = product.azureDevOps.requests.slice(before).map(({ url }) => url);
    return new Set(urls.flatMap((url) => /repositories\/([^/]*)\/pullrequests/i.exec(url)?.[1] ?? []));
  };
  const unchanged = await asked();
  const before = identifiersOf(product).length;
  const gone = product.azureDevOps.organisations[0]?.find('pull-request');
  assert.ok(gone && !unchanged.has(gone.item.repository.id));
  gone.remove();
  assert.deepEqual(await asked(), unchanged.add(gone.item.repository.id));
  assert.equal(identifiersOf(product).length, before - 1);
});

for (const [when, minutes, deleted] of [
  ['that is opened while the run reads holds nothing back', 0, 1],
  ['that a list lacks holds back, whatever time the run takes it to be', -60, 0],
] as const)
  test(`a pull request ${when}`, async () => {
    const product = trusted({ organisation: { scale } }, mappingOf([pullRequests]));
    await product.sync();
    const [organisation] = product.azureDevOps.organisations;
    const gone = organisation?.find('pull-request');
    assert.ok(gone && organisation);
    const { id } = gone.item.repository;
    const isLast = ({ pullRequestId }: { pullRequestId: number }) =>
      pullRequestId > Math.max(...known) && pullRequestId !== gone.item.pullRequestId;
    const known = [...organisation.all('pull-request')]
      .filter(({ item }) => item.repository.id === id)
      .map(({ item }) => item.pullRequestId);
    gone.remove();
    const opens = (request: EmulatedRequest, route: string) =>
      route === BY_PROJECT && request.url.searchParams.get('searchCriteria.status') === 'completed';
    let isOpen = false;
    const open: FaultRule = {
      match: opens,
      fault: {
        type: 'changed',
        name: 'one is opened',
        change(right) {
          if (isOpen) return right;
          isOpen = true;
          organisation.find('pull-request', ({ repository }) => repository.id === id).grow(1);
          const time = new Date(product.clock.now() + minutes * 60_000).toISOString();
          const opened = organisation.find('pull-request', (one) => one.repository.id === id && isLast(one));
          opened.update({ creationDate: time, status: 'completed', closedDate: time });
          return right;
        },
      },
      times: Number.POSITIVE_INFINITY,
    };
    product.azureDevOps.faults = [open];
    const ended = await product.sync();
    assert.ok(isOpen);
    assert.equal(ended.report.totals.deleted, deleted);
    assert.equal(ended.report.totals.heldBack, 1 - deleted);
  });

const alerts = onto('advanced-security-alert', 'branch', {
  identifier: '.__repositoryId + "/" + (.alertId | tostring)',
  title: '.title',
  relations: { repository: '.__repositoryId' },
});

const off = { advSecEnabled: false, secretProtectionFeatures: null, codeSecurityFeatures: null };

test('alerts of a repository that is told to be off stay when it is on, and go when it is off', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([alerts]));
  await product.sync();
  const liars = enabled(product).filter(
    ({ item }) => item.advancedSecurity === 'on' && item.alerts.size() > 0,
  );
  assert.ok(liars.length > 1);
  const told: string[] = [];
  // The last one would be more than may go.
  for (const liar of liars.slice(0, -1)) {
    const all = identifiersOf(product);
    product.azureDevOps.faults = [
      changing<{ repositoryId: string }>('/_apis/management/enablement', 'reposEnablementStatus', (items) =>
        items.map((one) => (one.repositoryId === liar.item.id ? { ...one, ...off } : one)),
      ),
    ];
    const { report } = await product.sync();
    assert.deepEqual(identifiersOf(product), all);
    told.push(...report.deletions.heldBack.map(({ reason }) => reason));
    product.azureDevOps.faults = [];
    liar.update({ advancedSecurity: 'off' });
    await product.sync();
    assert.deepEqual(
      identifiersOf(product),
      all.filter((id) => !id.startsWith(liar.item.id)),
    );
  }
  // The first one that is told to be off is asked for its alerts, and then each.
  assert.ok(told.some((reason) => /was told to be off/.test(reason)));
});

test('alerts of a repository of which nothing was scanned, it is told, stay, and those of others go', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([alerts]));
  await product.sync();
  const [liar, other] = enabled(product).filter(
    ({ item }) => item.advancedSecurity === 'on' && item.alerts.size() > 0,
  );
  assert.ok(liar && other);
  const all = identifiersOf(product);
  liar.update({ advancedSecurity: 'unscanned' });
  other.update({ advancedSecurity: 'off' });
  const { report } = await product.sync();
  assert.equal(report.run.status, 'succeeded');
  assert.deepEqual(
    identifiersOf(product),
    all.filter((id) => !id.startsWith(other.item.id)),
  );
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /nothing was scanned yet/);
});
