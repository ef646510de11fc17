import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { version } from '../../src/app/version.ts';
import type { ServiceConnection } from '../../src/host/types.ts';
import { kebabCase } from '../../src/inputs/names.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import { leftOutBy, parseProjectPattern } from '../../src/kinds/support/project-patterns.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { Settings } from '../../src/settings/types.ts';
import { fakeHost } from '../unit/settings/fake-host.ts';
import { camelCased, pipelines, read, type Step, scriptsIn, stepsIn, workflows } from './steps.ts';
import { textOf } from './support.ts';

const root = new URL('../../', import.meta.url);
const manifest = (path: string) => readFileSync(new URL(path, root), 'utf8');
const task = JSON.parse(manifest('task/task.json'));
const action = load(manifest('action.yml')) as { inputs: object; outputs: object };
const [major] = version.split('.');

/** Text with a value in the place of each variable and expression, as the host fills them in. */
const filledIn = (text: string): string => text.replace(/\$\{\{.*?\}\}|\$\([^)]*\)/g, 'value');
const filledInAll = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filledIn(value)]));

const connections: Record<string, ServiceConnection> = {
  Port: {
    url: 'https://api.getport.io',
    scheme: 'UsernamePassword',
    parameters: { username: 'a', password: 'b' },
  },
  'port-catalog-reader': {
    scheme: 'WorkloadIdentityFederation',
    parameters: { tenantid: 'tenant', serviceprincipalid: 'principal' },
  },
};

/** Throws with everything that is missing or wrong. */
const settingsOf = ({ inputs: given, environment }: Step, host: 'azure-pipelines' | 'github-actions') =>
  readSettings(
    fakeHost({
      name: host,
      inputs: camelCased(filledInAll(given)),
      environment: filledInAll(environment),
      connections,
      ...(host === 'azure-pipelines' && {
        ambient: { organizationUrl: 'https://dev.azure.com/contoso', jobToken: 'job' },
      }),
    }),
  );

/** Events have tests of their own: what is read of them needs an event. */
const isOfEvent = (path: string): boolean => path.endsWith('/event.yml');

describe('pipelines', () => {
  for (const path of pipelines) {
    const steps = stepsIn(path);

    test(`${path}: it names inputs that the task has`, () => {
      const known = new Set(task.inputs.map(({ name }: { name: string }) => name));
      assert.ok(steps.length > 0 || path === 'migrating/before.yml');
      for (const { inputs: given, uses } of steps) {
        assert.equal(uses, `${task.name}@${major}`);
        for (const name of Object.keys(given)) assert.ok(known.has(name), name);
      }
    });

    if (isOfEvent(path)) continue;
    test(`${path}: what it gives is enough and right`, async () => {
      for (const step of steps) await settingsOf(step, 'azure-pipelines');
    });
  }
});

describe('workflows', () => {
  for (const path of workflows) {
    const steps = stepsIn(path);

    test(`${path}: it names inputs that the action has`, () => {
      assert.ok(steps.length > 0);
      for (const { inputs: given, uses } of steps) {
        assert.equal(uses, `port-catalog-sync/port-catalog-sync-azure-devops@v${major}`);
        for (const name of Object.keys(given)) assert.ok(name in action.inputs, name);
      }
    });

    if (isOfEvent(path)) continue;
    test(`${path}: what it gives is enough and right`, async () => {
      for (const step of steps) await settingsOf(step, 'github-actions');
    });
  }
});

test('the outputs that later steps read exist', () => {
  const names = outputs.map(({ name }) => name);
  const read = (paths: readonly string[], pattern: RegExp) =>
    paths.flatMap((path) => [...textOf(path).matchAll(pattern)].map(([, name = '']) => name));
  const onAzure = new Set(read(pipelines, /\bsync\.(\w+)/g));
  const onGitHub = new Set(read(workflows, /steps\.\w+\.outputs\.([\w-]+)/g));
  assert.deepEqual([...onAzure].toSorted(), ['status', 'verdict']);
  assert.deepEqual([...onGitHub].toSorted(), [...onAzure].map(kebabCase).toSorted());
  for (const name of onAzure) {
    assert.ok(names.includes(name), name);
    assert.ok(kebabCase(name) in action.outputs, name);
  }
});

