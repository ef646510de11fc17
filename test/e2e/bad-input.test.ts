import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { PortIntegration } from '../emulators/port/types.ts';
import { type Finished, onAzurePipelines, onGitHubActions, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';

const start = { azure: onAzurePipelines, github: onGitHubActions, terminal: onTerminal };

interface Bad {
  on?: keyof typeof start;
  /** Inputs that replace the good ones; undefined takes one away. */
  inputs?: Record<string, string | undefined>;
  arguments?: string[];
  files?: Record<string, string | Buffer>;
  environment?: Record<string, string>;
  integration?: Partial<PortIntegration>;
  /** Azure DevOps answers a bad credential with 401 instead of its page to sign in. */
  rejects?: 'unauthorized';
  /** Words for the user: what is wrong, where, and what to do. */
  says: (string | RegExp)[];
}

const mapped = (
  kind: string,
  { query = 'true', identifier = '.id', blueprint = '"service"', more = '' } = {},
) =>
  [
    'resources:',
    `  - kind: ${kind}`,
    '    selector:',
    `      query: '${query}'`,
    '    port:',
    '      entity:',
    '        mappings:',
    `          identifier: '${identifier}'`,
    `          blueprint: '${blueprint}'`,
    more && `          ${more}`,
    '',
  ].join('\n');

const stored = (config: Record<string, unknown>) => ({ installationAppType: 'azure-devops', config });

/** Ten to the eighth values. */
const anchors = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 7 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`)}]`),
  'resources: *a7',
].join('\n');

