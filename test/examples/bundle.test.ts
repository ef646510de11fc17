import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { version } from '../../src/app/version.ts';
import { onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';
import { countsOf, startServices } from '../e2e/support/services.ts';
import { camelCased, read, type Step, stepsIn } from './steps.ts';
import { documentOf, examples, textOf } from './support.ts';

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
});
