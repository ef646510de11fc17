import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import type { ServiceConnection } from '../../src/host/types.ts';
import { inputs, kebabCase, outputs } from '../../src/inputs.ts';
import { readSettings, type Settings } from '../../src/settings.ts';
import { version } from '../../src/version.ts';
import { onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';
import { countsOf, startServices } from '../e2e/support/services.ts';
import { fakeHost } from '../unit/settings/fake-host.ts';
import { pipelines, read, type Step, scriptsIn, stepsIn, workflows } from './steps.ts';
import { documentOf, examples, textOf } from './support.ts';

const root = new URL('../../', import.meta.url);
const manifest = (path: string) => readFileSync(new URL(path, root), 'utf8');
const task = JSON.parse(manifest('task/task.json'));
const action = load(manifest('action.yml')) as { inputs: object; outputs: object };
const [major] = version.split('.');

/** What the host would have put in place of its variables and expressions. */
const filledIn = (text: string): string => text.replace(/\$\{\{.*?\}\}|\$\([^)]*\)/g, 'value');
const filledInAll = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filledIn(value)]));

const camelCase = (name: string) => inputs.find((one) => kebabCase(one.name) === name)?.name ?? name;
const camelCased = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value]));

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

    test(`${path}: what it gives is enough and right`, async () => {
      for (const step of steps) await settingsOf(step, 'github-actions');
    });
  }
});

test('the outputs that later steps read exist', () => {
  const names = outputs.map(({ name }) => name);
  const onAzure = textOf('pipelines/plan-on-pull-request.yml').matchAll(/\bplan\.(\w+)/g);
  const onGitHub = textOf('workflows/plan-on-pull-request.yml').matchAll(/steps\.plan\.outputs\.([\w-]+)/g);
  const wanted = ['created', 'deleted', 'hasChanges', 'updated'];
  assert.deepEqual([...new Set([...onAzure].map(([, name]) => name))].toSorted(), wanted);
  assert.deepEqual(
    [...new Set([...onGitHub].map(([, name]) => name))].toSorted(),
    wanted.map(kebabCase).toSorted(),
  );
  for (const name of wanted) {
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

const projects = examples.filter(({ kind }) => ['project', 'repository'].includes(kind));
const mappingFile = documentOf(projects);

describe('run through the bundle', () => {
  test('the plan on a pull request tells by its outputs that there are changes, and writes nothing', async (t) => {
    const { inputs: services, port } = await startServices(t);
    const [, plan] = stepsIn('pipelines/plan-on-pull-request.yml') as [Step, Step];
    const finished = await onAzurePipelines({
      inputs: { ...plan.inputs, ...services },
      files: { 'port/mapping.yml': mappingFile },
    });
    assert.equal(finished.code, 0, finished.stdout);
    assert.match(
      finished.stdout,
      /^##vso\[task\.setvariable variable=hasChanges;isOutput=true[^\]]*\]true$/m,
    );
    assert.equal(finished.report?.run.mode, 'plan');
    assert.equal(port.writes, 0);
  });

  test('the same on GitHub', async (t) => {
    const { inputs: services, port } = await startServices(t);
    const [, plan] = stepsIn('workflows/plan-on-pull-request.yml') as [Step, Step];
    const finished = await onGitHubActions({
      inputs: { ...camelCased(plan.inputs), ...services },
      files: { 'port/mapping.yml': mappingFile },
    });
    assert.equal(finished.code, 0, finished.stdout);
    assert.match(finished.commandFiles.GITHUB_OUTPUT ?? '', /has-changes<<(\S+)\ntrue\n\1/);
    assert.equal(port.writes, 0);
  });

  test('the check on a pull request needs no secrets', async () => {
    const [check] = stepsIn('workflows/plan-on-pull-request.yml') as [Step];
    const finished = await onGitHubActions({
      inputs: camelCased(check.inputs),
      files: { 'port/mapping.yml': mappingFile },
    });
    assert.equal(finished.code, 0, finished.stdout);
    assert.equal(finished.report?.run.status, 'succeeded');
  });

  test('the step that took the place of the Docker one needs its variables only', async (t) => {
    const { port, portInputs, organizationUrl, inputs: services } = await startServices(t);
    const [after] = stepsIn('migrating/after.yml') as [Step];
    const finished = await onAzurePipelines({
      environment: {
        ...after.environment,
        OCEAN__PORT__BASE_URL: portInputs.portBaseUrl,
        OCEAN__PORT__CLIENT_ID: portInputs.portClientId,
        OCEAN__PORT__CLIENT_SECRET: portInputs.portClientSecret,
        OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: organizationUrl,
        OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: services.personalAccessToken,
      },
    });
    assert.equal(finished.code, 0, finished.stdout);
    assert.equal(countsOf(port).azureDevopsProject, 7);
  });
});

describe('the Kubernetes CronJob', () => {
  interface CronJob {
    spec: {
      jobTemplate: {
        spec: {
          template: {
            spec: {
              containers: [
                { image: string; args: string[]; volumeMounts: { name: string; mountPath: string }[] },
              ];
              volumes: { name: string }[];
            };
          };
        };
      };
    };
  }
  const pod = (read('kubernetes/cronjob.yaml') as unknown as CronJob).spec.jobTemplate.spec.template.spec;
  const [container] = pod.containers;

  test('it mounts what it declares', () => {
    assert.deepEqual(
      container.volumeMounts.map(({ name }) => name),
      pod.volumes.map(({ name }) => name),
    );
    assert.ok(container.image.endsWith(`:${version}`));
  });

  test('its arguments are those of the bundle, and the secret’s names are enough', async (t) => {
    const { port, portInputs, organizationUrl, inputs: services } = await startServices(t);
    const names = [...textOf('kubernetes/cronjob.yaml').matchAll(/--from-literal=(\w+)=/g)].map(
      ([, name]) => name,
    );
    const values = [services.personalAccessToken, portInputs.portClientId, portInputs.portClientSecret];
    const place = (argument: string) =>
      argument
        .replace('/etc/port/', '')
        .replace('/tmp/', '')
        .replace('https://dev.azure.com/contoso', organizationUrl);
    port.seedBlueprints(projects.map(({ blueprint }) => blueprint));
    const finished = await onTerminal({
      arguments: container.args.map(place),
      files: { 'mapping.yml': mappingFile },
      environment: {
        ...Object.fromEntries(names.map((name, position) => [name, values[position]])),
        PORT_SYNC_PORT_BASE_URL: portInputs.portBaseUrl,
      },
    });
    assert.equal(finished.code, 0, finished.stdout + finished.stderr);
    assert.equal(countsOf(port).azureDevopsProject, 7);
    assert.ok(finished.files['port-sync-summary/summary.md']);
  });

  test('the image holds the bundle and what it needs beside it', () => {
    const dockerfile = textOf('kubernetes/Dockerfile');
    const [, from, to] = /^COPY (\S+) (\S+)$/m.exec(dockerfile) ?? [];
    assert.ok(dockerfile.includes(`${to}/index.js`));
    assert.ok(readFileSync(fileURLToPath(new URL(`${from}/index.js`, root))).length > 0);
  });
});