const table: Record<string, Bad> = {
  'YAML that cannot be read': {
    inputs: { config: 'resources:\n  - kind: project\n   selector: [\n' },
    says: ['The inline mapping cannot be used', /line 3, column \d+: YAML/, '"selector: ["'],
  },
  'a file of YAML that cannot be read': {
    on: 'github',
    inputs: { configFile: 'port/mapping.yml' },
    files: { 'port/mapping.yml': 'resources:\n\t- kind: project\n' },
    says: ['The mapping port/mapping.yml cannot be used', /line 2, column 1: YAML: tab/],
  },
  'a mapping file in UTF-16, as an editor on Windows may save it': {
    inputs: { configFile: 'mapping.yml' },
    files: { 'mapping.yml': Buffer.from(`\ufeff${mapped('project')}`, 'utf16le') },
    says: [
      'The mapping file mapping.yml could not be read: it is not text in UTF-8',
      'Save the file in that',
    ],
  },
  'a key that stands twice': {
    inputs: { config: 'resources: []\nresources: []\n' },
    says: [/line 2, column 1: YAML: duplicated mapping key/, '"resources: []"'],
  },
  'anchors that grow without end': {
    inputs: { config: anchors },
    says: ['YAML: cannot be read: its anchors make it too large'],
  },
  'an anchor inside itself': {
    inputs: { config: 'resources: &all [*all]\n' },
    says: ['YAML: cannot be read: an anchor is used inside itself'],
  },
  'a mapping that is not an object': {
    inputs: { config: '- kind: project\n' },
    says: ['must be an object with a list of resources, and is a list'],
  },
  'the name of a file in the place of the mapping': {
    on: 'azure',
    inputs: { config: 'port/mapping.yml' },
    says: ['must be an object with a list of resources, and is "port/mapping.yml"'],
  },
  'a kind that is a number': {
    inputs: { config: mapped('5') },
    says: ['resources[0].kind: must be text, and is 5'],
  },
  'a kind as long as a book': {
    inputs: { config: mapped('x'.repeat(20_000)) },
    says: ['xxx"… (20000 characters)', 'is not a kind', 'The kinds are project, repository'],
  },
  'an unknown kind in the user’s own resources': {
    inputs: { resourcesPath: 'own' },
    files: { 'own/port-app-config.yml': mapped('projec') },
    says: ['The default mapping in own cannot be used', 'Did you mean "project"?'],
  },
  'an expression of hundreds of lines that does not compile': {
    inputs: { config: mapped('project', { query: `${'.name == "a" or '.repeat(800)}foo(` }) },
    says: ['resources[0].selector.query: ".name', '(12804 characters) does not compile: syntax error'],
  },
  'text in jq without its end': {
    inputs: { config: mapped('project', { identifier: '.id | "a' }) },
    says: ['".id | \\"a" does not compile', 'unexpected end of file', '(line 1, column 8)'],
  },
  'a mapping that lists nothing': {
    inputs: { config: 'resources: []\n' },
    says: ['The mapping is empty', 'lists nothing to sync', 'List at least one kind'],
  },
  'a mapping in Port that lists nothing': {
    integration: stored({ resources: [] }),
    says: ['The mapping is empty', 'in Port the mapping is under Data sources'],
  },
  'a mapping file that is empty': {
    inputs: { configFile: 'empty.yml' },
    files: { 'empty.yml': '# nothing yet\n' },
    says: ['The mapping empty.yml cannot be used', 'is empty', 'needs a list of resources'],
  },
  'no mapping at all': {
    integration: stored({}),
    inputs: { initializePortResources: 'false' },
    says: ['has no mapping', 'Write one in Port', '--config-file', '--initialize-port-resources'],
  },
  'an unknown kind': {
    on: 'azure',
    inputs: { config: mapped('repositry') },
    says: ['resources[0] (kind "repositry")', 'is not a kind', 'Did you mean "repository"?'],
  },
  'an unknown kind in the mapping in Port': {
    integration: stored({ resources: [{ kind: 'pipelin', selector: { query: 'true' } }] }),
    says: ['The mapping in Port cannot be used', 'Did you mean "pipeline"?'],
  },
  'a resource without what it becomes': {
    inputs: { config: 'resources:\n  - kind: project\n' },
    says: ['resources[0] (kind "project").port', 'is missing'],
  },
  'a property that is an object': {
    inputs: { config: mapped('project', { more: 'properties: {a: {b: .c}}' }) },
    says: ['mappings.properties.a', 'must be a jq expression', 'Write an object or null as jq text'],
  },
  'jq that does not compile': {
    on: 'github',
    inputs: { config: mapped('project', { identifier: '.id | foo(' }) },
    says: ['resources[0].port.entity.mappings.identifier', '".id | foo(" does not compile', 'syntax error'],
  },
  'jq with a function that does not exist': {
    inputs: { config: mapped('project', { query: 'startwith("a")' }) },
    says: ['resources[0].selector.query', 'startwith/1 is not defined'],
  },
  'text that lacks the quotes of jq': {
    inputs: { config: mapped('project', { blueprint: 'service' }) },
    says: ['mappings.blueprint', 'service/0 is not defined', `'"service"'`],
  },
  'text in the quotes of YAML': {
    inputs: { config: mapped('project', { query: `select(.name == ''a'')` }) },
    says: ['does not compile', 'Use double quotes for text inside jq'],
  },
  'an organisation without its URL': {
    on: 'azure',
    inputs: { organizationUrls: 'contoso' },
    says: ['organizationUrls: "contoso" is not the URL', 'https://dev.azure.com/contoso'],
  },
  'the URL of a project': {
    on: 'github',
    inputs: { organizationUrls: 'https://dev.azure.com/contoso/Storefront' },
    says: ['organization-urls:', 'goes on after the organisation', 'Use https://dev.azure.com/contoso'],
  },
  'a personal access token in the URL': {
    on: 'azure',
    inputs: { organizationUrls: 'https://contoso:token@dev.azure.com/contoso' },
    says: ['organizationUrls: The organisation URL has a user name or password', 'inputs of their own'],
  },
  'an organisation’s URL with a query': {
    inputs: { organizationUrls: 'https://dev.azure.com/contoso?view=all' },
    says: ['has a query or fragment', 'Give the bare URL: https://dev.azure.com/contoso'],
  },
  'no organisation': {
    inputs: { organizationUrls: undefined },
    says: ['--organization-urls: No organisation is given', 'https://dev.azure.com/contoso'],
  },
  'a wrong token': {
    inputs: { personalAccessToken: 'q'.repeat(52) },
    says: ['not accepted by Azure DevOps', 'sign-in page', 'wrong, expired or revoked'],
  },
  'a wrong token that is answered with 401': {
    on: 'azure',
    rejects: 'unauthorized',
    inputs: { personalAccessToken: 'q'.repeat(52) },
    says: ['not accepted by Azure DevOps', 'wrong, expired or revoked'],
  },
  'no credential for Azure DevOps': {
    on: 'azure',
    inputs: { personalAccessToken: undefined },
    says: ['personalAccessToken: No credential for Azure DevOps', 'from a secret variable'],
  },
  'a wrong secret for Port': {
    on: 'github',
    inputs: { portClientSecret: 'wrong-secret-value' },
    says: ['Port did not accept the client id and secret', 'invalid_credentials', 'the region'],
  },
  'an unknown region': {
    inputs: { region: 'asia' },
    says: ['--region: "asia" is not one of eu, us'],
  },
  'a region and the base URL of another': {
    inputs: { region: 'us', portBaseUrl: 'https://api.getport.io' },
    says: [
      '--region and --port-base-url',
      'https://api.getport.io is not the base URL of the region us',
      'Keep one of them',
    ],
  },
  'a base URL that is none': {
    inputs: { portBaseUrl: 'getport' },
    says: ['--port-base-url: This is not a URL', 'https://api.getport.io'],
  },
  'an integration that Port hosts': {
    on: 'azure',
    integration: { ...stored({ resources: [] }), installationType: 'Saas' },
    says: ['is run by Port itself', 'Choose another integrationIdentifier'],
  },
  'an integration of another type': {
    integration: { ...stored({ resources: [] }), installationAppType: 'github' },
    says: ['is not one of Azure DevOps but of github', 'Choose another --integration-identifier'],
  },
  'two credentials': {
    on: 'github',
    inputs: { tenantId: 't', clientId: 'c', clientSecret: 'not-so-secret' },
    says: ['personal-access-token and tenant-id, client-id, client-secret', 'Keep one of them'],
  },
  'two mappings': {
    on: 'github',
    inputs: { config: mapped('project'), configFile: 'mapping.yml' },
    says: ['config and config-file: Two mappings are given', 'Keep one of them'],
  },
  'a mapping file that is not there': {
    inputs: { configFile: 'nowhere/mapping.yml' },
    says: ['The mapping file nowhere/mapping.yml could not be read', 'relative to the working directory'],
  },
  'a folder of resources that is not there': {
    on: 'github',
    inputs: { resourcesPath: 'nowhere' },
    says: ['The folder nowhere with your own resources cannot be read', 'Check resources-path'],
  },
  'numbers out of range': {
    on: 'azure',
    inputs: { maxConcurrency: '0', requestTimeout: '-1', timeLimit: '99999999', maxDeletions: '1.5' },
    says: [
      'maxConcurrency: "0" is not a whole number of requests between 1 and 256',
      'requestTimeout: "-1" is not a whole number of seconds',
      'timeLimit: "99999999"',
      'maxDeletions: "1.5" is not a whole number of entities',
    ],
  },
  'choices that do not exist': {
    inputs: { mode: 'snyc', failOn: 'errors', deletions: 'maybe', initializePortResources: 'perhaps' },
    says: [
      '--mode: "snyc" is not one of sync, incremental, event, plan, check, delete',
      '--fail-on: "errors"',
      '--deletions: "maybe" is not one of on, off',
      '--initialize-port-resources: "perhaps" is neither true nor false',
    ],
  },
  'a flag that does not exist': {
    inputs: { integrationIdentifer: 'x' },
    says: ['--integration-identifer: There is no such flag', 'Did you mean --integration-identifier?'],
  },
  'words that only JavaScript knows': {
    inputs: { mode: 'constructor', saveMapping: 'constructor', initializePortResources: '__proto__' },
    says: [
      '"constructor" is not one of sync, incremental, event, plan, check, delete',
      '--save-mapping: "constructor" is neither true nor false',
      '"__proto__" is neither true nor false',
    ],
  },
  'an integration identifier that is no name': {
    inputs: { integrationIdentifier: '..' },
    says: ['The integration identifier ".." cannot stand in Port’s addresses', 'Use letters, digits'],
  },
  'a proxy that is none': {
    inputs: { organizationUrls: 'http://127.0.0.1:1/contoso' },
    environment: { HTTP_PROXY: 'socks5://proxy' },
    says: ['The proxy address in HTTP_PROXY is not an http or https URL', 'Write it as http://host:port'],
  },
  'a command that does not exist': {
    arguments: ['snyc'],
    says: ['snyc: There is no such command', 'Did you mean sync?'],
  },
  'a variable of the pipeline that is not defined': {
    on: 'azure',
    inputs: { portClientSecret: '$(PORT_CLIENT_SECRET)' },
    says: ['portClientSecret: The variable $(PORT_CLIENT_SECRET) is not defined', 'Define it'],
  },
};

