import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { filesOf } from '../package/support.ts';
import { projectsMapping } from '../support/projects-mapping.ts';
import { artifactService } from '../unit/host/support/artifact-service.ts';
import { onGitHubActions, type StepOptions } from './support/hosts.ts';
import { startServices } from './support/services.ts';

/** A run that needs no service, and leaves a summary all the same. */
const check = (options: StepOptions = {}) =>
  onGitHubActions({ ...options, inputs: { mode: 'check', config: projectsMapping, ...options.inputs } });

const { inputs } = load(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
  inputs: Record<string, { default: string }>;
};

/** The runner's part: what it makes of action.yml's default for a job of a workflow. */
const artifactName = (job: string, [index, total]: [number, number] = [0, 1]): string => {
  const contexts: Record<string, unknown> = {
    'github.job': job,
    'strategy.job-index': index,
    'strategy.job-total': total,
  };
  const format = (text: string, value: unknown) => text.replace('{0}', String(value));
  return (inputs['artifact-name']?.default ?? '').replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const filledIn = expression.replaceAll(/\b(?:github|strategy)\.[\w-]+/g, (name) =>
      JSON.stringify(contexts[name]),
    );
    return new Function('format', `return ${filledIn}`)(format);
  });
};

describe('the artifact on GitHub', () => {
  test('holds the files of the summary as they are, uploaded by the real client', async (t) => {
    const { inputs: services } = await startServices(t);
    const service = await artifactService(t);
    const finished = await onGitHubActions({
      inputs: { ...services, artifactName: artifactName('sync') },
      environment: service.environment,
    });
    assert.equal(finished.code, 0, finished.stdout + finished.stderr);
    assert.deepEqual([...service.artifacts.keys()], ['port-sync-summary-sync']);
    assert.match(finished.stdout, /^Summary uploaded as artifact port-sync-summary-sync$/m);
    const zip = filesOf(service.contents.get('port-sync-summary-sync') ?? Buffer.alloc(0));
    const uploaded = Object.fromEntries(
      [...zip].map(([name, data]) => [`port-sync-summary/${name}`, String(data)]),
    );
    assert.deepEqual(uploaded, finished.files);
  });

  test('has a name of its own for every job, leg of a matrix and attempt of a run', async (t) => {
    const service = await artifactService(t);
    const runs: [name: string, attempt: string][] = [
      [artifactName('nightly'), '1'],
      [artifactName('nightly'), '2'],
      [artifactName('many', [0, 2]), '1'],
      [artifactName('many', [1, 2]), '1'],
    ];
    for (const [name, attempt] of runs) {
      const finished = await check({
        inputs: { artifactName: name },
        environment: { ...service.environment, GITHUB_RUN_ATTEMPT: attempt },
      });
      assert.doesNotMatch(finished.stdout, /^::warning/m);
    }
    assert.deepEqual([...service.artifacts.keys()].toSorted(), [
      'port-sync-summary-many-0',
      'port-sync-summary-many-1',
      'port-sync-summary-nightly',
      'port-sync-summary-nightly-attempt-2',
    ]);
  });

  test('gets the next free name where its own is taken, and a warning says what to do', async (t) => {
    const service = await artifactService(t, { taken: ['summary'] });
    const finished = await check({ inputs: { artifactName: 'summary' }, environment: service.environment });
    assert.equal(finished.code, 0);
    assert.deepEqual([...service.artifacts.keys()], ['summary-2']);
    assert.match(
      finished.stdout,
      /^::warning [^:]*::.*artifact summary already.* is in summary-2\..*artifact-name/m,
    );
  });

  const nothing: StepOptions = {};
  const missing: [string, StepOptions][] = [
    ['there is no artifact service', nothing],
    ['it is GitHub Enterprise Server', { environment: { GITHUB_SERVER_URL: 'https://github.contoso.com' } }],
    ['the bundle’s file for it is missing', { without: 'github-artifact.js' }],
  ];
  for (const [reason, options] of missing)
    test(`is left out with a warning that names the folder when ${reason}`, async (t) => {
      const service = await artifactService(t);
      const finished = await check({
        ...options,
        environment: {
          ...(options === nothing ? {} : service.environment),
          ...options.environment,
        },
      });
      assert.equal(finished.code, 0, finished.stdout);
      assert.match(
        finished.stdout,
        /^::warning [^:]*::The summary could not be uploaded, it is in .*port-sync-summary/m,
      );
      assert.equal(service.artifacts.size, 0);
      assert.ok(finished.files['port-sync-summary/summary.json']);
      assert.ok(finished.commandFiles.GITHUB_STEP_SUMMARY);
    });

  test('is left out with a warning when the storage is used up, and the step succeeds', async (t) => {
    const service = await artifactService(t, {
      refusal: { status: 403, msg: 'insufficient usage to create artifact' },
    });
    const finished = await check({ environment: service.environment });
    assert.equal(finished.code, 0);
    assert.match(finished.stdout, /^::warning [^:]*::The summary could not be uploaded.*quota/m);
  });

  for (const page of [
    { status: 403, body: '<html>Forbidden</html>' },
    { status: 403, body: '' },
    { status: 401, body: 'null' },
    { status: 404, body: 'no such route' },
    { status: 403, body: '<html>Forbidden</html>', put: true } as const,
  ])
    test(`is asked for once where a ${page.status} ${'put' in page ? 'to its bytes ' : ''}refuses it as ${JSON.stringify(page.body)}`, async (t) => {
      const service = await artifactService(t, { page });
      const finished = await check({ environment: service.environment });
      assert.equal(finished.code, 0);
      assert.match(finished.stdout, /^::warning [^:]*::The summary could not be uploaded/m);
      if (!('put' in page)) assert.match(finished.stdout, new RegExp(`refused.*${page.status}`));
      assert.equal(service.requests, 'put' in page ? 2 : 1);
    });

  test('of a cancelled run is given up when the service does not answer in time', async (t) => {
    const { inputs: services, azureDevOps } = await startServices(t);
    const service = await artifactService(t, { silent: true });
    azureDevOps.latency = 100;
    const finished = await onGitHubActions({
      inputs: services,
      environment: service.environment,
      kill: { when: /Read, map and write/, signal: 'SIGINT' },
    });
    assert.equal(finished.signal, null, 'it ends by itself');
    assert.equal(finished.report?.run.status, 'cancelled');
    assert.ok(service.requests > 0, 'it tried');
    assert.match(finished.stdout, /could not be uploaded.*no time left/);
    assert.ok(finished.files['port-sync-summary/summary.md']);
  });
});
