import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { foundNode } from '../../scripts/lib/nodes.ts';
import { agentNodes } from '../../src/host/runtimes.ts';
import { type Finished, onAzurePipelines, onTerminal, type StepOptions } from './support/hosts.ts';
import { startServices } from './support/services.ts';

/** The action brings a newer one with it. */
const hosts: [string, (options: StepOptions) => Promise<Finished>][] = [
  ['Azure Pipelines', onAzurePipelines],
  ['a terminal', onTerminal],
];

/** Reads work items, and takes none. */
const config = `resources:
  - kind: work-item
    selector: { query: 'false' }
    port:
      entity:
        mappings: { identifier: .id | tostring, blueprint: '"azureDevopsWorkItem"' }
`;

for (const version of agentNodes) {
  const node = foundNode(version) ?? '';
  describe(`on Node ${version}`, {
    skip: node ? false : `SKIPPED: Node ${version} is not there, npm test fetches it`,
  }, () => {
    for (const [name, start] of hosts)
      test(`on ${name}: a sync, a plan of changes, a sync of the difference`, async (t) => {
        const { port, azureDevOps, inputs } = await startServices(t);
        const run = async (mode: string) => {
          const finished = await start({ node, handler: 'Node20_1', inputs: { ...inputs, mode } });
          assert.equal(finished.code, 0, finished.stdout + finished.stderr);
          assert.equal(finished.stderr.replaceAll(/^warning: .*\n/gm, ''), '');
          assert.equal(finished.report?.run.status, 'succeeded', finished.stdout);
          assert.equal(finished.report.tool.runtime, `Node.js ${version}`);
          return finished;
        };
        assert.equal((await run('sync')).report?.totals.created, 623);
        azureDevOps.organisations[0]?.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
        azureDevOps.organisations[0]?.remove({ kinds: ['work-item'], share: 0.02, seed: 2 });
        const writes = port.writes;
        const planned = await run('plan');
        assert.equal(port.writes, writes);
        const { updated, deleted } = (await run('sync')).report?.totals ?? {};
        assert.ok(updated && deleted);
        assert.deepEqual(
          [planned.report?.totals.updated, planned.report?.totals.deleted],
          [updated, deleted],
        );
      });

    test('an answer of megabytes that can hardly be compressed is read', async (t) => {
      const { azureDevOps, inputs } = await startServices(t);
      const item = azureDevOps.organisations[0]?.find('work-item');
      item?.update({ tags: [randomBytes(5_000_000).toString('base64')] });
      const { report, stdout } = await onTerminal({ node, inputs: { ...inputs, config } });
      assert.equal(report?.run.status, 'succeeded', stdout);
      assert.ok(report.services.some(({ bytesReceived }) => bytesReceived > 5_000_000));
    });
  });
}
