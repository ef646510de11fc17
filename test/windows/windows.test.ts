import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { foundNode } from '../../scripts/lib/nodes.ts';
import { findWine, windowsNodes, windowsPackage } from '../../scripts/lib/wine.ts';
import { agentCommands, readCommandFile } from '../e2e/support/agents.ts';
import { countsOf, startServices } from '../e2e/support/services.ts';
import { filesOf } from '../package/support.ts';
import { artifactService } from '../unit/host/support/artifact-service.ts';
import { asAction, asCommand, asTask, place } from './support/step.ts';
import { driveD, pathOf, prepareWindows, windowsPath } from './support/wine.ts';

const nodes = windowsNodes.map((version) => ({ version, node: foundNode(version, windowsPackage) ?? '' }));
const oldest = nodes[0] ?? assert.fail('there is an oldest');
const missing = nodes.filter(({ node }) => node === '').map(({ version }) => version);
const skip =
  findWine() === undefined
    ? 'SKIPPED: there is no wine64 here'
    : missing.length > 0
      ? `SKIPPED: Node ${missing.join(', ')} for Windows is not there, npm test fetches it`
      : false;

const ours = ['changes.ndjson', 'summary.html', 'summary.json', 'summary.md'];
const reportIn = async (folder: string) => JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'));

/** A mapping as an editor of Windows saves it. */
const mapping = [
  'resources:',
  '  - kind: repository',
  '    selector:',
  '      query: >-',
  '        .name != null',
  '        and true',
  '    port:',
  '      entity:',
  '        mappings:',
  '          identifier: .id',
  '          title: |',
  '            .name',
  '          blueprint: \'"azureDevopsRepository"\'',
  '',
].join('\r\n');

describe('on Windows', { skip }, () => {
  const { node } = oldest;
  before(prepareWindows);

  test('the task syncs, and its commands have paths that the agent finds', async (t) => {
    const { port, inputs } = await startServices(t);
    const where = await place(t);
    const { code, stdout, stderr } = await asTask(where, { node, inputs });
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      Object.values(countsOf(port)).reduce((sum, count) => sum + count, 0),
      623,
    );
    const dataOf = (name: string) =>
      agentCommands(stdout).find((command) => command.name === name)?.data ?? '';
    const folder = `${windowsPath(where.work)}\\port-sync-summary`;
    const artifact = dataOf('artifact.upload');
    assert.equal(dataOf('task.addattachment'), `${artifact}\\summary.md`);
    assert.ok(artifact.startsWith(`${windowsPath(where.temporary)}\\port-sync-artifact-`), artifact);
    assert.deepEqual((await readdir(pathOf(artifact))).toSorted(), ours);
    const variable = agentCommands(stdout).find(
      ({ properties }) => properties.variable === 'summaryDirectory',
    );
    assert.equal(variable?.data, folder);
    assert.match(stdout, /##vso\[task\.complete result=Succeeded/);
    assert.equal((await reportIn(pathOf(folder))).tool.runtime, `Node.js ${oldest.version}`);
  });

  test('the action syncs, fills its files and uploads its artifact', async (t) => {
    const { port, inputs } = await startServices(t);
    const service = await artifactService(t);
    const where = await place(t);
    const { code, stdout, stderr } = await asAction(where, {
      node,
      inputs: { ...inputs, artifactName: 'summary' },
      environment: service.environment,
    });
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      Object.values(countsOf(port)).reduce((sum, count) => sum + count, 0),
      623,
    );
    const outputs = readCommandFile(await readFile(join(where.base, 'GITHUB_OUTPUT'), 'utf8'));
    assert.equal(outputs.status, 'succeeded');
    assert.equal(outputs['summary-directory'], `${windowsPath(where.work)}\\port-sync-summary`);
    assert.match(await readFile(join(where.base, 'GITHUB_STEP_SUMMARY'), 'utf8'), /623 created/);
    const zip = filesOf(service.contents.get('summary') ?? Buffer.alloc(0));
    assert.deepEqual([...zip.keys()].toSorted(), ours);
  });

  for (const { version, node } of nodes)
    test(`the command syncs on Node ${version}, by a mapping with Windows' line ends`, async (t) => {
      const { port, inputs } = await startServices(t);
      const where = await place(t);
      await asCommand(where, { node, inputs });
      await writeFile(join(where.work, 'mapping.yaml'), mapping);
      const { code, stdout, stderr } = await asCommand(where, {
        node,
        words: ['plan'],
        inputs: { ...inputs, configFile: '.\\mapping.yaml', summaryDirectory: 'out\\plan' },
      });
      assert.equal(code, 0, stdout + stderr);
      assert.equal(countsOf(port).azureDevopsRepository, 30);
      assert.match(stdout, /Summary: out\\plan/);
      const report = await reportIn(join(where.work, 'out/plan'));
      assert.equal(report.run.status, 'succeeded', stdout);
      assert.equal(report.resources[0].mapped, 30);
      assert.equal(report.tool.runtime, `Node.js ${version}`);
    });

  test('values of 30,000 characters in the environment, and a summary on another drive', async (t) => {
    const where = await place(t);
    const drive = await driveD(t);
    const long = `${mapping}${`# ${'x'.repeat(998)}\r\n`.repeat(29)}`;
    const { code, stdout, stderr } = await asTask(where, {
      node,
      inputs: { mode: 'check', config: long, summaryDirectory: 'D:\\Berichte\\port' },
    });
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual((await readdir(join(drive, 'Berichte/port'))).toSorted(), ours);
    const upload = agentCommands(stdout).find(({ name }) => name === 'artifact.upload')?.data ?? '';
    assert.deepEqual((await readdir(pathOf(upload))).toSorted(), ours);
  });

  for (const name of ['out?', 'a<b', 'what|ever', 'Q:\\nowhere'])
    test(`a summary folder that Windows does not take, ${name}, is told with the input that names it`, async (t) => {
      const where = await place(t);
      const { code, stdout } = await asTask(where, {
        node,
        inputs: { mode: 'check', config: mapping, summaryDirectory: name },
      });
      const errors = agentCommands(stdout).filter(({ properties }) => properties.type === 'error');
      assert.ok(
        errors.some(({ data }) => data.includes(name) && data.includes('summaryDirectory')),
        stdout,
      );
      assert.doesNotMatch(stdout, /\n\s+at \S+ \(/);
      assert.equal(code === 0, /result=Succeeded/.test(stdout), stdout);
    });

  test('cancelled by Ctrl-C it tells Port, leaves its summary and deletes nothing', async (t) => {
    const { port, azureDevOps, inputs } = await startServices(t);
    azureDevOps.latency = 150;
    const where = await place(t);
    const { code, stdout } = await asCommand(where, { node, inputs, interrupt: /Read, map and write/ });
    assert.notEqual(code, 0, stdout);
    assert.equal((await reportIn(join(where.work, 'port-sync-summary'))).run.status, 'cancelled');
    assert.equal(port.deletions, 0);
    const state = port.integration('my-azure-devops-integration')?.resyncState.status;
    assert.ok(state === undefined || state === 'aborted', `resync state ${state}`);
  });
});
