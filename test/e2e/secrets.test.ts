import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { resource } from '../support/resource.ts';
import {
  type Finished,
  onAzurePipelines,
  onGitHubActions,
  onTerminal,
  type StepOptions,
} from './support/hosts.ts';
import { type Services, startServices, token } from './support/services.ts';

/** A secret with all characters that encodings escape. */
const portSecret = 'S3cr"et/with+all&of=it%\\<x>\'ü#~1234567890';
const jobToken = `eyJ0eXAiOiJKV1QifQ.${'j0bT0k3n'.repeat(8)}.c2lnbmF0dXJl`;
/** The emulator's first tokens: the run that gets them has not heard of them before. */
const portTokens = [1, 2].map((number) => {
  const claims = Buffer.from(JSON.stringify({ sub: 'emulated-client', number })).toString('base64url');
  return `port-emulator.${claims}.signature${number}`;
});

const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
  Buffer.from(`:${secret}`).toString('base64'),
  Buffer.from(`user:${secret}`).toString('base64'),
  encodeURIComponent(secret),
  new URLSearchParams({ a: secret }).toString().slice(2),
];

/** Parts of a secret that a cut would leave. */
const piecesOf = (secret: string): string[] =>
  Array.from({ length: Math.floor(secret.length / 12) }, (_, at) => secret.slice(at * 12, at * 12 + 12));

const secrets: Record<string, string> = {
  token,
  portSecret,
  jobToken,
  ...Object.fromEntries(portTokens.entries()),
};
/** Secrets as a careless server echoes them. */
const echo = [
  ...Object.values(secrets).flatMap((secret) => formsOf(secret)),
  ...Object.values(secrets).map((secret) => `https://user:${encodeURIComponent(secret)}@example.com/x`),
  `Authorization: Basic ${Buffer.from(`:${token}`).toString('base64')}`,
  ...portTokens.map((one) => `Authorization: Bearer ${one}`),
].map((text, at) => `${at}: ${text}`);
const everything = echo.join(' \n');

