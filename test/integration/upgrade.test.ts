import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ended } from './product.ts';
import { trusted } from './support/trust.ts';

const told = ({ report }: Ended) => report.warnings.filter((text) => /since the update to/.test(text));

test('the first run after an update from 0.1 says why it may hold back what that one deleted', async () => {
  const product = trusted({ versions: ['0.1.0', '0.2.0'] });
  assert.deepEqual(told(await product.sync()), []);
  assert.equal(told(await product.sync({ mode: 'plan' })).length, 1);
  const [warning] = told(await product.sync());
  assert.match(warning ?? '', /only where that is proven.*From 0\.1 to 0\.2.*docs\/migrating\.md/);
  assert.deepEqual(told(await product.sync()), []);
});

test('a first run, or one after another exporter, has no such update behind it', async () => {
  const fresh = trusted({ versions: ['0.2.0'] });
  assert.deepEqual(told(await fresh.sync()), []);
  const foreign = trusted({ versions: ['0.12.3', '0.2.0'] });
  await foreign.sync();
  const ended = await foreign.sync();
  assert.equal(ended.report.integration.state, 'adopted');
  assert.deepEqual(told(ended), []);
});
