import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Finished,
  onAzurePipelines,
  onGitHubActions,
  onTerminal,
  type StepOptions,
} from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const hosts: [string, (options: StepOptions) => Promise<Finished>, variable: string, input: string][] = [
  ['Azure Pipelines', onAzurePipelines, 'AGENT_TEMPDIRECTORY', 'summaryDirectory'],
  ['GitHub Actions', onGitHubActions, 'RUNNER_TEMP', 'summary-directory'],
  ['a terminal', onTerminal, 'TMPDIR', '--summary-directory'],
];

/** A fault in the process itself: a call of the file system answers as a full disk does. */
const withFault = (code: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
     const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
     ${code}
     syncBuiltinESMExports();`,
  )}`,
});

/** A disk that is full after so many bytes of changes; when `all`, for the files of the summary from the start. */
const fullAfter = (bytes: number, all: boolean) =>
  withFault(`
    let count = 0;
    const { write } = fs;
    fs.write = (fd, data, ...rest) => {
      count += data.length;
      return count > ${bytes} ? process.nextTick(rest.at(-1), full()) : write(fd, data, ...rest);
    };
    const { writev } = fs;
    fs.writev = (fd, data, ...rest) => {
      for (const one of data) count += one.length;
      return count > ${bytes} ? process.nextTick(rest.at(-1), full()) : writev(fd, data, ...rest);
    };
    const { writeFile } = fs.promises;
    if (${all}) fs.promises.writeFile = (path, ...rest) => /summary\\.\\w+/.test(path) ? Promise.reject(full()) : writeFile(path, ...rest);
  `);

const untouched = ({ port, azureDevOps }: Services) => {
  assert.equal(port.writes, 0);
  assert.equal(port.requests.length, 0);
  assert.equal(azureDevOps.requests.length, 0);
};

