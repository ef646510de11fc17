import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cancelled, UserError } from '../../src/lib/errors.ts';
import { verdict } from '../../src/report/words/verdict.ts';
import { checkCounts } from '../chaos/ending.ts';
import { identifier, type Product } from './product.ts';
import { mappingOf, projects, trusted, workItems } from './support/trust.ts';

const cancelled = () => new Cancelled('The run was cancelled (SIGTERM).');

/** Far more bulks than Port is sent at once, each of which takes a while. */
const manyBulks = () => {
  const product = trusted(
    { organisation: { scale: { projects: 3, repositoriesPerProject: 1, workItemsPerProject: 400 } } },
    mappingOf([projects, workItems]),
  );
  product.port.faults = [{ match: /entities\/bulk/, fault: { type: 'slow', ms: 300 }, times: Infinity }];
  return product;
};

/** Stops the run so many milliseconds after the first bulk was sent; resolves with the moment. */
const stopAfterFirstBulk = (product: Product, ms: number, reason: Error): Promise<number> =>
  new Promise((resolve) => {
    let seen = false;
    const match = (_: unknown, route: string) => {
      if (route.endsWith('/entities/bulk') && !seen) {
        seen = true;
        void product.clock.sleep(ms).then(() => {
          resolve(product.clock.now());
          product.stop(reason);
        });
      }
      return false;
    };
    product.port.faults = [{ match, fault: { type: 'reset' } }, ...product.port.faults];
  });

for (const reason of [
  cancelled(),
  new UserError('The run took longer than its time limit of 60 s and was ended.'),
])
  test(`after "${reason.message}" no bulk is begun, and what was never sent is not refused`, async () => {
    const product = manyBulks();
    const stopped = stopAfterFirstBulk(product, 450, reason);
    const ended = await product.sync();
    const { report, changes } = ended;
    const stoppedAt = await stopped;
    const late = product.port.requests.filter(({ at }) => at > stoppedAt).map(({ route }) => route);
    assert.deepEqual(
      late.filter((route) => !route.startsWith('/ingest/')),
      ['/v1/integration/{integration}/resync-state'],
    );
    const bulks = product.port.requests.filter(({ route }) => route.endsWith('/entities/bulk'));
    const sent = bulks.reduce((sum, { requestBody }) => sum + JSON.parse(requestBody).entities.length, 0);
    assert.equal(report.totals.created, sent);
    assert.equal(report.totals.refused, 0);
    assert.deepEqual(
      changes.filter(({ action }) => action !== 'created'),
      [],
    );
    assert.ok(report.totals.unsettled > 20, String(report.totals.unsettled));
    assert.deepEqual(checkCounts(ended, 'the run'), []);
    assert.match(
      verdict(report),
      /Mapped and not written, or not confirmed by Port: \d+ entities, left to the next run/,
    );
    const state = reason instanceof Cancelled ? 'aborted' : 'failed';
    assert.equal(product.port.integration(identifier)?.resyncState.status, state);
  });

/** States of the run that Port was told. */
const states = ({ port }: Product) =>
  port.integration(identifier)?.resyncStates.map(({ status }) => status) ?? [];

test('a run that is cancelled while Port asks to wait tells Port all the same', async () => {
  const product = trusted();
  product.port.faults = [
    { match: /entities\/bulk/, fault: { type: 'throttled', retryAfter: 90 }, times: Infinity },
  ];
  const stopped = stopAfterFirstBulk(product, 5_000, cancelled());
  const ended = await product.sync();
  assert.ok(product.clock.now() - (await stopped) < 1_600);
  assert.deepEqual(states(product), ['running', 'aborted']);
  assert.deepEqual(ended.report.warnings, []);
});

test('the same with a token that has expired meanwhile', async () => {
  const product = trusted({ port: { tokenLifetimeSeconds: 60 } });
  product.port.faults = [
    { match: /entities\/bulk/, fault: { type: 'throttled', retryAfter: 90 }, times: Infinity },
  ];
  void stopAfterFirstBulk(product, 80_000, cancelled());
  await product.sync();
  assert.deepEqual(states(product), ['running', 'aborted']);
});

test('a run that is stopped just before it would mark the integration tells Port nothing', async () => {
  const product = trusted();
  product.port.latency = 200;
  let looks = 0;
  const match = ({ method }: { method: string }, route: string) => {
    if (method === 'GET' && route === '/v1/integration/{integration}' && ++looks === 2)
      void product.clock.sleep(100).then(() => product.stop(cancelled()));
    return false;
  };
  product.port.faults = [{ match, fault: { type: 'reset' } }];
  const { report } = await product.sync();
  assert.equal(report.run.status, 'cancelled');
  assert.equal(looks, 2);
  assert.deepEqual(states(product), []);
});

test('Port hears of the end where it takes no metrics', async () => {
  const product = trusted();
  product.port.faults = [{ match: /ingest/, fault: { type: 'throttled', retryAfter: 600 }, times: Infinity }];
  const { report } = await product.sync();
  assert.deepEqual(states(product), ['running', 'completed']);
  assert.deepEqual(report.warnings, []);
});