test('the shell scripts between the steps are shell', () => {
  const scripts = [...pipelines, ...workflows].flatMap(scriptsIn);
  assert.ok(scripts.length > 0);
  for (const { text } of scripts) execFileSync('bash', ['-n'], { input: text });
});

test('the Docker step before and both steps after mean the same run', async () => {
  const [variables, written] = await Promise.all(
    ['migrating/after.yml', 'migrating/after-with-inputs.yml'].map((path) =>
      settingsOf(stepsIn(path)[0] as Step, 'azure-pipelines'),
    ),
  );
  assert.deepEqual(variables, written);
  const docker = scriptsIn('migrating/before.yml')[0]?.text ?? '';
  const { organizationUrls, integrationIdentifier } = variables as Settings;
  assert.ok(docker.includes(`ORGANIZATION_URL=${organizationUrls[0]} `));
  assert.ok(docker.includes(`IDENTIFIER=${integrationIdentifier} `));
});

describe('shards', () => {
  interface Matrix {
    shard: string;
    projects?: string;
    mapping?: string;
  }
  type Job = { strategy: { matrix: Record<string, Matrix> | { include?: Matrix[]; shard?: string[] } } };
  const matrixOf = ({ strategy: { matrix } }: Job): Matrix[] => {
    const { include, shard } = matrix as { include?: Matrix[]; shard?: string[] };
    if (include) return include;
    return shard?.map((name) => ({ shard: name })) ?? (Object.values(matrix) as Matrix[]);
  };
  const azure = (read('pipelines/shards.yml') as unknown as { stages: { jobs: [Job] }[] }).stages.map(
    ({ jobs: [job] }) => matrixOf(job),
  );
  const { write, remove } = (read('workflows/shards.yml') as unknown as { jobs: Record<string, Job> }).jobs;
  const github = [write, remove].map((job) => matrixOf(job as Job));

  for (const [host, [writing = [], removing = []]] of Object.entries({ azure, github })) {
    test(`${host}: what a shard puts off, the shard of the same name makes up for`, () => {
      assert.ok(writing.length > 2);
      assert.deepEqual(
        removing.map(({ shard }) => shard),
        writing.map(({ shard }) => shard),
      );
    });

    test(`${host}: each project is in one shard of projects and no more`, () => {
      const shards = writing.filter(({ mapping }) => mapping === 'projects');
      const patterns = shards.map(({ projects = '' }) =>
        projects.split(',').map((written) => parseProjectPattern(written.trim())),
      );
      for (const name of ['Store', 'Storefront', 'Payments EU', 'Billing', 'Billing 2', 'Anything new'])
        assert.equal(
          patterns.filter((own) => leftOutBy(own, 'contoso', { id: 'an-id', name }) === undefined).length,
          1,
          name,
        );
      assert.equal(writing.filter(({ mapping }) => mapping !== 'projects').length, 1);
    });
  }

  test('on both hosts the shards are the same', () => {
    assert.deepEqual(azure, github);
  });

  test('the first stage puts off, the second one deletes and has no credential for Azure DevOps', async () => {
    for (const [path, host] of [
      ['pipelines/shards.yml', 'azure-pipelines'],
      ['workflows/shards.yml', 'github-actions'],
    ] as const) {
      const [first, second] = stepsIn(path) as [Step, Step];
      const settings = await Promise.all([settingsOf(first, host), settingsOf(second, host)]);
      assert.deepEqual(
        settings.map(({ mode, deletionsLater }) => [mode, deletionsLater]),
        [
          ['sync', true],
          ['delete', undefined],
        ],
      );
      assert.deepEqual(
        Object.keys(second.inputs).filter((name) => /token|organization/i.test(name)),
        [],
      );
    }
  });
});
