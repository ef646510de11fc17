import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oceanDatasource } from '../emulators/port/emulator.ts';
import type { EmulatedRequest } from '../emulators/types.ts';
import { identifier as integration, type ProductOptions } from './product.ts';
import { slowly, trusted } from './support/trust.ts';

/** Does something at the first request of the run that matches. */
const once = (pattern: RegExp, act: () => void) => {
  let done = false;
  const match = ({ url }: EmulatedRequest) => {
    if (done || !pattern.test(url.pathname)) return false;
    done = true;
    act();
    return false;
  };
  return { match, fault: { type: 'reset' } as const };
};

/** A synced catalog, and two work items that are gone since. */
async function withTwoGone(options: ProductOptions = {}) {
  const product = trusted(options);
  await product.sync();
  const items = [...(product.azureDevOps.organisations[0]?.all('work-item') ?? [])].slice(0, 2);
  for (const place of items) place.remove();
  const gone = product.port
    .entities('item')
    .map(({ identifier }) => identifier)
    .filter((identifier) => items.some(({ item }) => identifier.endsWith(`/${item.id}`)));
  assert.equal(gone.length, 2);
  return { product, gone: gone as [string, string] };
}

test('what somebody else writes to while the run reads is theirs, and is not deleted', async () => {
  const { product, gone } = await withTwoGone();
  product.port.faults = [
    once(/item\/entities\/search/, () => product.port.edit('item', gone[0], { title: 'Mine now' })),
  ];
  const ended = await product.sync();
  assert.equal(product.port.entity('item', gone[0])?.title, 'Mine now');
  assert.equal(product.port.entity('item', gone[1]), undefined);
  const { deleted, heldBack } = ended.report.totals;
  assert.deepEqual({ deleted, heldBack }, { deleted: 1, heldBack: 1 });
  assert.match(ended.report.deletions.heldBack[0]?.reason ?? '', /somebody else has written to it/);
  const next = await product.sync();
  assert.equal(next.report.deletions.stale, 0);
  assert.ok(product.port.entity('item', gone[0]));
});

for (const [where, atFirst, asleep] of [
  ['', 0, 0],
  [', on a machine that slept meanwhile', 0, 3_600_000],
  [', on a machine whose clock is ahead', -3_600_000, -3_600_000],
] as const)
  test(`what another run of the integration writes to while this one reads is not deleted${where}`, async () => {
    let behind = 0;
    const { product, gone } = await withTwoGone({
      tools: ({ clock }) => ({ clock: { ...clock, now: () => clock.now() - behind } }),
    });
    slowly(product, 1_000);
    product.port.faults = [
      once(/item\/entities\/search/, () => {
        product.port.edit('item', gone[0], {}, oceanDatasource(integration));
        behind = asleep;
      }),
    ];
    behind = atFirst;
    const { report } = await product.sync();
    assert.ok(product.port.entity('item', gone[0]));
    assert.equal(product.port.entity('item', gone[1]), undefined);
    assert.match(report.deletions.heldBack[0]?.reason ?? '', /another run has written to it since this one/);
  });

test('what somebody else deletes while the run reads is gone', async () => {
  const { product, gone } = await withTwoGone();
  product.port.faults = [once(/item\/entities\/search/, () => product.port.remove('item', [gone[0]]))];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.totals.heldBack, 0);
});

test('where it cannot be read whose they are, they stay until it can', async () => {
  const { product, gone } = await withTwoGone();
  product.port.faults = [
    {
      match: ({ url, body }: EmulatedRequest) =>
        /entities\/search$/.test(url.pathname) && /\$identifier/.test(body.toString()),
      fault: { type: 'status', status: 500 },
      times: Infinity,
    },
  ];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  assert.equal(ended.report.totals.deleted, 0);
  for (const identifier of gone) assert.ok(product.port.entity('item', identifier));
});

test('where it cannot be read what depends on an entity that others require, it stays until it can', async () => {
  const product = trusted();
  await product.sync();
  const repository = product.azureDevOps.organisations[0]?.find('repository');
  const identifier = repository?.item.id ?? '';
  product.port.seedEntities('UI', [
    { blueprint: 'runbook', identifier: 'theirs', relations: { repository: identifier } },
  ]);
  repository?.remove();
  product.port.faults = [
    {
      match: ({ body }: EmulatedRequest) => /"relatedTo"/.test(body.toString()),
      fault: { type: 'status', status: 500 },
      times: Infinity,
    },
  ];
  const ended = await product.sync();
  assert.ok(product.port.entity('repository', identifier));
  assert.ok(product.port.entity('runbook', 'theirs'));
  assert.match(ended.report.deletions.heldBack[0]?.reason ?? '', /what depends on it could not be read/);
  product.port.faults = [];
  await product.sync();
  assert.equal(product.port.entity('repository', identifier), undefined);
});