/** Announcing a secret to the agent is the one way to name it. */
const withoutAnnouncements = (output: string): string =>
  output.replaceAll(/^(##vso\[task\.setsecret\]|::add-mask::).*$/gm, '');

/** Traces of a run where others read them. */
const traces = (finished: Finished, { port }: Services): Record<string, string> => ({
  'standard output': withoutAnnouncements(finished.stdout),
  'standard error': finished.stderr,
  ...finished.files,
  ...finished.commandFiles,
  'the log in Port': JSON.stringify(port.logs),
  'the metrics in Port': JSON.stringify([...port.metrics.runs.values()].map((run) => [...run.entries()])),
  'the integration in Port': JSON.stringify(port.integration('my-azure-devops-integration') ?? {}),
  'addresses of requests': port.requests.map(({ url }) => url).join('\n'),
});

const expectNoSecret = (finished: Finished, services: Services): void => {
  for (const [where, text] of Object.entries(traces(finished, services)))
    for (const [what, secret] of Object.entries(secrets))
      for (const form of [...formsOf(secret), ...piecesOf(secret)])
        assert.ok(!text.includes(form), `${what} as ${form} is in ${where}:\n${around(text, form)}`);
};

const around = (text: string, form: string): string => {
  const at = text.indexOf(form);
  return text.slice(Math.max(0, at - 200), at + 200);
};

const mapping = JSON.stringify({
  resources: ['project', 'repository', 'release'].map((kind) =>
    resource(kind, {
      identifier: '.id | tostring',
      blueprint: kind === 'release' ? '.__project.description // "x"' : '"service"',
      title: 'if .description then .description else error("failed with " + $ENV.ECHO) end',
      properties: { text: 'env.ECHO' },
    }),
  ),
});

const service = {
  identifier: 'service',
  schema: { properties: { text: { type: 'string' } }, required: [] },
  relations: {},
};

const start = async (t: TestContext): Promise<Services> => {
  const services = await startServices(t, {
    azureDevOps: {
      credentials: [
        { kind: 'pat', token },
        { kind: 'job', token: jobToken },
      ],
    },
    port: { clientSecret: portSecret },
  });
  services.inputs.portClientSecret = portSecret;
  const { azureDevOps, port } = services;
  port.seedBlueprints([service]);
  // The first token is refused once, so that a second one is fetched.
  const refused = { type: 'status', status: 401, body: { ok: false, error: 'unauthorized' } } as const;
  port.faults.push({ match: /GET .*integration/, fault: refused });
  const projects = azureDevOps.organisations[0]?.name && {
    count: 1,
    value: [
      {
        id: 'e5b2ef0b-5f0f-4d4c-9d56-b6a0b2f3a111',
        name: 'Shop',
        description: everything,
        state: 'wellFormed',
      },
    ],
  };
  azureDevOps.faults.push(
    {
      match: /GET _apis\/projects$|GET .*\/_apis\/projects$/,
      fault: { type: 'status', status: 200, body: projects || {} },
      times: Number.POSITIVE_INFINITY,
    },
    {
      match: /repositories/,
      fault: { type: 'status', status: 400, body: { message: everything, typeKey: everything } },
      times: Number.POSITIVE_INFINITY,
    },
  );
  return services;
};

const hosts: [string, (options: StepOptions) => Promise<Finished>, Record<string, string>][] = [
  ['Azure Pipelines', onAzurePipelines, { SYSTEM_DEBUG: 'true', SYSTEM_ACCESSTOKEN: jobToken }],
  ['GitHub Actions', onGitHubActions, { RUNNER_DEBUG: '1', AZURE_DEVOPS_EXT_PAT: jobToken }],
  ['a terminal', onTerminal, { PORT_SYNC_DEBUG: 'true', AZURE_DEVOPS_EXT_PAT: jobToken }],
];

for (const [name, run, environment] of hosts) {
  for (const mode of ['sync', 'plan'])
    test(`on ${name} no secret is in anything that a ${mode} leaves, however it is echoed`, async (t) => {
      const services = await start(t);
      services.port.faults.push({
        match: /entities\/bulk/,
        fault: { type: 'status', status: 422, body: { ok: false, error: 'invalid', message: everything } },
        times: 1,
      });
      const finished = await run({
        inputs: { ...services.inputs, config: mapping, jqEnvironment: 'ECHO', mode },
        environment: { ...environment, ECHO: everything },
      });
      assert.equal(finished.code, 0, withoutAnnouncements(finished.stdout));
      assert.match(finished.stdout, /\*\*\*/, 'it was masked');
      expectNoSecret(finished, services);
      if (mode === 'sync') {
        const { examples } = services.port.integration('my-azure-devops-integration') ?? {};
        assert.ok(Object.keys(examples ?? {}).length > 0, 'raw examples were sent');
      }
    });

  test(`on ${name} no secret is in what a run leaves that Port refuses`, async (t) => {
    const services = await start(t);
    services.port.faults.push({
      match: /integration/,
      fault: { type: 'status', status: 403, body: { ok: false, error: everything, message: everything } },
      times: Number.POSITIVE_INFINITY,
    });
    const finished = await run({ inputs: services.inputs, environment });
    assert.equal(finished.code, 1);
    assert.match(finished.stdout, /\*\*\*/, 'it was masked');
    expectNoSecret(finished, services);
  });
}

const pasted = 'q7w8e9r0'.repeat(6);
const addresses: Record<string, string> = {
  'an address with a password': `https://user:${pasted}@dev.azure.com/contoso`,
  'an address with a token alone': `https://${pasted}@dev.azure.com/contoso`,
  'an address without its scheme': `contoso:${pasted}@dev.azure.com/contoso`,
  'an address of another scheme': `ftp://user:${pasted}@dev.azure.com/contoso`,
  'an address that is broken': `https://user:a/${pasted}@dev.azure.com/contoso`,
};

for (const [name, run, environment] of hosts)
  for (const [what, address] of Object.entries(addresses))
    test(`on ${name} the secret in ${what} is told to nobody`, async () => {
      const finished = await run({
        inputs: { organizationUrls: address, portBaseUrl: address, mode: 'sync' },
        environment: { ...environment, HTTP_PROXY: address.replace('dev.azure.com/contoso', 'proxy:3128') },
      });
      assert.equal(finished.code, 1);
      const told = [withoutAnnouncements(finished.stdout), finished.stderr, ...Object.values(finished.files)];
      assert.match(told.join(), /user name or password in it/);
      assert.doesNotMatch(told.join(), new RegExp(pasted.slice(0, 12)));
    });

test('jq sees of the environment what it may see, and nothing else', async (t) => {
  const { port, inputs } = await startServices(t);
  port.seedBlueprints([service]);
  const entity = {
    identifier: '.id',
    blueprint: '"service"',
    title: 'env | tostring',
    properties: { text: '$ENV | tostring' },
  };
  const config = JSON.stringify({ resources: [{ kind: 'project', port: { entity: { mappings: entity } } }] });
  const finished = await onTerminal({
    inputs: { ...inputs, config, jqEnvironment: 'ALLOWED, NOT_SET' },
    environment: { ALLOWED: 'yes', FORBIDDEN: 'no' },
  });
  assert.equal(finished.code, 0, finished.stderr);
  const [seen] = port.entities('service');
  assert.equal(seen?.title, '{"ALLOWED":"yes"}');
  assert.equal(seen?.properties.text, '{"ALLOWED":"yes"}');
});
