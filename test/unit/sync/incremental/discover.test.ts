import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeFeeds } from '../../../../src/kinds/changes/registry.ts';
import type { ItemPath } from '../../../../src/kinds/item-selection.ts';
import type { Fault, FaultRule, WireResponse } from '../../../emulators/types.ts';
import { without } from '../../kinds/support/emulated.ts';
import { readFeed } from './support/read-feed.ts';

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
    const truth = await readFeed(feed);
    assert.ok(truth.isWhole && truth.failures === 0);
    assert.ok(truth.paths.length > 0 && truth.routes.length > 0, truth.routes.join());
    const all = keysOf([...truth.paths, ...truth.standing]);
    for (const route of truth.routes)
      for (const fault of [...lies, cut])
        await t.test(`${route}: ${nameOf(fault)}`, async () => {
          const { isWhole, failures, paths, standing } = await readFeed(feed, always(route, fault));
          assert.equal(isWhole, failures === 0);
          if (isWhole) assert.deepEqual(keysOf([...paths, ...standing]), all);
        });
  });

  test(`${feed.name}: a service without that API holds the cursor, or all is found without it`, async () => {
    const truth = await readFeed(feed);
    const all = keysOf([...truth.paths, ...truth.standing]);
    let held = 0;
    for (const route of truth.routes) {
      const { isWhole, failures, paths, standing } = await readFeed(feed, [without(route)]);
      assert.equal(isWhole, failures === 0, route);
      if (isWhole) assert.deepEqual(keysOf([...paths, ...standing]), all, route);
      else held += 1;
    }
    assert.ok(held > 0);
  });
}

const [workItems] = changeFeeds;

test('a query that answers the same full page for ever ends as a failure', async () => {
  assert.ok(workItems);
  const ids = Array.from({ length: 19_999 }, (_, i) => ({ id: i + 1 }));
  const same = body('the same page', JSON.stringify({ workItems: ids }));
  const { isWhole, failures } = await readFeed(workItems, always('POST /{project}/_apis/wit/wiql', same));
  assert.ok(!isWhole && failures > 0);
});
