import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

const MINUTE = 60_000;

test('an increment asks for changed alerts where Advanced Security is on, and once where it is off', async () => {
  const alerts = onto('advanced-security-alert', 'page', {
    identifier: '.__repositoryId + "/" + (.alertId | tostring)',
    title: '.state',
  });
  const product = trusted(
    { organisation: { scale: { projects: 2, repositoriesPerProject: 12, alertsPerRepository: 1 } } },
    { ...mappingOf([alerts]), mode: 'incremental' },
  );
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  for (let run = 0; run < 2; run += 1) {
    await product.sync();
    await product.clock.sleep(15 * MINUTE);
  }
  organisation.find('advanced-security-alert').update({ state: 'fixed' });
  await product.clock.sleep(MINUTE);
  const before = product.azureDevOps.requests.length;
  const { report } = await product.sync();
  assert.notEqual(report.run.increments?.since, undefined);
  assert.equal(report.totals.updated, 1);
  const asked = product.azureDevOps.requests.slice(before).map(({ route = '' }) => route);
  const repositories = [...organisation.all('repository')].map(({ item }) => item);
  const enabled = repositories.filter(({ isDisabled }) => !isDisabled);
  const on = enabled.filter(({ advancedSecurity }) => ['on', 'unscanned'].includes(advancedSecurity));
  assert.ok(on.length > 0 && on.length < enabled.length - 1);
  // The changed one is read once more, as its list has it.
  assert.equal(asked.filter((path) => /\/alerts$/.test(path)).length, on.length + 1 + 1);
  assert.equal(asked.filter((path) => /\/enablement$/.test(path)).length, 2 + 2);
});