for (const [name, start, variable, input] of hosts) {
  const bad: [string, string][] = [
    ['is a file', 'there'],
    ['does not exist', 'nowhere/at/all'],
  ];
  // A bad folder on Azure Pipelines is replaced by another one, which has a test of its own.
  for (const [what, path] of name === 'Azure Pipelines' ? [] : bad)
    test(`on ${name} a temporary folder that ${what} ends the run before anything is asked`, async (t) => {
      const services = await startServices(t);
      const finished = await start({
        inputs: services.inputs,
        files: { there: '' },
        environment: { [variable]: path },
      });
      assert.equal(finished.code, 1);
      assert.match(
        finished.report?.run.failure?.message ?? '',
        /^The temporary folder .* cannot be written to: /,
      );
      assert.match(finished.report?.run.failure?.hint ?? '', new RegExp(variable));
      untouched(services);
    });

  test(`on ${name} a disk without room for a run ends it before anything is asked`, async (t) => {
    const services = await startServices(t);
    const finished = await start({
      inputs: services.inputs,
      environment: withFault(`
        const { statfs } = fs.promises;
        fs.promises.statfs = async (path) => ({ ...(await statfs(path)), bsize: 4096, blocks: 1e6, bavail: 900 });`),
    });
    assert.equal(finished.code, 1);
    const { message = '', hint = '' } = finished.report?.run.failure ?? {};
    assert.match(message, /^The temporary folder .* is full: 3 MB are free, and a run needs 32 MB/);
    assert.match(hint, new RegExp(variable));
    untouched(services);
  });

  test(`on ${name} a summary folder that is a file ends the run, and the summary is left elsewhere`, async (t) => {
    const services = await startServices(t);
    const finished = await start({
      inputs: { ...services.inputs, summaryDirectory: 'there' },
      files: { there: 'mine' },
    });
    const log = finished.stdout + finished.stderr;
    assert.equal(finished.code, 1);
    assert.match(log, new RegExp(`The summary folder there cannot be written to: .*\\s.*${input}`));
    assert.match(log, /It is in .*port-sync-summary-/);
    assert.equal(finished.files.there, 'mine');
    untouched(services);
  });

  test(`on ${name} a disk that fills up while the run writes ends it with what was written, and where`, async (t) => {
    const services = await startServices(t);
    const finished = await start({ inputs: services.inputs, environment: fullAfter(30_000, false) });
    const log = finished.stdout + finished.stderr;
    assert.equal(finished.code, 1);
    const { run, totals, warnings } = finished.report ?? assert.fail(log);
    assert.equal(run.status, 'failed');
    assert.match(run.failure?.message ?? '', /^The summary folder .*port-sync-summary is full: ENOSPC/);
    assert.match(run.failure?.hint ?? '', new RegExp(`Free space there, or name another one in ${input}\\.`));
    assert.ok(totals.created > 0);
    assert.match(warnings.join('\n'), /changes\.ndjson is not complete/);
    const states = services.port.integration('my-azure-devops-integration')?.resyncStates ?? [];
    assert.equal(states.at(-1)?.status, 'failed');
  });

  test(`on ${name} the log has the summary where no disk takes it`, async (t) => {
    const services = await startServices(t);
    const finished = await start({ inputs: services.inputs, environment: fullAfter(30_000, true) });
    const log = finished.stdout + finished.stderr;
    assert.equal(finished.code, 1);
    assert.equal(finished.report, undefined);
    assert.match(log, /The summary could not be written\. The summary folder .* is full: ENOSPC/);
    assert.match(log, /Until then: \d+ created/);
    assert.match(log, /Here is what it says:/);
    assert.match(log, /## .*failed/);
  });
}

test('of two runs in one summary folder the later one takes another name, says so, and the output names it', async (t) => {
  const services = await startServices(t);
  services.azureDevOps.latency = 100;
  let second: Promise<Finished> | undefined;
  const first = await onGitHubActions({
    inputs: services.inputs,
    async before(folder) {
      const beside = join(folder, 'port-sync-summary');
      second = (async () => {
        while (services.port.writes === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        return onGitHubActions({
          inputs: { mode: 'check', config: 'resources: []', summaryDirectory: beside },
        });
      })();
    },
  });
  const later = (await second) ?? assert.fail();
  assert.equal(first.code, 0);
  assert.equal(JSON.parse(first.files['port-sync-summary/summary.json'] ?? '').run.mode, 'sync');
  assert.ok(first.files['port-sync-summary/changes.ndjson']?.includes('created'));
  assert.equal(JSON.parse(first.files['port-sync-summary-2/summary.json'] ?? '').run.mode, 'check');
  assert.match(later.commandFiles.GITHUB_OUTPUT ?? '', /port-sync-summary-2/);
  assert.match(
    later.stdout,
    /Another run is at work in the summary folder port-sync-summary: [\s\S]*summary-directory/,
  );
  assert.deepEqual(
    Object.keys(first.files).filter((name) => name.includes('.port-sync-run')),
    [],
  );
});

test('what a dead run left in its folder is no hindrance, and none of it passes for the new run’s', async (t) => {
  const services = await startServices(t);
  const kill = { when: () => services.port.writes > 0, signal: 'SIGKILL' as const };
  services.azureDevOps.latency = 60;
  let folder = '';
  const dead = await onTerminal({
    inputs: services.inputs,
    kill,
    files: { 'port-sync-summary/summary.json': '{"run":{"status":"succeeded"}}' },
    async before(path) {
      folder = path;
    },
  });
  assert.ok(folder);
  assert.equal(dead.signal, 'SIGKILL');
  assert.ok(dead.files['port-sync-summary/.port-sync-run']);
  assert.equal(dead.report, undefined);
  const next = await onTerminal({
    inputs: { ...services.inputs, overlapWait: '0', overlapStaleAfter: '60', mode: 'plan' },
    async before(path) {
      const mark = dead.files['port-sync-summary/.port-sync-run'] ?? '';
      await mkdir(join(path, 'port-sync-summary'));
      await writeFile(join(path, 'port-sync-summary', '.port-sync-run'), mark);
    },
  });
  assert.equal(next.code, 0);
  assert.deepEqual(
    Object.keys(next.files).filter((name) => !name.startsWith('port-sync-summary/summary.')),
    ['port-sync-summary/changes.ndjson'],
  );
});