const present = (inputs: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

/** The log on one line: the summary in it is broken into lines. */
const logOf = ({ stdout, stderr }: Finished): string => `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');

const writesIn = ({ port }: Services): string[] =>
  port.requests
    .filter(
      ({ method, route }) => method !== 'GET' && !/access_token|search$|datasource-entities$/.test(route),
    )
    .map(({ method, route }) => `${method} ${route}`);

for (const [what, bad] of Object.entries(table)) {
  const { on = 'terminal', says } = bad;
  test(`${what} ends the run on ${on} before anything is written, and says what to do`, async (t) => {
    const services = await startServices(t, { azureDevOps: bad.rejects && { rejects: bad.rejects } });
    const { port, inputs } = services;
    const seeded =
      bad.integration && structuredClone(port.seedIntegration({ identifier, ...bad.integration }));
    const finished = await start[on]({
      inputs: present({ ...inputs, ...bad.inputs }),
      ...(bad.arguments && { arguments: bad.arguments }),
      ...(bad.files && { files: bad.files }),
      ...(bad.environment && { environment: bad.environment }),
    });
    const log = logOf(finished);
    assert.equal(finished.code, 1, log);
    for (const words of says)
      if (typeof words === 'string') assert.ok(log.includes(words), `no “${words}” in ${log}`);
      else assert.match(log, words);
    assert.deepEqual(writesIn(services), []);
    assert.deepEqual(port.integration(identifier), seeded);
    assert.equal(finished.report?.run.status, 'failed');
    assert.deepEqual(
      Object.keys(finished.files).filter((name) => name.startsWith('port-sync-summary/')).length,
      4,
    );
    assert.doesNotMatch(log, /defect|Unexpected:|TypeError|at .*\.js:\d/);
  });
}

test('all that is wrong with the inputs is told at once, each on the run’s page', async (t) => {
  const { organizationUrl } = await startServices(t);
  const { stdout } = await onAzurePipelines({
    inputs: { organizationUrls: organizationUrl, mode: 'snyc', portBaseUrl: 'x' },
  });
  const issues = stdout.match(/^##vso\[task\.logissue type=error;\].*$/gm) ?? [];
  assert.deepEqual(
    issues.map((line) => /\](\w+)/.exec(line)?.[1]),
    ['mode', 'personalAccessToken', 'portClientId', 'portClientSecret', 'portBaseUrl'],
  );
});

for (const [name, on] of Object.entries(start))
  test(`on ${name} what is wrong with the inputs is told once`, async (t) => {
    const { inputs } = await startServices(t);
    const finished = await on({ inputs: { ...inputs, maxConcurrency: '0', config: mapped('repo') } });
    const count = (text: string) => logOf(finished).split(text).length - 1;
    assert.equal(count('"0" is not a whole number of requests'), 1, logOf(finished));
    const mapping = await on({ inputs: { ...inputs, config: mapped('repo') } });
    const times = logOf(mapping).split('(kind "repo"): is not a kind. Did you mean "repository"?').length - 1;
    assert.equal(times, 1, logOf(mapping));
  });

test('a summary folder that is not defined is the usual one', async () => {
  const finished = await onAzurePipelines({ inputs: { summaryDirectory: '$(NotThere)' } });
  assert.ok(finished.files['port-sync-summary/summary.md']);
  assert.match(logOf(finished), /summaryDirectory: The variable \$\(NotThere\) is not defined/);
});

test('an organisation that is named twice is read once', async (t) => {
  const { organizationUrl, inputs } = await startServices(t);
  const finished = await onTerminal({
    inputs: { ...inputs, organizationUrls: `${organizationUrl},${organizationUrl}//` },
  });
  assert.equal(finished.report?.run.status, 'succeeded');
  assert.equal(finished.report?.organisations.length, 1);
  assert.deepEqual(finished.report?.warnings, []);
});

