import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foundNode } from '../../scripts/lib/nodes.ts';
import { oldestAgent, oldestNode, oldestRunner, refusedNodes } from '../../src/host/runtimes.ts';
import { agentCommands, runnerCommands } from './support/agents.ts';
import { onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';

/** All that a run needs, so that the Node is what it fails for. */
const inputs = {
  organizationUrls: 'http://127.0.0.1:9/contoso',
  personalAccessToken: 'p'.repeat(52),
  portClientId: 'client',
  portClientSecret: 'emulated-client-secret',
  portBaseUrl: 'http://127.0.0.1:9',
};

for (const version of refusedNodes) {
  const node = foundNode(version) ?? '';
  const told = (remedy: string) =>
    `Port Catalog Sync needs Node.js 20 (${oldestNode} or newer), and this is Node.js ${version}. ${remedy}`;

  describe(`Node ${version}`, {
    skip: node ? false : `SKIPPED: Node ${version} is not there, npm test fetches it`,
  }, () => {
    test('fails the task with an error on the run’s page that names the oldest agent', async () => {
      const { code, stdout, stderr } = await onAzurePipelines({ node, inputs });
      assert.equal(code, 1);
      assert.equal(stderr, '');
      const commands = agentCommands(stdout).map(({ name, properties, data }) => [name, properties, data]);
      const message = told(
        `Update the agent to ${oldestAgent} or newer, on a system that Node.js 20 runs on: on older ones agents fall back to an older Node.js.`,
      );
      assert.deepEqual(commands, [
        ['task.logissue', { type: 'error' }, message],
        ['task.complete', { result: 'Failed' }, message],
      ]);
    });

    test('fails the action with an annotation that names the oldest runner', async () => {
      const { code, stdout, stderr } = await onGitHubActions({ node, inputs });
      assert.equal(code, 1);
      assert.equal(stderr, '');
      const message = told(`Update the runner to ${oldestRunner} or newer.`);
      assert.deepEqual(
        runnerCommands(stdout).map(({ name, data }) => [name, data]),
        [['error', message]],
      );
    });

    test('fails the command with a plain line, whatever it was asked for', async () => {
      for (const words of [[], ['--help'], ['--version'], ['check']]) {
        const { code, stdout, stderr } = await onTerminal({ node, inputs, arguments: words });
        assert.equal(code, 1);
        assert.equal(stdout, '');
        assert.equal(stderr, `error: ${told(`Install Node.js ${oldestNode} or newer.`)}\n`);
      }
    });
  });
}
