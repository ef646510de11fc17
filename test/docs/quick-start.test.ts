import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';
import { startServices, token } from '../e2e/support/services.ts';
import { camelCased, stepsOf } from '../examples/steps.ts';
import { blocks, textOf } from './pages.ts';

type Yaml = Record<string, unknown>;

/** The pipeline and the workflow that a page shows. */
const shownIn = (page: string): { azure: Yaml; github: Yaml } => {
  const documents = blocks(textOf(page), 'yaml').map((text) => load(text) as Yaml);
  const find = (key: string) =>
    documents.find((document) => stepsOf(document).some((step) => key in step)) ??
    assert.fail(`${page}: ${key}`);
  return { azure: find('task'), github: find('uses') };
};

const inputsOf = (document: Yaml, key: 'inputs' | 'with'): Record<string, string> =>
  (stepsOf(document).find((step) => key in step)?.[key] ?? {}) as Record<string, string>;

for (const page of ['README.md', 'docs/quick-start.md'])
  describe(`what ${page} shows`, () => {
    const { azure, github } = shownIn(page);

    test('the pipeline plans, with the job’s own token and two inputs, and then syncs', async (t) => {
      const { port, portInputs, organizationUrl } = await startServices(t, {
        azureDevOps: { credentials: [{ kind: 'job', token: 'job-token-of-this-run' }] },
      });
      const { portClientId, portClientSecret, ...others } = inputsOf(azure, 'inputs');
      assert.deepEqual(
        { portClientId, portClientSecret, ...others },
        { mode: 'plan', portClientId: '$(PORT_CLIENT_ID)', portClientSecret: '$(PORT_CLIENT_SECRET)' },
      );
      const environment = {
        SYSTEM_COLLECTIONURI: `${organizationUrl}/`,
        SYSTEM_ACCESSTOKEN: 'job-token-of-this-run',
        ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({
          scheme: 'OAuth',
          parameters: { AccessToken: 'job-token-of-this-run' },
        }),
        ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'job-token-of-this-run',
      };
      const plan = await onAzurePipelines({ inputs: { ...others, ...portInputs }, environment });
      assert.equal(plan.code, 0, plan.stdout);
      assert.equal(port.writes, 0);
      assert.ok((plan.report?.totals.created ?? 0) > 0);
      const { mode: _, ...withoutMode } = others;
      const sync = await onAzurePipelines({ inputs: { ...withoutMode, ...portInputs }, environment });
      assert.equal(sync.code, 0, sync.stdout);
      assert.equal(sync.report?.totals.created, plan.report?.totals.created);
    });

    test('the workflow plans with its five inputs, and then syncs', async (t) => {
      const { port, inputs: services } = await startServices(t);
      const given = camelCased(inputsOf(github, 'with'));
      const names = ['mode', 'organizationUrls', 'personalAccessToken', 'portClientId', 'portClientSecret'];
      assert.deepEqual(Object.keys(given).sort(), names);
      const plan = await onGitHubActions({ inputs: { ...given, ...services } });
      assert.equal(plan.code, 0, plan.stdout);
      assert.equal(port.writes, 0);
      const { mode: _, ...withoutMode } = given;
      const sync = await onGitHubActions({ inputs: { ...withoutMode, ...services } });
      assert.equal(sync.report?.totals.created, plan.report?.totals.created);
    });

    test('both run on a schedule', () => {
      assert.ok(Array.isArray(azure.schedules));
      assert.ok((github.on as Yaml).schedule);
    });
  });

test('the terminal takes what the quick start exports', async (t) => {
  const { portInputs, organizationUrl } = await startServices(t);
  const [commands = ''] = blocks(textOf('docs/quick-start.md'), 'bash');
  const names = [...commands.matchAll(/([A-Z_]+)=…/g)].map(([, name = '']) => name);
  assert.deepEqual(names, ['AZURE_DEVOPS_EXT_PAT', 'PORT_CLIENT_ID', 'PORT_CLIENT_SECRET']);
  const values = [token, portInputs.portClientId, portInputs.portClientSecret];
  const environment = {
    ...Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    PORT_BASE_URL: portInputs.portBaseUrl,
  };
  const run = (mode: string) =>
    onTerminal({ arguments: [mode, '--organization-urls', organizationUrl], environment });
  const plan = await run('plan');
  assert.equal(plan.code, 0, plan.stderr);
  assert.equal((await run('sync')).report?.totals.created, plan.report?.totals.created);
});
