import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import { identifier, type Product } from './product.ts';
import { trusted } from './support/trust.ts';

interface Query {
  query: { rules: { property?: string; value?: string[] }[] };
}

type Entities = ReturnType<Product['port']['entities']>;

type Give = (wanted: Entities, right: WireResponse, asked: string) => Entities | WireResponse;

/** A search that takes a rule with this operator for true where it is about datasources. */
const unheeded =
  (operator: string): Give =>
  (wanted, right, asked) =>
    asked.includes(`{"property":"$datasource","operator":"${operator}"`) ? wanted : right;

/** Port's search for entities by identifier, which gives other entities than it should. */
const searchGives = (product: Product, name: string, give: Give): FaultRule => ({
  match: ({ url, body }) =>
    /\/item\/entities\/search$/.test(url.pathname) && body.toString().includes('"$identifier"'),
  fault: {
    type: 'changed',
    name,
    change(right, { body }) {
      const asked = body.toString();
      const { query } = JSON.parse(asked) as Query;
      const among = query.rules.find(({ property }) => property === '$identifier')?.value ?? [];
      const given = give(
        product.port.entities('item').filter((one) => among.includes(one.identifier)),
        right,
        asked,
      );
      if ('status' in given) return given;
      return { ...right, body: Buffer.from(JSON.stringify({ ok: true, entities: given })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

/** The answers of searches that are not to be believed. */
const lies: Record<string, () => Give> = {
  'has no rules but the identifiers': () => (wanted) => wanted,
  'finds nothing': () => () => [],
  'gives its first answer again': () => {
    let first: Entities | undefined;
    return (wanted) => {
      first ??= wanted;
      return first;
    };
  },
  'heeds no list of owners': () => unheeded('in'),
  'heeds no owner': () => unheeded('='),
  'leaves out the other integration': () => (wanted) => wanted.filter((one) => one.identifier !== 'theirs'),
};

for (const [lie, give] of Object.entries(lies))
  test(`an entity of another integration whose identifier ends like this one's stays where Port's search ${lie}`, async () => {
    const product = trusted();
    await product.sync();
    product.port.seedEntities(`port-ocean/azure-devops/0.48.1/x/${identifier}/exporter`, [
      { blueprint: 'item', identifier: 'theirs', title: 'Theirs' },
    ]);
    const place = product.azureDevOps.organisations[0]?.find('work-item');
    const own = product.port.entities('item').find((one) => one.identifier.endsWith(`/${place?.item.id}`));
    place?.remove();
    product.port.faults = [searchGives(product, lie, give())];
    const { report } = await product.sync();
    assert.ok(product.port.entity('item', 'theirs'), JSON.stringify(report.deletions));
    const { stale, deleted, heldBack } = report.deletions;
    assert.equal(stale, deleted + heldBack.reduce((sum, { count }) => sum + count, 0));
    product.port.faults = [];
    await product.sync();
    assert.ok(product.port.entity('item', 'theirs'));
    assert.equal(product.port.entity('item', own?.identifier ?? ''), undefined);
  });

test('another integration’s entity stays where Port’s search heeds no owner and nothing of ours is gone', async () => {
  const product = trusted();
  await product.sync();
  product.port.seedEntities(`port-ocean/azure-devops/0.48.1/x/${identifier}/exporter`, [
    { blueprint: 'item', identifier: 'theirs', title: 'Theirs' },
  ]);
  product.port.faults = [searchGives(product, 'heeds no owner', unheeded('='))];
  await product.sync();
  assert.ok(product.port.entity('item', 'theirs'));
});
