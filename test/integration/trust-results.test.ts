import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mappingOf, onto, trusted } from './support/trust.ts';

test('a completed test run that counts results and lists none keeps what the catalog has of it', async () => {
  const runs = onto(
    'test-run',
    'item',
    { identifier: '.id | tostring', title: '.__testResults | length | tostring' },
    { includeResults: true },
  );
  const product = trusted(
    { organisation: { scale: { projects: 1, testRunsPerProject: 3, resultsPerTestRun: 4 } } },
    mappingOf([runs]),
  );
  await product.sync();
  const titles = () => product.port.entities('item').map(({ title }) => title);
  const before = titles();
  assert.ok(before.length > 1 && before.every((title) => Number(title) > 0), `${before}`);
  product.azureDevOps.faults = [
    {
      match: (_, label) => label === '/{project}/_apis/test/runs/{run}/results',
      fault: { type: 'status', status: 200, body: { count: 0, value: [] } },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  assert.deepEqual(titles(), before);
  assert.equal(report.run.status, 'problems');
  assert.match(JSON.stringify(report), /the list has none, and the run itself counts some/);
  product.azureDevOps.faults = [];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});
