import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

const MINUTE = 60_000;

test('a file that a push by force took away is found: the commits are compared, and not their common ancestor', async () => {
  const files = onto(
    'file',
    'page',
    { identifier: '.repo.id + "/" + .file.path', title: '.file.path' },
    { files: { path: '**/*.md' } },
  );
  const product = trusted({}, { ...mappingOf([files]), mode: 'incremental' });
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const quarter = () => product.clock.sleep(15 * MINUTE);
  for (let run = 0; run < 2; run += 1) {
    await product.sync();
    await quarter();
  }
  organisation.find('file', ({ path }) => path === '/docs/index.md').remove();
  await product.clock.sleep(MINUTE);
  const { report, changes } = await product.sync();
  assert.notEqual(report.run.increments?.since, undefined);
  assert.deepEqual(
    changes.map(({ action, identifier }) => `${action} ${identifier.replace(/^[^/]*\//, '')}`),
    ['deleted docs/index.md'],
  );
});