test('a Port that was given up is told once more, and may have come back', async () => {
  const product = trusted();
  product.port.faults = [
    { match: /entities\/bulk/, fault: { type: 'throttled', retryAfter: 3_600 }, times: Infinity },
  ];
  const { report } = await product.sync();
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /Port asks to wait another 3600 s/);
  assert.deepEqual(states(product), ['running', 'failed']);
  assert.equal(report.totals.refused, 0);
});

test('a run that is cancelled while it ends for another reason hurries from then on', async () => {
  const product = trusted();
  product.port.faults = [
    { match: /entities\/bulk|resync-state/, fault: { type: 'slow', ms: 600_000 }, skip: 1, times: Infinity },
  ];
  const limit = new UserError('The run took longer than its time limit of 60 s and was ended.');
  const stopped = await Promise.all([
    product.sync(),
    stopAfterFirstBulk(product, 1_000, limit).then(async () => {
      await product.clock.sleep(2_000);
      product.stop(cancelled());
      return product.clock.now();
    }),
  ]);
  const [{ report }, cancelledAt] = stopped;
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /time limit/);
  assert.ok(product.clock.now() - cancelledAt <= 1_600, `${product.clock.now() - cancelledAt} ms`);
});

test('a cancelled run that had ended otherwise does not wait long for Port to hear of it', async () => {
  const product = trusted();
  product.port.faults = [
    { match: /resync-state/, fault: { type: 'slow', ms: 600_000 }, skip: 1, times: Infinity },
  ];
  let told = 0;
  let saidAt = 0;
  const match = (_: unknown, route: string) => {
    if (route.endsWith('/resync-state') && ++told === 2) {
      saidAt = product.clock.now();
      void product.clock.sleep(1_000).then(() => product.stop(cancelled()));
    }
    return false;
  };
  product.port.faults.unshift({ match, fault: { type: 'reset' } });
  const { report } = await product.sync();
  assert.equal(report.run.status, 'succeeded');
  assert.ok(saidAt > 0);
  assert.ok(product.clock.now() - saidAt <= 1_000 + 800, `${product.clock.now() - saidAt} ms`);
});

test('a deletion that was sent and not answered when the run ended is told as not confirmed', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.remove({ share: 0.5, seed: 9, kinds: ['work-item'] });
  product.port.faults = [{ match: /entities\/delete/, fault: { type: 'slow', ms: 600_000 } }];
  const match = (_: unknown, route: string) => {
    if (route.endsWith('entities/delete'))
      void product.clock.sleep(100).then(() => product.stop(cancelled()));
    return false;
  };
  product.port.faults.unshift({ match, fault: { type: 'reset' } });
  const { report } = await product.sync();
  assert.equal(report.run.status, 'cancelled');
  assert.match(
    report.deletions.heldBack.map(({ reason }) => reason).join(),
    /Port did not confirm that it is deleted: Port did not answer in time/,
  );
  assert.deepEqual(report.problems, []);
});

test('what Port confirmed as deleted counts, although the run was stopped half-way through a bulk', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 2, repositoriesPerProject: 1, workItemsPerProject: 40 } } },
    mappingOf([projects, workItems], { entityDeletionThreshold: 1 }),
  );
  await product.sync();
  const owned = product.port.entities('item').length;
  product.azureDevOps.organisations[0]?.remove({ share: 1, seed: 9, kinds: ['work-item'] });
  product.port.latency = 100;
  // The whole is refused for one that others require, so that halves are tried.
  const body = { ok: false, error: 'has_dependents', message: 'others require it' };
  let calls = 0;
  const match = (_: unknown, route: string) => {
    const deleting = route.endsWith('entities/delete');
    if (deleting && ++calls === 2) void product.clock.sleep(50).then(() => product.stop(cancelled()));
    return deleting && calls === 1;
  };
  product.port.faults = [{ match, fault: { type: 'status', status: 409, body } }];
  const { report, changes } = await product.sync();
  const deleted = owned - product.port.entities('item').length;
  assert.ok(deleted > 0 && deleted < owned, String(deleted));
  assert.equal(report.totals.deleted, deleted);
  assert.equal(changes.filter(({ action }) => action === 'deleted').length, deleted);
  assert.equal(report.totals.heldBack, owned - deleted);
});

for (const [how, reason, most] of [
  ['cancelled', cancelled(), 2_000],
  ['failed', new Error('An error that nobody expected ended the run.'), 31_000],
] as const)
  test(`a run of which a part hangs for good still ends as ${how}, and tells Port`, async () => {
    const product = trusted({ changed: () => new Promise<void>(() => {}) });
    const stopped = stopAfterFirstBulk(product, 5_000, reason);
    const { report } = await product.sync();
    assert.equal(report.run.status, how);
    assert.equal(report.run.failure?.message, reason.message);
    assert.ok(product.clock.now() - (await stopped) <= most);
    assert.deepEqual(states(product), ['running', how === 'failed' ? 'failed' : 'aborted']);
  });
