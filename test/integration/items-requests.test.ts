import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import { createProduct } from './product.ts';
import { pathOf } from './support/item-paths.ts';
import { type Item, keyOf } from './support/items.ts';
import { plain } from './support/resources.ts';

/** The table of the page, a row for each kind. */
const table = new Map(
  [
    ...readFileSync(new URL('../../docs/development/single-items.md', import.meta.url), 'utf8').matchAll(
      /^\| `([a-z-]+)` \| ([^|]*) \| (\d+) \|/gm,
    ),
  ].map(([, kind = '', path = '', requests]) => [kind, { path, requests: Number(requests) }]),
);

const resources = plain.map(({ kind, options }, index) => ({
  kind,
  selector: { query: 'true', ...options },
  port: {
    entity: {
      mappings: {
        identifier: `(${keyOf(kind)}) | tojson | @base64`,
        blueprint: `"resource${index}"`,
        properties: { item: '.' },
      },
    },
  },
}));
const settingsOf = (some: readonly object[]) => ({
  mapping: { from: 'inline' as const, text: JSON.stringify({ resources: some }) },
  initializePortResources: false,
});

test('each kind takes as many requests for one of its items as the page says, by the path that it says', async () => {
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)) } });
  product.port.seedBlueprints(
    plain.map((_, index) => ({
      identifier: `resource${index}`,
      title: `Resource ${index}`,
      schema: { properties: { item: { type: 'object' } }, required: [] },
      relations: {},
    })),
  );
  await product.sync(settingsOf(resources));
  await product.clock.sleep(5_000);
  const told: Record<string, { path: string; requests: number }> = {};
  for (const [index, { kind }] of plain.entries()) {
    const [entity] = product.port.entities(`resource${index}`).slice(-1);
    const path = pathOf(kind, entity?.properties.item as Item);
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
