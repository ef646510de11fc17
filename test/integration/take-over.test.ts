import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ended } from './product.ts';
import { filledByPortsExporter } from './support/ports-exporter.ts';

const options = { organisation: { now: new Date(Date.UTC(2026, 0, 5)) } };

const changed = ({ changes }: Ended) =>
  changes
    .filter(({ action }) => action !== 'refused')
    .map(({ action, blueprint, identifier, fields, reason }) => ({
      action,
      blueprint,
      identifier,
      fields,
      reason,
    }));

const refusals = ({ report }: Ended) => report.problems.map(({ message }) => message);
const told = ({ report }: Ended) =>
  report.warnings.filter((text) => /first run after another exporter/.test(text));

test('after Port’s own exporter with its default mapping the first plan is empty, and stays empty', async () => {
  const product = await filledByPortsExporter(options);
  const before = product.port.catalog();
  const first = await product.sync({ mode: 'plan' });
  assert.equal(first.report.integration.state, 'adopted');
  assert.deepEqual(changed(first), []);
  assert.ok(first.report.totals.unchanged > 500);
  // The blueprint knows five types of work items: those of others were never there.
  assert.deepEqual(refusals(first), ['"properties/type" must be equal to one of the allowed values']);
  assert.match(told(first)[0] ?? '', /docs\/migrating\.md lists/);

  const synced = await product.sync();
  assert.deepEqual(changed(synced), []);
  assert.deepEqual(product.port.catalog(), before);

  const second = await product.sync({ mode: 'plan' });
  assert.deepEqual(changed(second), []);
  assert.deepEqual(told(second), []);
});

test('and what has changed in Azure DevOps since is all that the first plan tells', async () => {
  const product = await filledByPortsExporter(options);
  const organisation = product.azureDevOps.organisations[0];
  const renamed = organisation?.find('repository', ({ slot }) => slot === 2);
  renamed?.update({ name: 'renamed' });
  const plan = await product.sync({ mode: 'plan' });
  assert.deepEqual(
    changed(plan).map(({ action, identifier, fields }) => [
      action,
      identifier,
      fields?.map(({ field }) => field),
    ]),
    [['updated', renamed?.item.id, ['title', 'properties.url']]],
  );
});
