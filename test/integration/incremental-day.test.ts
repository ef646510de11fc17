import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../../src/settings/types.ts';
import { createProduct } from './product.ts';
import { blueprint, documentOf, plain } from './support/resources.ts';

const QUARTER = 15 * 60_000;
/** Runs of a day by `*\/15`. */
const RUNS = 96;

test('a day of quarters of an hour in which nothing happens: one full sync, and increments that all cost the same', async () => {
  const product = createProduct({
    organisation: {
      now: new Date(Date.UTC(2026, 0, 5)),
      scale: { projects: 2, repositoriesPerProject: 2, workItemsPerProject: 10, buildsPerProject: 4 },
    },
  });
  product.port.seedBlueprints([blueprint]);
  const settings: Partial<Settings> = {
    mapping: { from: 'inline', text: documentOf(plain) },
    initializePortResources: false,
    mode: 'incremental',
  };
  const runs: { full: boolean; azureDevOps: number; port: number }[] = [];
  for (let i = 0; i <= RUNS; i++) {
    const [azureDevOps, port] = [product.azureDevOps.requests.length, product.port.requests.length];
    const { report, changes } = await product.sync(settings);
    if (i > 0 && i < RUNS) assert.deepEqual(changes, [], `run ${i + 1}`);
    runs.push({
      full: report.run.increments?.since === undefined,
      azureDevOps: product.azureDevOps.requests.length - azureDevOps,
      port: product.port.requests.length - port,
    });
    await product.clock.sleep(QUARTER);
  }
  assert.deepEqual(
    runs.flatMap(({ full }, i) => (full ? [i] : [])),
    [0, RUNS],
    'a full sync each day',
  );
  // The first two increments read the short lists as a full sync does, to know them.
  const others = runs.slice(3, RUNS);
  assert.equal(new Set(others.map(({ azureDevOps }) => azureDevOps)).size, 1);
  assert.ok(Math.max(...others.map(({ port }) => port)) <= 15);
  const [full = others[0], first = others[0]] = runs;
  assert.ok((others[0]?.azureDevOps ?? 0) < (first?.azureDevOps ?? 0));
  assert.ok((first?.azureDevOps ?? 0) < (full?.azureDevOps ?? 0));
});
