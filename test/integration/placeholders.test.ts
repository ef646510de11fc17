import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProduct } from './product.ts';
import { portsBlueprints, portsMapping } from './support/ports-default.ts';

test('what Port made for relations costs no request to Azure DevOps where nothing changed', async () => {
  const product = createProduct({ azureDevOps: {} });
  product.port.seedBlueprints(portsBlueprints);
  const sync = async () => {
    const before = product.azureDevOps.requests.length;
    const { report } = await product.sync({
      mapping: { from: 'inline', text: JSON.stringify(portsMapping) },
      initializePortResources: false,
    });
    // Port's blueprint does not know each type of work items.
    assert.deepEqual(
      report.problems.filter(({ phase }) => phase !== 'write'),
      [],
    );
    return { report, requests: product.azureDevOps.requests.length - before };
  };
  const first = await sync();
  const second = await sync();
  assert.match(second.report.warnings.join('\n'), /of azureDevopsColumn have nothing but an identifier/);
  assert.equal(second.requests, first.requests);
});