test('of two organisations the one that is wrong costs only itself, and is named', async (t) => {
  const { port, organizationUrl, inputs } = await startServices(t);
  const finished = await onTerminal({
    inputs: { ...inputs, organizationUrls: `${organizationUrl},${organizationUrl}-old` },
  });
  assert.equal(finished.code, 0, logOf(finished));
  assert.equal(finished.report?.run.status, 'problems');
  assert.ok(port.writes > 600);
  const [good, wrong] = finished.report?.organisations ?? [];
  assert.deepEqual([good?.complete, wrong?.complete], [true, false]);
  assert.match(wrong?.reason ?? '', /no organisation at this URL/);
  assert.ok(logOf(finished).includes('contoso-old'));
  assert.equal(finished.report?.totals.deleted, 0);
});

test('a blueprint that does not exist is told before anything is written, and costs only its entities', async (t) => {
  const { port, inputs } = await startServices(t);
  const config = `${mapped('project')}${mapped('repository', { blueprint: '"srevice"' }).replace('resources:\n', '')}`;
  port.seedBlueprints([{ identifier: 'service', schema: { properties: {}, required: [] }, relations: {} }]);
  const finished = await onGitHubActions({ inputs: { ...inputs, config } });
  assert.equal(finished.code, 0, logOf(finished));
  assert.equal(port.entities('service').length, 7);
  assert.equal(finished.report?.totals.refused, 30);
  const { stdout } = finished;
  const told = stdout.indexOf('Blueprint "srevice" does not exist in Port');
  assert.ok(told >= 0 && told < stdout.indexOf('Set up:'), stdout);
});

