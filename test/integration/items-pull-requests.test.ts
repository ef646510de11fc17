import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { FaultRule } from '../emulators/types.ts';
import { createProduct, type Product } from './product.ts';
import { pathOf } from './support/item-paths.ts';
import { type Item, itemsIn, resourcesOf, seedBlueprints, settingsOf } from './support/whole-items.ts';

const wanted = [{ kind: 'pull-request', options: {} }];
const settings = settingsOf(resourcesOf(wanted));
const LIST = 'GET /{project}/_apis/git/repositories/{repository}/pullrequests';
const SINGLE = `${LIST}/{pullRequest}`;

interface PullRequest extends Item {
  status: string;
  repository: { id: string };
}

/** A full sync of an organisation with many pull requests, and what Port has of those of the repository that has most. */
async function synced() {
  const product = createProduct({
    organisation: {
      now: new Date(Date.UTC(2026, 0, 5)),
      scale: { projects: 1, repositoriesPerProject: 2, pullRequestsPerRepository: 24 },
    },
  });
  seedBlueprints(product, wanted);
  await product.sync(settings);
  await product.clock.sleep(5_000);
  const all = stored(product);
  const [most = []] = [...new Set(all.map(({ repository }) => repository.id))]
    .map((id) => all.filter(({ repository }) => repository.id === id))
    .sort((x, y) => y.length - x.length);
  const active = most.filter(({ status }) => status === 'active');
  const closed = most.filter(({ status }) => status !== 'active');
  assert.ok(active.length > 2 && closed.length > 1, `${active.length} active, ${closed.length} closed`);
  return { product, active, closed };
}

const stored = (product: Product): PullRequest[] =>
  itemsIn(product, 0).map(([, item]) => item as PullRequest);

/** Runs over some of them, with their titles changed: what Port has then, by number, and the requests by route. */
async function rerun(product: Product, chosen: readonly PullRequest[], faults: FaultRule[] = []) {
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  for (const { pullRequestId } of chosen)
    organisation
      .find('pull-request', (one) => one.pullRequestId === pullRequestId)
      .update({ title: 'Another' });
  await product.clock.sleep(60_000);
  product.azureDevOps.faults = faults;
  const before = product.azureDevOps.requests.length;
  const items = await product.openItems(settings);
  const outcome = await items.run(chosen.map((item) => pathOf('pull-request', item)));
  await items.close();
  product.azureDevOps.faults = [];
  const asked = product.azureDevOps.requests.slice(before);
  const countOf = (route: string) => asked.filter((one) => `${one.method} ${one.route}` === route).length;
  return { outcome, lists: countOf(LIST), singles: countOf(SINGLE) };
}

/** Writes that a full sync would still make. */
const left = async (product: Product) =>
  (await product.sync(settings)).changes.filter(({ action }) => action !== 'deleted');

test('several active pull requests of a repository are read in its list: one request, and what a full sync has', async () => {
  const { product, active } = await synced();
  const { outcome, lists, singles } = await rerun(product, active);
  assert.deepEqual([outcome.updated, outcome.waiting, lists, singles], [active.length, [], 1, 0]);
  assert.deepEqual(await left(product), []);
});

test('closed ones among them are each asked for, since only that tells their list', async () => {
  const { product, active, closed } = await synced();
  const { outcome, singles } = await rerun(product, [...active, ...closed]);
  assert.deepEqual(
    [outcome.updated, outcome.waiting, singles],
    [active.length + closed.length, [], closed.length],
  );
  assert.deepEqual(await left(product), []);
});

test('a list that lacks some is no proof of anything: these are asked for singly', async () => {
  const { product, active } = await synced();
  const lacking = new Set(active.slice(0, 4).map(({ pullRequestId }) => pullRequestId));
  const short: FaultRule = {
    match: ({ url }, route) =>
      `GET ${route}` === LIST && !url.searchParams.has('searchCriteria.sourceRefName'),
    fault: {
      type: 'changed',
      name: 'a list that lacks some',
      change(right) {
        const all: PullRequest[] = JSON.parse(right.body.toString()).value;
        const value = all.filter(({ pullRequestId }) => !lacking.has(pullRequestId));
        return { ...right, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
      },
    },
    times: Number.POSITIVE_INFINITY,
  };
  const { outcome, singles } = await rerun(product, active, [short]);
  assert.deepEqual([outcome.updated, outcome.waiting, singles], [active.length, [], lacking.size]);
  assert.deepEqual(await left(product), []);
});

/** A change of the answers for pull requests that are read singly, or of those for lists of closed ones. */
const answersOf = (which: 'one' | 'closed', change: (all: PullRequest[]) => unknown): FaultRule => ({
  match: ({ url }, route) =>
    which === 'one'
      ? `GET ${route}` === SINGLE
      : `GET ${route}` === LIST && url.searchParams.get('searchCriteria.status') !== 'active',
  fault: {
    type: 'changed',
    name: which,
    change(right) {
      const answer = JSON.parse(right.body.toString());
      return {
        ...right,
        body: Buffer.from(JSON.stringify(change(which === 'one' ? [answer] : answer.value))),
      };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

for (const [what, fault] of Object.entries({
  'the list of closed ones does not have yet': answersOf('closed', () => ({ count: 0, value: [] })),
  'a list that heeds no status lacks': answersOf('closed', (all) => {
    const others = Array.from({ length: 120 }, (_, i) => ({
      ...all[0],
      pullRequestId: 10_000 + i,
      status: 'active',
    }));
    return { count: others.length, value: others };
  }),
  'has no time at which it was closed': answersOf('one', ([item]) => ({ ...item, closedDate: undefined })),
  'was closed at the time of .NET that is none': answersOf('one', ([item]) => ({
    ...item,
    closedDate: '0001-01-01T00:00:00',
  })),
  'was closed at a time that is none': answersOf('one', ([item]) => ({ ...item, closedDate: 'yesterday' })),
}))
  test(`a closed pull request that ${what} is not taken for one outside of the window`, async () => {
    const { product, closed } = await synced();
    const [item] = closed as [PullRequest];
    const before = product.port.entities();
    const { outcome } = await rerun(product, [item], [fault]);
    assert.equal(outcome.deleted, 0);
    assert.deepEqual(
      product.port.entities().map(({ identifier }) => identifier),
      before.map(({ identifier }) => identifier),
    );
    if (outcome.updated === 0) assert.ok(outcome.waiting.length === 1 || !outcome.isRead);
  });

test('a closed pull request that newer ones have pushed out of the list leaves the catalog', async () => {
  const { product, closed } = await synced();
  const [item] = closed as [PullRequest];
  const newer = answersOf('closed', (all) => {
    const value = Array.from({ length: 100 }, (_, i) => ({ ...all[0], pullRequestId: 10_000 + i }));
    return { count: value.length, value };
  });
  const { outcome } = await rerun(product, [item], [newer]);
  assert.deepEqual([outcome.deleted, outcome.waiting], [1, []]);
});
