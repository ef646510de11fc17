import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingDeleted } from '../support/assertions.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

test('where something on the way takes continuation tokens away, a list that goes on deletes nothing', async () => {
  const definitions = onto('release-definition', 'item', {
    identifier: '.__project.id + "/" + (.id | tostring)',
  });
  const product = trusted(
    { organisation: { scale: { projects: 2, releaseDefinitionsPerProject: 60 } } },
    mappingOf([definitions]),
  );
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities();
  assert.ok(before.length > 100, String(before.length));
  product.azureDevOps.faults = [
    {
      match: () => true,
      fault: {
        type: 'changed',
        name: 'no token',
        change({ headers: { 'x-ms-continuationtoken': token, ...headers }, ...right }) {
          return token === undefined ? undefined : { ...right, headers };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'the tokens are lost');
  assert.match(JSON.stringify(report.problems), /no continuation token where more follows/);
  product.azureDevOps.faults = [];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});
