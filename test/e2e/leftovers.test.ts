import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectsMapping } from '../support/projects-mapping.ts';
import { onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';

const inputs = { mode: 'check', config: projectsMapping };

/** Variables of an Azure Pipelines agent that once started a runner as its child, or of a machine-wide setting. */
const ofAzure: Record<string, string>[] = [
  { TF_BUILD: 'True' },
  { TF_BUILD: 'true', AGENT_TEMPDIRECTORY: '/nowhere', SYSTEM_COLLECTIONURI: 'https://dev.azure.com/other/' },
  { SYSTEM_COLLECTIONURI: 'https://dev.azure.com/other/', AGENT_TEMPDIRECTORY: '/nowhere' },
  {
    TF_BUILD: 'True',
    SYSTEM_ACCESSTOKEN: 'a-token-of-yesterday',
    INPUT_MODE: 'check',
    AGENT_PROXYURL: 'http://127.0.0.1:9',
  },
];

for (const leftovers of ofAzure)
  test(`a GitHub runner with ${Object.keys(leftovers).join(', ')} in its environment is GitHub`, async () => {
    const finished = await onGitHubActions({ inputs, environment: leftovers });
    assert.equal(finished.code, 0, finished.stdout);
    assert.doesNotMatch(finished.stdout, /##vso\[/);
    assert.equal(finished.report?.tool.host, 'github-actions');
    assert.match(finished.commandFiles.GITHUB_OUTPUT ?? '', /status/);
    assert.notEqual(finished.commandFiles.GITHUB_STEP_SUMMARY, '');
  });

test('an Azure Pipelines agent with what a GitHub runner has left is Azure Pipelines', async () => {
  const environment = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '1', RUNNER_TEMP: '/nowhere', CI: 'true' };
  const finished = await onAzurePipelines({ inputs, environment });
  assert.equal(finished.code, 0, finished.stdout);
  assert.doesNotMatch(finished.stdout, /^::/m);
  assert.equal(finished.report?.tool.host, 'azure-pipelines');
  assert.match(finished.stdout, /##vso\[task\.complete result=Succeeded/);
});

test('a command with words is a command, whatever agent it runs on', async () => {
  for (const name of ['TF_BUILD', 'GITHUB_ACTIONS']) {
    const finished = await onTerminal({ inputs, environment: { [name]: 'true' } });
    assert.equal(finished.report?.tool.host, 'terminal');
  }
});