test('what to do is told in the spelling of the place, in the problems too', async (t) => {
  const { inputs } = await startServices(t);
  const entra = createServer((_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_client', error_codes: [7000215] }));
  }).listen(0, '127.0.0.1');
  await once(entra, 'listening');
  t.after(() => entra.close());
  const { port } = entra.address() as AddressInfo;
  const { personalAccessToken: _, ...others } = inputs;
  const finished = await onGitHubActions({
    inputs: { ...others, tenantId: 'contoso', clientId: 'a-client', clientSecret: 'not-its-secret' },
    environment: { AZURE_AUTHORITY_HOST: `http://127.0.0.1:${port}` },
  });
  assert.equal(finished.code, 1);
  assert.match(logOf(finished), /Check client-secret: it is wrong/);
  const told = logOf(finished) + JSON.stringify(finished.report);
  assert.doesNotMatch(told, /clientSecret/);
});

test('a token that expires while the run goes on is named as that of Azure DevOps', async (t) => {
  const { azureDevOps, port, inputs } = await startServices(t);
  const expired = { type: 'sign-in' } as const;
  azureDevOps.faults.push({ match: /./, fault: expired, skip: 60, times: Number.POSITIVE_INFINITY });
  const finished = await onTerminal({ inputs });
  assert.match(logOf(finished), /not accepted by Azure DevOps/);
  assert.equal(port.deletions, 0);
  assert.notEqual(finished.report?.run.status, 'succeeded');
});
