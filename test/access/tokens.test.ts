import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';
import { credentials } from './support/matrix.ts';
import { clientId, connectionId, mappingOf, secrets, startNetwork, tenant } from './support/network.ts';

const organizationUrls = 'https://dev.azure.com/contoso';
const principal = { organizationUrls, tenantId: tenant, clientId, clientSecret: secrets.client };
const federated = credentials.find(({ title }) => title.startsWith('service connection with workload'));
const workflow = credentials.find(({ title }) => title.endsWith('of a workflow'));
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('tokens of Microsoft Entra', { concurrency: 2 }, () => {
  test('that expire while the run goes on are renewed before they do', async (t) => {
    const network = await startNetwork(t, { lifetime: 2 });
    network.azureDevOps.latency = 400;
    const finished = await onTerminal({
      inputs: { ...network.inputs, ...principal },
      environment: network.internet.environment,
    });
    assert.equal(finished.report?.run.status, 'succeeded', finished.stdout + finished.stderr);
    assert.ok(network.granted.length >= 2, `${network.granted.length} tokens`);
    const refused = network.azureDevOps.requests.filter(({ status }) => status === 401 || status === 203);
    assert.deepEqual(refused, []);
  });

  test('of a federated pipeline are renewed with a new assertion each', async (t) => {
    const network = await startNetwork(t, { lifetime: 2 });
    network.azureDevOps.latency = 400;
    const finished = await onAzurePipelines({
      inputs: { ...network.inputs, ...federated?.inputs, organizationUrls },
      environment: { ...network.internet.environment, ...federated?.environment },
    });
    assert.equal(finished.report?.run.status, 'succeeded', finished.stdout);
    assert.ok(network.granted.length >= 2);
    const assertions = network.internet.heard.flatMap(({ body }) =>
      body.includes('client_assertion=') ? [new URLSearchParams(body).get('client_assertion')] : [],
    );
    assert.equal(new Set(assertions).size, network.granted.length);
    const asked = network.internet.heard.filter(({ path }) => path.includes('/oidctoken'));
    assert.equal(asked.length, network.granted.length);
    assert.match(asked[0]?.path ?? '', new RegExp(`serviceConnectionId=${connectionId}`));
    for (const text of [...assertions, ...network.granted])
      assert.ok(!finished.stdout.replaceAll(/^##vso\[task\.setsecret\].*$/gm, '').includes(String(text)));
  });

  test('that are revoked in the middle are replaced', async (t) => {
    const network = await startNetwork(t);
    network.azureDevOps.faults.push({
      match: (request, route) =>
        route.includes('release') && request.headers.authorization === `Bearer ${network.granted[0]}`,
      fault: { type: 'status', status: 401, body: '' },
      times: Number.POSITIVE_INFINITY,
    });
    const finished = await onTerminal({
      inputs: { ...network.inputs, ...principal },
      environment: network.internet.environment,
    });
    assert.equal(finished.report?.run.status, 'succeeded', finished.stdout + finished.stderr);
    assert.equal(network.granted.length, 2);
  });

  test('are not asked for again and again where the principal may not read something', async (t) => {
    const network = await startNetwork(t);
    network.azureDevOps.faults.push({
      match: /GET .*(release\/releases|alert\/repositories)/,
      fault: { type: 'status', status: 401, body: { message: 'TF400813: not authorized' } },
      times: Number.POSITIVE_INFINITY,
    });
    const finished = await onTerminal({
      inputs: { ...network.inputs, ...principal },
      environment: network.internet.environment,
    });
    assert.equal(finished.report?.run.status, 'problems', finished.stdout + finished.stderr);
    assert.match(finished.stderr, /lacks Release \(read\), so it cannot read release$/m);
    assert.ok(network.granted.length <= 3, `${network.granted.length} tokens`);
  });

  for (const [title, given, problem, advice] of [
    ['a wrong secret', { clientSecret: 'wrong' }, 'AADSTS7000215', '--client-secret'],
    ['an unknown application', { clientId: 'nobody' }, 'AADSTS700016', '--client-id'],
    ['an unknown tenant', { tenantId: 'nowhere' }, 'AADSTS90002', '--tenant-id'],
  ] as const)
    test(`${title} ends the run with ${problem} and what to do`, async (t) => {
      const { internet, inputs } = await startNetwork(t);
      const finished = await onTerminal({
        inputs: { ...inputs, ...principal, ...given },
        environment: internet.environment,
      });
      const said = flat(finished.stdout + finished.stderr);
      assert.equal(finished.code, 1, said);
      assert.match(said, new RegExp(`${problem}: .*→ [^→]*${advice}`));
      assert.ok(!internet.heard.some(({ host }) => /dev\.azure/.test(host)));
      // Tokens are asked for twice at most, to find the areas and to read: a refusal is not kept.
      assert.ok(internet.heard.filter(({ host }) => /microsoftonline/.test(host)).length <= 2);
    });
});

describe('tokens of the CI system', { concurrency: 2 }, () => {
  test('of another connection’s subject are explained', async (t) => {
    const { internet, inputs } = await startNetwork(t);
    const scheme = 'WorkloadIdentityFederation';
    const parameters = { tenantid: tenant, serviceprincipalid: 'workflow' };
    const finished = await onAzurePipelines({
      inputs: { ...inputs, ...federated?.inputs, organizationUrls },
      environment: {
        ...internet.environment,
        ...federated?.environment,
        [`ENDPOINT_AUTH_${connectionId}`]: JSON.stringify({ scheme, parameters }),
      },
    });
    assert.equal(finished.code, 1, finished.stdout);
    assert.match(flat(finished.stdout), /AADSTS700211: .*Add a federated credential with this issuer/);
  });

  test('a workflow without id-token: write is told that it needs it', async (t) => {
    const { internet, inputs } = await startNetwork(t);
    const finished = await onGitHubActions({
      inputs: { ...inputs, ...workflow?.inputs, organizationUrls },
      environment: internet.environment,
    });
    assert.equal(finished.code, 1, finished.stdout);
    assert.match(flat(finished.stdout), /id-token: write/);
  });

  test('are asked for Entra’s audience', async (t) => {
    const { internet, inputs } = await startNetwork(t);
    await onGitHubActions({
      inputs: { ...inputs, ...workflow?.inputs, organizationUrls, config: mappingOf(['project']) },
      environment: { ...internet.environment, ...workflow?.environment },
    });
    const asked = internet.heard.filter(({ host }) => host === 'token.actions.example');
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.path ?? '', /audience=api%3A%2F%2FAzureADTokenExchange/);
  });

  test('a personal access token that is wrong, or has expired, is told as the credential’s fault', async (t) => {
    for (const rejects of ['sign-in', 'unauthorized'] as const) {
      const { internet, inputs, leaks } = await startNetwork(t, { azureDevOps: { rejects } });
      const finished = await onTerminal({
        inputs: { ...inputs, organizationUrls, personalAccessToken: 'token-of-last-year' },
        environment: internet.environment,
      });
      assert.equal(finished.code, 1);
      assert.match(flat(finished.stdout), /wrong, expired or revoked/);
      assert.doesNotMatch(finished.stderr, /lacks/);
      assert.deepEqual(leaks(), []);
    }
  });
});
