import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StepResult, stepResult } from '../../src/host/step-result.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import type { Status } from '../../src/report/report.ts';
import { nothingDeleted } from '../support/assertions.ts';
import type { Product } from './product.ts';
import { mappingOf, onto, projects, repositories, teams, trusted } from './support/trust.ts';

const forbidden = { type: 'status', status: 403 } as const;

const refused = {
  type: 'status',
  status: 422,
  body: { ok: false, error: 'invalid_request', message: 'title should be text' },
} as const;

const runs: [what: string, arrange: (product: Product) => void, status: Status][] = [
  ['everything is well', () => {}, 'succeeded'],
  [
    'deletions are held back',
    (product) => product.port.seedEntities(ours, [{ blueprint: 'team', identifier: 'gone' }]),
    'succeeded',
  ],
  [
    'a list cannot be read',
    ({ azureDevOps }) => {
      azureDevOps.faults = [{ match: /refs$/, fault: forbidden, times: Infinity }];
    },
    'problems',
  ],
  [
    'Port refuses entities',
    ({ port }) => {
      port.faults = [{ match: /entities\/bulk/, fault: forbidden }];
    },
    'problems',
  ],
  [
    'Port refuses all entities',
    ({ port }) => {
      port.faults = [{ match: /\/entities(?:\/bulk)?$/, fault: refused, times: Infinity }];
    },
    'failed',
  ],
  [
    'nothing can be read',
    ({ azureDevOps }) => {
      azureDevOps.faults = [{ match: /./, fault: { type: 'sign-in' }, times: Infinity }];
    },
    'failed',
  ],
  [
    'Port takes no credentials',
    ({ port }) => {
      port.faults = [{ match: /access_token/, fault: { type: 'status', status: 401 }, times: Infinity }];
    },
    'failed',
  ],
  [
    'it is cancelled',
    (product) => {
      product.azureDevOps.latency = 100;
      void product.clock.sleep(250).then(() => product.stop(new Cancelled('cancelled')));
    },
    'cancelled',
  ],
];
const ours = 'port-ocean/azure-devops/0.48.0/my-azure-devops-integration/exporter';

const results: Record<Status, Record<'failure' | 'problems' | 'never', StepResult>> = {
  succeeded: { failure: 'succeeded', problems: 'succeeded', never: 'succeeded' },
  problems: { failure: 'issues', problems: 'failed', never: 'issues' },
  failed: { failure: 'failed', problems: 'failed', never: 'issues' },
  cancelled: { failure: 'failed', problems: 'failed', never: 'issues' },
  skipped: { failure: 'succeeded', problems: 'succeeded', never: 'succeeded' },
};

for (const [what, arrange, status] of runs)
  test(`where ${what} a run ends as ${status}, and the step as failOn says`, async () => {
    const product = trusted();
    arrange(product);
    const { report } = await product.sync({ deletions: false });
    assert.equal(report.run.status, status);
    for (const failOn of ['failure', 'problems', 'never'] as const)
      assert.equal(stepResult(report.run.status, failOn), results[status][failOn]);
  });

test('a resource that left the mapping takes its entities along', async () => {
  const product = trusted({}, mappingOf([projects, repositories, teams]));
  await product.sync();
  const ended = await product.sync(mappingOf([projects, repositories]));
  assert.deepEqual(product.port.entities('team'), []);
  assert.equal(ended.report.totals.deleted, 6);
  assert.equal(product.port.entities('repository').length, 9 + 1);
});

test('a mapping without resources is refused, and nothing is touched', async () => {
  const product = trusted();
  await product.sync();
  const before = product.port.catalog();
  const ended = await product.sync(mappingOf([]));
  assert.equal(ended.report.run.status, 'failed');
  assert.match(ended.report.run.failure?.message ?? '', /mapping is empty/);
  assert.deepEqual(product.port.catalog(), before);
});

test('a selector that fails on an item keeps what its resource made before', async () => {
  const product = trusted({}, mappingOf([projects, repositories]));
  await product.sync();
  const broken = {
    ...repositories,
    selector: { query: 'if .name == "payments-vault" then (.name | error) else false end' },
  };
  const ended = await product.sync(mappingOf([projects, broken]));
  assert.equal(ended.report.run.status, 'problems');
  assert.equal(product.port.entities('repository').length, 9 + 1);
  assert.equal(ended.report.resources[1]?.failed, 1);
  assert.equal(ended.report.resources[1]?.filtered, 8);
});

test('an item whose identifier comes out empty is told, and what it made before is gone', async () => {
  const product = trusted({}, mappingOf([projects, repositories]));
  await product.sync();
  const nameless = onto('repository', 'repository', {
    identifier: 'if .name == "payments-vault" then null else .id end',
    relations: { project: '.project.id' },
  });
  const ended = await product.sync(mappingOf([projects, nameless]));
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal(ended.report.resources[1]?.misconfigured, 1);
  assert.equal(ended.report.resources[1]?.misconfiguredFields.length, 1);
  assert.equal(ended.report.totals.deleted, 1);
});

const stopped = {
  type: 'status',
  status: 503,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'x-tfs-serviceerror': 'TF24668%3a+The+following+team+project+collection+is+stopped',
  },
  body: `\ufeff${JSON.stringify({
    $id: '1',
    innerException: null,
    message: 'TF24668: The following team project collection is stopped: contoso.',
    typeName: 'Microsoft.VisualStudio.Services.Common.VssServiceException',
    typeKey: 'VssServiceException',
    errorCode: 0,
    eventId: 3000,
  })}`,
} as const;

test('an organisation that is stopped is told as such, with who can start it, without a wait and without a deletion', async () => {
  const product = trusted();
  await product.sync();
  const before = product.port.entities();
  product.azureDevOps.requests.length = 0;
  product.azureDevOps.faults = [{ match: /./, fault: stopped, times: Infinity }];
  const { report } = await product.sync();
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /the organisation is stopped: TF24668/);
  assert.match(report.run.failure?.hint ?? '', /administrator/);
  assert.equal(report.run.durationSeconds, 0);
  const urls = product.azureDevOps.requests.map(({ url }) => url);
  assert.equal(new Set(urls).size, urls.length, 'each was asked for once');
  nothingDeleted(product.port, before);
});
