import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silent } from '../../src/lib/log.ts';
import { identifier, type Product } from './product.ts';
import { trusted } from './support/trust.ts';

const minute = 60_000;

const stateOf = ({ port }: Product) => port.integration(identifier)?.resyncState ?? {};
const marks = ({ port }: Product) =>
  (port.integration(identifier)?.resyncStates ?? []).filter(({ status }) => status === 'running');

/** A product whose last run died without a word, so many minutes after its last sign of life. */
async function died(minutesAgo: number, options: Parameters<typeof trusted>[0] = {}): Promise<Product> {
  const product = trusted(options);
  await product.sync();
  const [mark] = marks(product);
  const shift = (time: unknown) =>
    new Date(
      Date.parse(String(time)) + (product.clock.now() - Date.parse(String(mark?.lastResyncStart))),
    ).toISOString();
  const integration = product.port.integration(identifier) ?? assert.fail();
  integration.resyncState = {
    ...mark,
    lastResyncStart: shift(mark?.lastResyncStart),
    nextResync: shift(mark?.nextResync),
  };
  await product.clock.sleep(minutesAgo * minute);
  return product;
}

describe('the mark of a run at work', () => {
  test('is renewed every minute and a half, and no more after the end', async () => {
    const product = trusted();
    // The entities' turn is held up, that of the mark is not.
    const fault = { type: 'throttled', retryAfter: 200 } as const;
    product.port.faults = [1, 2].map(() => ({ match: /entities\/bulk/, fault, times: 1 }));
    const { report } = await product.sync();
    assert.equal(report.run.status, 'succeeded');
    const all = marks(product);
    const times = product.port.requests
      .filter(({ route }) => route.endsWith('/resync-state'))
      .map(({ at }) => at);
    const renewals = Math.floor(((times.at(-1) ?? 0) - (times[0] ?? 0)) / 90_000);
    assert.ok(renewals >= 2, `${renewals}`);
    assert.ok(all.length >= renewals && all.length <= renewals + 1, `${all.length} of ${renewals}`);
    assert.deepEqual(new Set(all.map(({ lastResyncStart }) => lastResyncStart)).size, 1);
    assert.equal(new Set(all.map(({ nextResync }) => nextResync)).size, all.length);
    assert.ok(all.every(({ intervalInMinuets }) => intervalInMinuets === null));
    const sent = product.port.integration(identifier)?.resyncStates.length;
    await product.clock.sleep(10 * minute);
    assert.equal(product.port.integration(identifier)?.resyncStates.length, sent);
    assert.deepEqual([stateOf(product).status, stateOf(product).nextResync], ['completed', null]);
  });

  test('blocks for minutes when its run died, also one that may not wait', async () => {
    for (const [minutesAgo, ends] of [
      [1, 'failed'],
      [4, 'failed'],
      [6, 'succeeded'],
    ] as const) {
      const product = await died(minutesAgo);
      const { report } = await product.sync({ overlap: { wait: 0, staleAfter: 3600 } });
      assert.equal(report.run.status, ends, `${minutesAgo} minutes ago`);
    }
  });

  test('that is not renewed any more is waited for no longer than it is good for', async () => {
    const product = await died(0);
    const began = product.clock.now();
    const warnings: string[] = [];
    const log = { ...silent, warn: (text: string) => void warnings.push(text) };
    const { report } = await product.sync({ overlap: { wait: 3600, staleAfter: 3600 } }, log);
    assert.equal(report.run.status, 'succeeded');
    assert.ok(product.clock.now() - began < 7 * minute);
    assert.match(warnings.join('\n'), /overlapWait.*If it died, that shows within 5 minutes/);
    assert.match(warnings.join('\n'), /no sign of life any more: this one goes on/);
  });

  test('shows by itself that it is dead where Port’s answers do not say the time', async () => {
    const product = await died(0, { port: { dated: false } });
    const began = product.clock.now();
    const { report } = await product.sync({ overlap: { wait: 3600, staleAfter: 3600 } });
    assert.equal(report.run.status, 'succeeded');
    const took = product.clock.now() - began;
    assert.ok(took >= 5 * minute && took < 7 * minute, `${took}`);
  });

  test('blocks as long as it is renewed, however long ago its run began', async () => {
    const product = await died(0);
    const integration = product.port.integration(identifier) ?? assert.fail();
    integration.resyncState.lastResyncStart = new Date(product.clock.now() - 300 * minute).toISOString();
    let alive = true;
    const renew = async () => {
      while (alive) {
        integration.resyncState.nextResync = new Date(product.clock.now() + 5 * minute).toISOString();
        await product.clock.sleep(minute);
      }
    };
    void renew();
    const { report } = await product.sync({ overlap: { wait: 1200, staleAfter: 3600 } });
    alive = false;
    assert.equal(report.run.status, 'failed');
    assert.match(report.run.failure?.message ?? '', /still was after 20 minutes/);
  });

  test('of a scheduled exporter of Port’s keeps its hour', async () => {
    const product = await died(20);
    const integration = product.port.integration(identifier) ?? assert.fail();
    integration.resyncState.intervalInMinuets = 60;
    const { report } = await product.sync({ overlap: { wait: 0, staleAfter: 3600 } });
    assert.equal(report.run.status, 'failed');
    assert.match(report.run.failure?.hint ?? '', /overlapStaleAfter/);
  });

  test('is left without a sign of life where Port refuses one, and the run does its work', async () => {
    const product = trusted();
    product.port.faults = [
      {
        match: ({ method, body }: { method: string; body: Buffer }, route: string) =>
          method === 'PATCH' && route.endsWith('resync-state') && /"nextResync":"/.test(String(body)),
        fault: { type: 'status', status: 422 },
        times: Number.POSITIVE_INFINITY,
      } as never,
    ];
    const { report } = await product.sync();
    assert.equal(report.run.status, 'succeeded');
    assert.deepEqual(
      product.port
        .integration(identifier)
        ?.resyncStates.map(({ status, nextResync }) => [status, nextResync]),
      [
        ['running', null],
        ['completed', null],
      ],
    );
  });

  test('may fail to be renewed: the run does not', async () => {
    const product = trusted();
    const fault = { type: 'throttled', retryAfter: 200 } as const;
    let seen = 0;
    product.port.faults = [
      ...[1, 2].map(() => ({ match: /entities\/bulk/, fault, times: 1 })),
      {
        match: (_: unknown, route: string) =>
          route.endsWith('resync-state') && ++seen > 1 && stateOf(product).status === 'running' && seen < 6,
        fault: { type: 'reset' },
        times: Number.POSITIVE_INFINITY,
      } as never,
    ];
    const { report } = await product.sync();
    assert.ok(seen > 3, `${seen} times`);
    assert.equal(report.run.status, 'succeeded');
    assert.equal(stateOf(product).status, 'completed');
  });
});

test('a run that gives way ends as skipped where that is asked for, and has written nothing', async () => {
  const product = await died(1);
  product.port.requests.length = 0;
  const { report } = await product.sync({ overlap: { wait: 0, staleAfter: 3600, giveWay: 'skip' } });
  assert.equal(report.run.status, 'skipped');
  assert.match(report.run.failure?.message ?? '', /Another run of the integration .* has been at work since/);
  assert.deepEqual(report.problems, []);
  const writes = product.port.requests.filter(
    ({ method, route }) => method !== 'GET' && !/access_token/.test(route),
  );
  assert.deepEqual(writes, []);
  assert.equal(stateOf(product).status, 'running');
});
