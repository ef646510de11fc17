import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { type Finished, onAzurePipelines, onGitHubActions } from './support/hosts.ts';
import { startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';
const hosts = { 'Azure Pipelines': onAzurePipelines, 'GitHub Actions': onGitHubActions };

const resource = (kind: string, of: string) => ({
  kind,
  selector: { query: 'true' },
  port: {
    entity: { mappings: { identifier: of, blueprint: '"thing"', title: '.name // .fields."System.Title"' } },
  },
});
const config = JSON.stringify({
  resources: [resource('project', '.id'), resource('work-item', '"item-" + (.id | tostring)')],
});

/** All that a run says of itself to people. */
const told = ({ stdout, files }: Finished): string[] => [
  stdout,
  ...Object.entries(files).flatMap(([name, text]) => (/summary\.(md|html)$/.test(name) ? [text] : [])),
];

for (const [host, on] of Object.entries(hosts))
  test(`${host}: a full sync, an increment, and one that meets another run say what they are, and why`, async (t) => {
    const services = await startServices(t, {
      organisation: {
        scale: { projects: 2, workItemsPerProject: 4, repositoriesPerProject: 1, users: 2 },
        time: Date.now,
      },
    });
    const { azureDevOps, port } = services;
    port.seedBlueprints([{ identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} }]);
    const inputs = { ...services.inputs, config, mode: 'incremental', initializePortResources: 'false' };

    const full = await on({ inputs });
    assert.equal(full.code, 0, full.stdout);
    for (const text of told(full))
      assert.match(text, /A full sync, since there is no cursor for this mapping/);
    assert.match(full.report?.run.increments?.full ?? '', /no cursor/);
    const state = structuredClone(port.integration(identifier)?.resyncState);

    const [item, gone] = [...(azureDevOps.organisations[0] as Organisation).all('work-item')];
    item?.update({ title: 'Another title' });
    gone?.remove();
    const increment = await on({ inputs });
    assert.equal(increment.code, 0, increment.stdout);
    for (const text of told(increment)) {
      assert.match(text, /[Rr]eads? what changed since /i);
      assert.doesNotMatch(text, /of a part|no full sync/);
    }
    assert.equal(increment.report?.totals.updated, 1);
    assert.equal(increment.report?.run.status, 'succeeded');
    const waits =
      /1 change waits for the next full sync: project-0 can make entities of this blueprint, too\./;
    for (const text of told(increment)) assert.match(text, waits);
    for (const text of told(increment).slice(1)) assert.doesNotMatch(text, /[Ll]eft alone/);
    assert.equal(increment.report?.run.increments?.waiting?.[0]?.count, 1);
    assert.equal(port.integration(identifier)?.resyncState.lastResyncEnd, state?.lastResyncEnd);

    const integration = port.integration(identifier);
    assert.ok(integration);
    integration.resyncState = {
      status: 'running',
      lastResyncStart: new Date().toISOString(),
      lastResyncEnd: null,
    };
    const skipped = await on({ inputs: { ...inputs, overlapWait: '0' } });
    assert.equal(skipped.code, 0, skipped.stdout);
    assert.equal(skipped.report?.run.status, 'skipped');
  });
