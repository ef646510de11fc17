import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { filesOf } from '../package/support.ts';
import { projectsMapping } from '../support/projects-mapping.ts';
import { artifactService } from '../unit/host/support/artifact-service.ts';
import { agentCommands } from './support/agents.ts';
import { onAzurePipelines, onGitHubActions } from './support/hosts.ts';

/** A checkout, and what an earlier run or another step left in the folder. */
const others = {
  '.git/config': '[remote "origin"]\n',
  'src/secret.ts': 'export const secret = 1;\n',
  'summary.json': '{"of":"an earlier run"}',
  'summary.old.html': '<p>old</p>',
  'out/.git/HEAD': 'ref: refs/heads/main\n',
  'out/notes.txt': 'notes',
};
const ours = ['changes.ndjson', 'summary.html', 'summary.json', 'summary.md'];

/** A folder that outlives the step, as the agent's does until the artifact is uploaded. */
const agentTemporary = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-temp-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

for (const summaryDirectory of ['.', './', 'out', 'src/..', 'new'])
  describe(`a summary in ${summaryDirectory}`, () => {
    test('is uploaded by the agent without what else lies there', async (t) => {
      const temporary = await agentTemporary(t);
      const finished = await onAzurePipelines({
        inputs: { mode: 'check', config: projectsMapping, summaryDirectory },
        files: others,
        environment: { AGENT_TEMPDIRECTORY: temporary },
      });
      assert.equal(finished.code, 0, finished.stdout);
      const uploads = agentCommands(finished.stdout).filter(({ name }) => name === 'artifact.upload');
      assert.equal(uploads.length, 1);
      const folder = uploads[0]?.data ?? '';
      assert.deepEqual((await readdir(folder, { recursive: true })).toSorted(), ours);
      const uploaded = await readFile(join(folder, 'summary.json'), 'utf8');
      assert.equal(JSON.parse(uploaded).run.mode, 'check');
    });

    test('is uploaded by the action without what else lies there', async (t) => {
      const service = await artifactService(t);
      const finished = await onGitHubActions({
        inputs: { mode: 'check', config: projectsMapping, summaryDirectory, artifactName: 'summary' },
        files: others,
        environment: service.environment,
      });
      assert.equal(finished.code, 0, finished.stdout);
      const zip = filesOf(service.contents.get('summary') ?? Buffer.alloc(0));
      assert.deepEqual([...zip.keys()].toSorted(), ours);
    });
  });
