import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangeFeed } from '../../../../src/kinds/changes/feed.ts';
import { changeFeeds } from '../../../../src/kinds/changes/registry.ts';
import type { ItemPath } from '../../../../src/kinds/item-selection.ts';
import { EVERYTHING } from '../../../../src/kinds/read-scope.ts';
import { kinds } from '../../../../src/kinds/registry.ts';
import { silent } from '../../../../src/lib/log.ts';
import { discover, type FoundOfFeed } from '../../../../src/sync/incremental/discover.ts';
import {
  createAzureDevOpsEmulator,
  createOrganisation,
  type Organisation,
} from '../../../emulators/azure-devops/index.ts';
import { virtualClock } from '../../../emulators/kit/clock.ts';
import type { Fault, FaultRule, WireResponse } from '../../../emulators/types.ts';
import { clientOf, without } from '../../kinds/support/emulated.ts';

const DAY = 24 * 60 * 60_000;

interface Discovered extends FoundOfFeed {
  failures: number;
  /** Routes of the feed's own, each `METHOD route`. */
  routes: string[];
}

/** All branches move, and a file of each repository and a page of each wiki changes. */
const pushed = (organisation: Organisation) =>
  void organisation.change({ kinds: ['branch', 'file', 'wiki-page'], share: 1, seed: 1 });

/** Reads one feed of an emulated organisation, with the changes of the last 40 days. */
async function read(
  feed: ChangeFeed,
  faults: FaultRule[] = [],
  prepare: (organisation: Organisation) => void = pushed,
): Promise<Discovered> {
  const clock = virtualClock();
  const now = new Date(clock.now());
  const organisation = createOrganisation({ now, scale: { projects: 1, repositoriesPerProject: 3 } });
  prepare(organisation);
  const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock });
  emulator.faults = faults;
  const devops = clientOf(emulator, organisation, clock);
  const resources = feed.kinds.map((kind, index) => ({
    ...{ index, kind, query: 'true', options: { includeContent: true }, entities: [] },
  }));
  const { feeds, failures } = await discover({
    context: { organisations: [{ devops, credential: 'a token' }], kinds, log: silent },
    scope: EVERYTHING,
    mapping: { resources } as never,
    mapper: { map: async () => [] },
    feeds: [feed],
    short: [],
    limits: { deletions: true },
    since: () => new Date(now.getTime() - 40 * DAY),
    now,
    parallel: 4,
    signal: new AbortController().signal,
  });
  const [found] = feeds;
  assert.ok(found);
  const own = Object.keys(emulator.counts()).filter(
    (route) => !/_apis\/(projects|git\/repositories|wiki\/wikis|resourceAreas)$/.test(route),
  );
  return { ...found, failures: failures.length, routes: own };
}

const keysOf = (paths: readonly ItemPath[]): string[] => paths.map((path) => JSON.stringify(path)).sort();

const always = (route: string, fault: Fault): FaultRule[] => [
  { match: (_, label) => route.endsWith(` ${label}`), fault, times: Number.POSITIVE_INFINITY },
];
const body = (name: string, text: string, type = 'application/json'): Fault => ({
  type: 'changed',
  name,
  change: (right: WireResponse) => ({
    ...right,
    headers: { ...right.headers, 'content-type': type },
    body: Buffer.from(text),
  }),
});

const lies: Fault[] = [
  { type: 'status', status: 500, body: { message: 'An error' } },
  { type: 'status', status: 403, body: { message: 'TF401027' } },
  { type: 'sign-in' },
  { type: 'malformed' },
  body('an empty 200', ''),
  body('an empty object', '{}'),
  body('no list', '{"count":3,"value":null,"workItems":null,"changes":null}'),
  body('nulls', '{"count":1,"value":[null],"workItems":[null],"changes":[null]}'),
  body('items without ids', '{"count":1,"value":[{}],"workItems":[{}],"changes":[{}]}'),
  body('a page of a gateway', '<html>Sign in</html>', 'text/html'),
];
const nameOf = (fault: Fault): string =>
  fault.type === 'changed' ? fault.name : fault.type === 'status' ? `a ${fault.status}` : fault.type;

/** Half of a list, with the count that it had. */
const cut: Fault = {
  type: 'changed',
  name: 'half of a list',
  change(right: WireResponse) {
    const answer = JSON.parse(right.body.toString());
    if (Array.isArray(answer.value))
      answer.value = answer.value.slice(0, Math.floor(answer.value.length / 2));
    return { ...right, body: Buffer.from(JSON.stringify(answer)) };
  },
};

for (const feed of changeFeeds) {
  test(`${feed.name}: what is no list of changes is never taken for one`, async (t) => {
    const truth = await read(feed);
    assert.ok(truth.isWhole && truth.failures === 0);
    assert.ok(truth.paths.length > 0 && truth.routes.length > 0, truth.routes.join());
    const all = keysOf([...truth.paths, ...truth.standing]);
    for (const route of truth.routes)
      for (const fault of [...lies, cut])
        await t.test(`${route}: ${nameOf(fault)}`, async () => {
          const { isWhole, failures, paths, standing } = await read(feed, always(route, fault));
          assert.equal(isWhole, failures === 0);
          if (isWhole) assert.deepEqual(keysOf([...paths, ...standing]), all);
        });
  });

  test(`${feed.name}: a service without that API holds the cursor`, async () => {
    const [route = ''] = (await read(feed)).routes;
    const { isWhole, failures } = await read(feed, [without(route)]);
    assert.ok(!isWhole && failures > 0, route);
  });
}

const [workItems] = changeFeeds;

test('a query that answers the same full page for ever ends as a failure', async () => {
  assert.ok(workItems);
  const ids = Array.from({ length: 19_999 }, (_, i) => ({ id: i + 1 }));
  const same = body('the same page', JSON.stringify({ workItems: ids }));
  const { isWhole, failures } = await read(workItems, always('POST /{project}/_apis/wit/wiql', same));
  assert.ok(!isWhole && failures > 0);
});
