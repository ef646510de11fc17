import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onAzurePipelines, onTerminal, type StepOptions } from './support/hosts.ts';
import { countsOf, startServices, token } from './support/services.ts';

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
/** A token as the service signs it; nobody checks the signature here. */
const signed = `${part({ typ: 'JWT', alg: 'RS256' })}.${part({ aud: '00000002', scp: 'app_token' })}.c2lnbmVk`;
const opaque = 'the-job-token-of-this-pipeline';

const project = { SYSTEM_TEAMPROJECT: 'Payments' };
const connection = (value: string) => ({
  ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({ scheme: 'OAuth', parameters: { AccessToken: value } }),
  ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
  ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: value,
});
const ocean = 'OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN';

interface Way {
  on: typeof onAzurePipelines;
  job: string;
  inputs?: Record<string, string>;
  environment: Record<string, string>;
  credential?: RegExp;
}

const ways: Record<string, Way> = {
  'in the input, with the variable mapped': {
    on: onAzurePipelines,
    job: opaque,
    inputs: { personalAccessToken: opaque },
    environment: { ...project, SYSTEM_ACCESSTOKEN: opaque },
  },
  'in the input, with a line break, known from the connection': {
    on: onAzurePipelines,
    job: opaque,
    inputs: { personalAccessToken: `${opaque}\n` },
    environment: { ...project, ...connection(opaque) },
  },
  'in AZURE_DEVOPS_EXT_PAT of a task': {
    on: onAzurePipelines,
    job: opaque,
    environment: { ...project, ...connection(opaque), AZURE_DEVOPS_EXT_PAT: opaque },
  },
  'in the variable of the Docker step, in a task': {
    on: onAzurePipelines,
    job: signed,
    environment: { ...project, SYSTEM_ACCESSTOKEN: ` ${signed}\r\n`, [ocean]: signed },
  },
  'in the variable of the Docker step, in a script': {
    on: onTerminal,
    job: opaque,
    environment: { ...project, SYSTEM_ACCESSTOKEN: opaque, [ocean]: opaque },
  },
  'as the password of a user': {
    on: onTerminal,
    job: opaque,
    inputs: { username: 'build', password: opaque, serverAuthentication: 'basic' },
    environment: { ...project, SYSTEM_ACCESSTOKEN: opaque },
  },
  'in AZURE_DEVOPS_EXT_PAT, signed, where nobody can say whose it is': {
    on: onTerminal,
    job: signed,
    environment: { AZURE_DEVOPS_EXT_PAT: signed },
    credential: /perhaps the job's own/,
  },
  'in the input, signed, of another pipeline’s project': {
    on: onTerminal,
    job: signed,
    inputs: { personalAccessToken: signed },
    environment: { SYSTEM_TEAMPROJECT: 'Elsewhere', SYSTEM_ACCESSTOKEN: 'another' },
    credential: /perhaps the job's own/,
  },
  'in the variable alone, though the step maps an undefined one': {
    on: onAzurePipelines,
    job: opaque,
    environment: { ...project, SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', ...connection(opaque) },
  },
  'in the connection, though the variable is blank': {
    on: onAzurePipelines,
    job: opaque,
    environment: { ...project, SYSTEM_ACCESSTOKEN: ' \n', ...connection(`${opaque}\n`) },
  },
};

describe('the job’s own token is the job’s own, and nothing that it does not see is deleted:', () => {
  for (const [
    name,
    { on, job, inputs = {}, environment, credential = /^the job's own token$/ },
  ] of Object.entries(ways))
    test(`given ${name}`, async (t) => {
      const services = await startServices(t, {
        azureDevOps: {
          credentials: [
            { kind: 'pat', token },
            { kind: 'job', token: job, project: 'Payments' },
          ],
        },
      });
      const { port, portInputs, organizationUrl } = services;
      await onTerminal({ inputs: services.inputs });
      const before = countsOf(port);
      const finished = await on({
        inputs: { ...portInputs, organizationUrls: organizationUrl, ...inputs },
        environment,
      } satisfies StepOptions);
      assert.equal(finished.code, 0, finished.stdout + finished.stderr);
      assert.match(finished.report?.organisations[0]?.credential ?? '', credential);
      assert.equal(port.deletions, 0, finished.stdout);
      assert.deepEqual(countsOf(port), before);
      assert.ok(finished.report?.totals.heldBack, finished.stdout);
    });
});
