import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import { createProduct } from './product.ts';
import { pathOf } from './support/item-paths.ts';
import { plain } from './support/resources.ts';
import { itemsIn, resourcesOf, seedBlueprints, settingsOf } from './support/whole-items.ts';

/** The table of the page, a row for each kind. */
const table = new Map(
  [
    ...readFileSync(new URL('../../docs/development/single-items.md', import.meta.url), 'utf8').matchAll(
      /^\| `([a-z-]+)` \| ([^|]*) \| (\d+) \|/gm,
    ),
  ].map(([, kind = '', path = '', requests]) => [kind, { path, requests: Number(requests) }]),
);

const resources = resourcesOf(plain);

test('each kind takes as many requests for one of its items as the page says, by the path that it says', async () => {
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)) } });
  seedBlueprints(product, plain);
  await product.sync(settingsOf(resources));
  await product.clock.sleep(5_000);
  const told: Record<string, { path: string; requests: number }> = {};
  for (const [index, { kind }] of plain.entries()) {
    const [, item] = itemsIn(product, index).at(-1) ?? [];
    assert.ok(item, kind);
    const path = pathOf(kind, item);
    const items = await product.openItems(settingsOf(resources.slice(index, index + 1)));
    const before = product.azureDevOps.requests.length;
    const outcome = await items.run([path]);
    await items.close();
    assert.ok(outcome.unchanged > 0, `${kind} was not read: ${JSON.stringify(outcome.waiting)}`);
    told[kind] = {
      path: path.steps.map(({ list }) => list).join(', '),
      requests: product.azureDevOps.requests.length - before,
    };
  }
  assert.deepEqual(told, Object.fromEntries(table));
  assert.deepEqual([...table.keys()], [...kinds.keys()]);
});
