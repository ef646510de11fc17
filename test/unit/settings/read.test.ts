import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemsError } from '../../../src/lib/errors.ts';
import { readSettings } from '../../../src/settings/read.ts';
import { type FakeHost, fakeHost } from './fake-host.ts';

/** Inputs that a run cannot do without. */
const needed = {
  organizationUrls: 'https://dev.azure.com/contoso',
  personalAccessToken: 'a-token',
  portClientId: 'client',
  portClientSecret: 'secret',
};

const settingsOf = (given: Record<string, string> = {}, rest: FakeHost = {}) =>
  readSettings(fakeHost({ ...rest, inputs: { ...needed, ...given } }));

const problemsOf = async (host: FakeHost) => {
  try {
    await readSettings(fakeHost(host));
  } catch (error) {
    assert.ok(error instanceof ProblemsError, String(error));
    return error.problems;
  }
  return assert.fail('The settings were read without a problem.');
};

const placesOf = async (host: FakeHost) => (await problemsOf(host)).map((problem) => problem.where);

describe('settings of an always-on process', () => {
  const serving = (environment: Record<string, string> = {}) => settingsOf({}, { serves: true, environment });

  test('are there where it serves, and nowhere else', async () => {
    assert.equal((await settingsOf({ scheduledResyncInterval: '60' })).serve, undefined);
    assert.deepEqual((await serving()).serve, {
      listener: { type: 'POLLING', resyncOnStart: true, interval: 60 },
      listenPort: 8000,
      status: { port: 8001 },
      webhook: { username: 'port' },
      hooks: { isProjectsLimited: true },
    });
  });

  test('have the address of events below a base URL, by whatever name that comes', async () => {
    const urlOf = async (environment: Record<string, string>) =>
      (await serving(environment)).serve?.hooks.url;
    assert.equal(
      await urlOf({ OCEAN__BASE_URL: 'https://catalog.example/prefix/' }),
      'https://catalog.example/prefix/integration/webhook',
    );
    assert.equal(
      await urlOf({ OCEAN__INTEGRATION__CONFIG__APP_HOST: 'https://catalog.example' }),
      'https://catalog.example/integration/webhook',
    );
    const { serve } = await serving({ OCEAN__INTEGRATION__CONFIG__IS_PROJECTS_LIMITED: 'False' });
    assert.equal(serve?.hooks.isProjectsLimited, false);
    const of = (baseUrl: string) => ({ serves: true, inputs: { ...needed, baseUrl } });
    for (const wrong of [
      'catalog.example',
      'ftp://catalog.example',
      'https://user:secret@catalog.example',
      'https://catalog.example/?token=1',
      'https://',
    ])
      assert.deepEqual(await placesOf(of(wrong)), ['<baseUrl>'], wrong);
  });

  test('put the status page on a port of its own, or behind a password that nobody guesses', async () => {
    const of = (inputs: Record<string, string>) => ({ serves: true, inputs: { ...needed, ...inputs } });
    const { serve } = await readSettings(fakeHost(of({ statusPassword: 'sixteen letters!' })));
    assert.deepEqual(serve?.status, { username: 'status', password: 'sixteen letters!' });
    assert.deepEqual(await placesOf(of({ statusPassword: 'short', statusUsername: 'a:b' })), [
      '<statusPassword>',
      '<statusUsername>',
    ]);
    assert.deepEqual(await placesOf(of({ statusPort: '8000' })), ['<statusPort>']);
  });

  test('come from the variables of Port’s chart', async () => {
    const { serve, requestTimeout } = await serving({
      OCEAN__EVENT_LISTENER: '{"type":"KAFKA","brokers":"b-1"}',
      OCEAN__SCHEDULED_RESYNC_INTERVAL: '120',
      OCEAN__CLIENT_TIMEOUT: '90',
      APPLICATION__PORT: '9000',
    });
    assert.equal(serve?.listener.type, 'KAFKA');
    assert.deepEqual([serve?.resyncInterval, serve?.listenPort, requestTimeout], [120, 9000, 90]);
  });

  test('poll where `serve` was said and the environment has one run in mind', async () => {
    const { serve } = await serving({ OCEAN__EVENT_LISTENER: 'ONCE' });
    assert.equal(serve?.listener.type, 'POLLING');
  });
});

describe('settings', () => {
  test('have the defaults that the inputs tell', async () => {
    const settings = await settingsOf();
    assert.deepEqual(settings, {
      organizationUrls: ['https://dev.azure.com/contoso'],
      fullEvery: 86_400,
      credential: { kind: 'personalAccessToken', token: 'a-token' },
      port: { clientId: 'client', clientSecret: 'secret', baseUrl: 'https://api.getport.io' },
      integrationIdentifier: 'my-azure-devops-integration',
      mode: 'sync',
      mapping: { from: 'port' },
      saveMapping: false,
      initializePortResources: true,
      sendRawDataExamples: true,
      scope: { projects: [], excludedTags: [] },
      jqEnvironment: {},
      deletions: true,
      failOn: 'failure',
      maxConcurrency: 32,
      requestTimeout: 60,
      maxAnswerSize: 64,
      overlap: { wait: 600, staleAfter: 3600 },
      summaryDirectory: 'port-sync-summary',
      pullRequestComment: 'off',
      artifactName: 'port-sync-summary',
    });
  });

  test('tell all problems at once, each with its place in the host’s own spelling', async () => {
    const host = {
      inputs: {
        mode: 'syncc',
        maxConcurrency: '0',
        timeLimit: 'soon',
        saveMapping: 'perhaps',
        portBaseUrl: 'port',
      },
    };
    assert.deepEqual(await placesOf(host), [
      '<mode>',
      '<organizationUrls>',
      '<personalAccessToken>',
      '<portClientId>',
      '<portClientSecret>',
      '<portBaseUrl>',
      '<saveMapping>',
      '<maxConcurrency>',
      '<timeLimit>',
    ]);
  });

  test('name the choices where a value is none of them', async () => {
    const [problem] = await problemsOf({ inputs: { ...needed, failOn: 'sometimes' } });
    assert.equal(problem?.message, '"sometimes" is not one of failure, problems, never.');
  });

  test('refuse every organisation URL that is none, with what to write instead', async () => {
    const organizationUrls = 'https://dev.azure.com/contoso, contoso, https://dev.azure.com';
    const problems = await problemsOf({ inputs: { ...needed, organizationUrls } });
    assert.deepEqual(
      problems.map(({ where }) => where),
      ['<organizationUrls>', '<organizationUrls>'],
    );
    for (const { hint } of problems) assert.match(hint ?? '', /https:\/\/dev\.azure\.com/);
  });

  test('take lists by commas, by lines and as JSON', async () => {
    for (const list of ['a, b', 'a\nb\n', '["a","b"]', 'a,b,,a']) {
      assert.deepEqual((await settingsOf({ excludedTags: list })).scope.excludedTags, ['a', 'b'], list);
    }
  });

  test('take patterns of projects, and say which are none or of no organisation that is read', async () => {
    const { scope } = await settingsOf({ projects: 'Store*, !Archive-*\ncontoso/Tools' });
    assert.deepEqual(
      scope.projects.map(({ written, excludes }) => [written, excludes]),
      [
        ['Store*', false],
        ['!Archive-*', true],
        ['contoso/Tools', false],
      ],
    );
    const problems = await problemsOf({ inputs: { ...needed, projects: 'Store, a/b/c, !, contsoo/Store*' } });
    assert.deepEqual(
      problems.map(({ where }) => where),
      ['<projects>', '<projects>', '<projects>'],
    );
    assert.match(problems[2]?.message ?? '', /"contsoo\/Store\*" is of no organisation that is read/);
    const many = Array.from({ length: 1_001 }, (_, i) => `p${i}`).join();
    assert.match(
      (await problemsOf({ inputs: { ...needed, projects: many } }))[0]?.message ?? '',
      /1001 patterns/,
    );
  });

  test('take a part to read, and none where none is given', async () => {
    assert.equal((await settingsOf()).scope.part, undefined);
    const { scope } = await settingsOf({ only: 'repository, 3', onlyProjects: 'Store*' });
    assert.deepEqual(scope.part?.only, ['repository', '3']);
    assert.deepEqual(
      scope.part?.projects.map(({ written }) => written),
      ['Store*'],
    );
    assert.equal((await problemsOf({ inputs: { ...needed, onlyProjects: '!' } })).length, 1);
  });

  test('take what YAML makes of on and off', async () => {
    for (const off of ['off', 'false', 'False', 'no']) {
      assert.equal((await settingsOf({ deletions: off })).deletions, false, off);
    }
  });

  test('refuse a variable of Azure Pipelines that is not defined', async () => {
    const [problem] = await problemsOf({ inputs: { ...needed, portClientSecret: '$(PORT_SECRET)' } });
    assert.equal(problem?.where, '<portClientSecret>');
    assert.match(problem?.message ?? '', /\$\(PORT_SECRET\) is not defined/);
  });

  test('need neither credentials nor an organisation to check a mapping, but a mapping', async () => {
    const settings = await readSettings(fakeHost({ inputs: { mode: 'check', configFile: 'mapping.yml' } }));
    assert.deepEqual(settings.mapping, { from: 'file', path: 'mapping.yml' });
    assert.deepEqual(await placesOf({ inputs: { mode: 'check' } }), ['<configFile>']);
  });

  test('need no organisation and no credential for it to delete what was put off, but its place', async () => {
    const inputs = { portClientId: 'client', portClientSecret: 'secret', mode: 'delete' };
    const { organizationUrls, deletionsFrom } = await readSettings(
      fakeHost({ inputs: { ...inputs, deletionsFrom: 'put-off' } }),
    );
    assert.deepEqual([organizationUrls, deletionsFrom], [[], 'put-off']);
    assert.deepEqual(await placesOf({ inputs }), ['<deletionsFrom>']);
  });

  test('put deletions off in a full sync alone', async () => {
    const { deletions, deletionsLater } = await settingsOf({ deletions: 'later' });
    assert.deepEqual([deletions, deletionsLater], [true, true]);
    assert.equal((await settingsOf({ deletions: 'later', mode: 'plan' })).deletionsLater, undefined);
    const [ofPart] = await problemsOf({ inputs: { ...needed, deletions: 'later', only: 'project' } });
    assert.match(ofPart?.message ?? '', /A run of a part cannot put its deletions off/);
    const [idle] = await problemsOf({ inputs: { ...needed, deletionsFrom: 'put-off' } });
    assert.match(idle?.message ?? '', /It belongs to mode: delete, and the mode is sync/);
  });

  test('refuse two mappings', async () => {
    const host = { inputs: { ...needed, config: 'resources: []', configFile: 'mapping.yml' } };
    assert.deepEqual(await placesOf(host), ['<config> and <configFile>']);
  });

  test('show jq the variables that are named, and no others', async () => {
    const environment = { STAGE: 'prod', OTHER: 'x' };
    const settings = await settingsOf({ jqEnvironment: 'STAGE, MISSING' }, { environment });
    assert.deepEqual(settings.jqEnvironment, { STAGE: 'prod' });
  });

  test('do not take what every object has for a variable', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const settings = await settingsOf({ jqEnvironment: names.join(',') }, { environment: { STAGE: 'x' } });
    assert.deepEqual(settings.jqEnvironment, {});
  });

  for (const projects of ['p'.repeat(300), '!'.repeat(300), 'a/b/c', '/x', '!', 'x/'])
    test(`tell what is wrong with a pattern of projects, and no defect: ${projects.slice(0, 8)}`, async () => {
      const [problem, ...more] = await problemsOf({ inputs: { ...needed, projects } });
      assert.deepEqual(more, []);
      assert.match(problem?.message ?? '', / is (longer than 200 characters|neither a project nor)/);
      assert.doesNotMatch(JSON.stringify(problem), /defect|Error/);
    });

  for (const name of [
    ...['INPUT_PERSONALACCESSTOKEN', 'INPUT_PORT-CLIENT-SECRET', 'Input_Mode', 'OCEAN__PORT__CLIENT_SECRET'],
    ...['OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN', 'ocean__anything', 'PORT_SYNC_PASSWORD'],
    ...['AZURE_DEVOPS_EXT_PAT', 'azure_devops_ext_pat', 'SYSTEM_ACCESSTOKEN', 'System.AccessToken'],
    ...['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'Actions_Cache_Token', 'GITHUB_TOKEN'],
    ...['GH_TOKEN', 'ENDPOINT_AUTH_SystemVssConnection', 'ENDPOINT_AUTH_PARAMETER_X_ACCESSTOKEN'],
    ...['SECRET_MINE', 'SECRET_AGENT_PROXYPASSWORD', 'SECUREFILE_TICKET_1', 'AGENT_PROXYPASSWORD'],
    ...['AGENT_CLIENTCERTPASSWORD', 'https_proxy', 'HTTP_PROXY', 'PORT_CLIENT_SECRET', 'port_client_id'],
  ])
    test(`do not show jq ${name}, set or not`, async () => {
      for (const environment of [{}, { [name]: 'x' }]) {
        const problems = await problemsOf({
          inputs: { ...needed, jqEnvironment: `STAGE,${name}` },
          environment,
        });
        assert.deepEqual(
          problems.map(({ where }) => where),
          ['<jqEnvironment>'],
        );
        assert.ok(problems[0]?.message.includes(JSON.stringify(name)), problems[0]?.message);
        assert.match(problems[0]?.hint ?? '', /variable of its own/);
      }
    });

  test('do not show jq a secret of theirs under whatever name', async () => {
    const inputs = { ...needed, personalAccessToken: 'q'.repeat(52), jqEnvironment: 'MINE, TOO, STAGE' };
    const environment = { MINE: 'q'.repeat(52), TOO: 'secret\n', STAGE: 'q' };
    const problems = await problemsOf({ inputs, environment });
    assert.deepEqual(
      problems.map(({ message }) => /"(\w+)"/.exec(message)?.[1]),
      ['MINE', 'TOO'],
    );
    assert.ok(!JSON.stringify(problems).includes('qqqq'));
    const job = { inputs: { ...needed, jqEnvironment: 'MINE' }, ambient: { jobToken: 'j'.repeat(30) } };
    assert.equal((await problemsOf({ ...job, environment: { MINE: 'j'.repeat(30) } })).length, 1);
    const own = { ...needed, jqEnvironment: 'GITHUB_REF, MY_TOKEN, SYSTEM_TEAMPROJECT, INPUTS, SECRETARY' };
    const visible = {
      GITHUB_REF: 'main',
      MY_TOKEN: 'theirs',
      SYSTEM_TEAMPROJECT: 'p',
      INPUTS: 'i',
      SECRETARY: 's',
    };
    const settings = await readSettings(fakeHost({ inputs: own, environment: visible }));
    assert.deepEqual(settings.jqEnvironment, visible);
  });

  for (const host of ['dev.\u0430zure.com', 'dev.xn--zure-4ve.com', '\u0501ev.azure.com'])
    test(`do not take ${JSON.stringify(host)}, which looks like another host, anywhere`, async () => {
      for (const [name, value] of [
        ['organizationUrls', `https://${host}/contoso`],
        ['portBaseUrl', `https://${host}`],
      ] as const) {
        const [problem, ...others] = await problemsOf({ inputs: { ...needed, [name]: value } });
        assert.equal(problem?.where, `<${name}>`);
        assert.match(problem?.message ?? '', /scripts/);
        assert.match(problem?.message ?? '', /xn--/);
        assert.deepEqual(others, []);
      }
    });
});

describe('the credential for Azure DevOps', () => {
  const principal = { tenantId: 'tenant', clientId: 'app', clientSecret: 'app-secret' };

  const credentialOf = async (given: Record<string, string>, rest: FakeHost = {}) => {
    const { personalAccessToken: _, ...others } = needed;
    return (await readSettings(fakeHost({ ...rest, inputs: { ...others, ...given } }))).credential;
  };

  test('is the job’s own token where nothing else is given', async () => {
    const ambient = { jobToken: 'job', organizationUrl: 'https://dev.azure.com/here' };
    const host = fakeHost({ inputs: { portClientId: 'a', portClientSecret: 'b' }, ambient });
    const settings = await readSettings(host);
    assert.deepEqual(settings.credential, { kind: 'jobToken', token: 'job' });
    assert.deepEqual(settings.organizationUrls, ['https://dev.azure.com/here']);
  });

  test('is an explicit one rather than the job’s token', async () => {
    const credential = await credentialOf({ personalAccessToken: 'mine' }, { ambient: { jobToken: 'job' } });
    assert.deepEqual(credential, { kind: 'personalAccessToken', token: 'mine' });
  });

  test('is a service principal with its secret', async () => {
    assert.deepEqual(await credentialOf(principal), { kind: 'servicePrincipal', ...principal });
  });

  test('is federated on GitHub Actions where the service principal has no secret', async () => {
    const { clientSecret: _, ...federated } = principal;
    assert.deepEqual(await credentialOf(federated, { name: 'github-actions' }), {
      kind: 'federated',
      ...federated,
    });
    assert.deepEqual(await placesOf({ inputs: { ...needed, personalAccessToken: '', ...federated } }), [
      '<clientSecret>',
    ]);
  });

  test('is that of the pod where it has workload identity, and the user gives none', async () => {
    const environment = { AZURE_CLIENT_ID: 'app-2', AZURE_TENANT_ID: 'tenant-2' };
    const none = { ...needed, personalAccessToken: '' };
    const credentialIn = async (inputs: Record<string, string>, rest: FakeHost = {}) =>
      (await readSettings(fakeHost({ inputs, environment, federates: true, ...rest }))).credential;
    assert.deepEqual(await credentialIn(none), {
      kind: 'federated',
      tenantId: 'tenant-2',
      clientId: 'app-2',
    });
    assert.equal((await credentialIn(needed)).kind, 'personalAccessToken');
    const { clientSecret: _, ...federated } = principal;
    assert.deepEqual(await credentialIn({ ...none, ...federated }), { kind: 'federated', ...federated });
    assert.deepEqual(await placesOf({ inputs: none, environment }), ['<personalAccessToken>']);
    assert.deepEqual(await placesOf({ name: 'azure-pipelines', inputs: none, environment }), [
      '<personalAccessToken>',
    ]);
  });

  test('is federated by a service connection that signs in so', async () => {
    const connections = {
      id: { scheme: 'WorkloadIdentityFederation', parameters: { tenantid: 't', serviceprincipalid: 'p' } },
    };
    assert.deepEqual(
      await credentialOf({ azureServiceConnection: 'id' }, { name: 'azure-pipelines', connections }),
      {
        kind: 'federated',
        tenantId: 't',
        clientId: 'p',
        connection: 'id',
      },
    );
  });

  test('is a service connection’s principal with its secret', async () => {
    const parameters = { tenantid: 't', serviceprincipalid: 'p', serviceprincipalkey: 'k' };
    const connections = { id: { scheme: 'ServicePrincipal', parameters } };
    assert.deepEqual(
      await credentialOf({ azureServiceConnection: 'id' }, { name: 'azure-pipelines', connections }),
      {
        kind: 'servicePrincipal',
        tenantId: 't',
        clientId: 'p',
        clientSecret: 'k',
      },
    );
  });

  test('tells of a service connection that cannot be used or found', async () => {
    const connections = { id: { scheme: 'ManagedServiceIdentity', parameters: {} } };
    for (const azureServiceConnection of ['id', 'other']) {
      const { personalAccessToken: _, ...others } = needed;
      const host = {
        name: 'azure-pipelines',
        inputs: { ...others, azureServiceConnection },
        connections,
      } as const;
      assert.deepEqual(await placesOf(host), ['<azureServiceConnection>']);
    }
  });

  test('is a user of a Server, with the domain taken apart for NTLM', async () => {
    assert.deepEqual(await credentialOf({ username: 'CONTOSO\\ada', password: 'pw' }), {
      kind: 'ntlm',
      username: 'ada',
      password: 'pw',
      domain: 'CONTOSO',
    });
    const basic = { username: 'CONTOSO\\ada', password: 'pw', serverAuthentication: 'basic' };
    assert.deepEqual(await credentialOf(basic), { kind: 'basic', username: 'CONTOSO\\ada', password: 'pw' });
  });

  test('is refused where two are given', async () => {
    assert.deepEqual(await placesOf({ inputs: { ...needed, ...principal } }), [
      '<personalAccessToken> and <tenantId>, <clientId>, <clientSecret>',
    ]);
  });
});

describe('how Port is reached', () => {
  test('follows the region, or a base URL without its version', async () => {
    assert.equal((await settingsOf({ region: 'us' })).port.baseUrl, 'https://api.us.getport.io');
    const custom = { portBaseUrl: 'https://port.example.com/api/v1/' };
    assert.equal((await settingsOf(custom)).port.baseUrl, 'https://port.example.com/api');
  });

  test('is refused where region and base URL contradict each other', async () => {
    const both = { region: 'us', portBaseUrl: 'https://api.getport.io' };
    assert.deepEqual(await placesOf({ inputs: { ...needed, ...both } }), ['<region> and <portBaseUrl>']);
    assert.equal(
      (await settingsOf({ ...both, portBaseUrl: 'https://api.us.port.io' })).port.baseUrl,
      'https://api.us.port.io',
    );
  });

  test('prefers a region that is given to a base URL that is only a variable', async () => {
    const environment = { OCEAN__PORT__BASE_URL: 'https://api.getport.io' };
    assert.equal(
      (await settingsOf({ region: 'us' }, { environment })).port.baseUrl,
      'https://api.us.getport.io',
    );
  });

  test('comes from a service connection, which excludes the other inputs', async () => {
    const connections = {
      id: {
        scheme: 'UsernamePassword',
        url: 'https://api.us.getport.io/',
        parameters: { username: 'a', password: 'b' },
      },
    };
    const { portClientId: _, portClientSecret: __, ...others } = needed;
    const inputs = { ...others, portConnection: 'id' };
    const { port } = await readSettings(fakeHost({ inputs, connections }));
    assert.deepEqual(port, { clientId: 'a', clientSecret: 'b', baseUrl: 'https://api.us.getport.io' });
    assert.deepEqual(await placesOf({ inputs: { ...inputs, portClientId: 'x' }, connections }), [
      '<portClientId>',
    ]);
  });

  for (const url of ['port', 'ftp://x', 'https://user:pass@x', 'https://x/?a=b']) {
    test(`is refused where the base URL is ${url}`, async () => {
      assert.deepEqual(await placesOf({ inputs: { ...needed, portBaseUrl: url } }), ['<portBaseUrl>']);
    });
  }
});

describe('the variables of the Docker step', () => {
  const docker = {
    OCEAN__PORT__CLIENT_ID: 'client',
    OCEAN__PORT__CLIENT_SECRET: 'secret',
    OCEAN__PORT__BASE_URL: 'https://api.us.getport.io',
    OCEAN__INTEGRATION__IDENTIFIER: 'devops',
    OCEAN__INITIALIZE_PORT_RESOURCES: 'false',
    OCEAN__SEND_RAW_DATA_EXAMPLES: 'False',
    OCEAN__INTEGRATION__CONFIG__PERSONAL_ACCESS_TOKEN: 'token',
    OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URL: 'https://dev.azure.com/contoso/',
    OCEAN__INTEGRATION__CONFIG__EXCLUDED_TAGS: '["old"]',
    OCEAN__CREATE_PORT_RESOURCES_ORIGIN: 'Empty',
  };

  test('are enough for a run', async () => {
    const settings = await readSettings(fakeHost({ environment: docker }));
    assert.deepEqual(settings.port, {
      clientId: 'client',
      clientSecret: 'secret',
      baseUrl: 'https://api.us.getport.io',
    });
    assert.deepEqual(settings.credential, { kind: 'personalAccessToken', token: 'token' });
    assert.deepEqual(settings.organizationUrls, ['https://dev.azure.com/contoso']);
    assert.deepEqual(settings.scope.excludedTags, ['old']);
    assert.equal(settings.integrationIdentifier, 'devops');
    assert.equal(settings.initializePortResources, false);
    assert.equal(settings.sendRawDataExamples, false);
    assert.equal(settings.createPortResourcesOrigin, 'Empty');
  });

  test('give way to inputs, and name themselves where they are wrong', async () => {
    const settings = await readSettings(
      fakeHost({ environment: docker, inputs: { integrationIdentifier: 'mine' } }),
    );
    assert.equal(settings.integrationIdentifier, 'mine');
    const environment = { ...docker, OCEAN__INITIALIZE_PORT_RESOURCES: 'maybe' };
    assert.deepEqual(await placesOf({ environment }), ['OCEAN__INITIALIZE_PORT_RESOURCES']);
  });

  const multiple = {
    ...docker,
    OCEAN__INTEGRATION__CONFIG__ORGANIZATION_URLS: '["https://dev.azure.com/a", "https://dev.azure.com/b"]',
    OCEAN__INTEGRATION__CONFIG__CLIENT_ID: 'app',
    OCEAN__INTEGRATION__CONFIG__CLIENT_SECRET: 'app-secret',
    OCEAN__INTEGRATION__CONFIG__TENANT_ID: 'tenant',
  };

  test('choose by the account mode where both accounts are described', async () => {
    for (const [mode, kind, count] of [
      ['Multiple Accounts', 'servicePrincipal', 2],
      ['Single Account', 'personalAccessToken', 1],
    ] as const) {
      const environment = { ...multiple, OCEAN__INTEGRATION__CONFIG__ACCOUNT_MODE: mode };
      const settings = await readSettings(fakeHost({ environment }));
      assert.equal(settings.credential.kind, kind);
      assert.equal(settings.organizationUrls.length, count);
    }
  });

  test('are refused where they describe both accounts without saying which', async () => {
    assert.equal((await placesOf({ environment: multiple })).length, 1);
  });

  test('open nothing to jq, and that is told', async () => {
    const warnings: string[] = [];
    const environment = { ...docker, OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'true' };
    const settings = await readSettings(fakeHost({ environment, warnings }));
    assert.deepEqual(settings.jqEnvironment, {});
    assert.match(warnings.join('\n'), /<jqEnvironment>/);
  });
});

describe('settings of an incremental run', () => {
  const incremental = (inputs: Record<string, string> = {}) => settingsOf({ mode: 'incremental', ...inputs });

  test('give way at once, which is no failure', async () => {
    const { overlap, fullEvery, stateDirectory } = await incremental({
      overlapWait: '60',
      onOverlap: 'fail',
    });
    assert.deepEqual(overlap, { wait: 0, staleAfter: 3_600, giveWay: 'skip' });
    assert.deepEqual([fullEvery, stateDirectory], [86_400, undefined]);
  });

  test('take hours and a folder', async () => {
    const { fullEvery, stateDirectory } = await incremental({ fullEvery: '6', stateDirectory: '.cursors' });
    assert.deepEqual([fullEvery, stateDirectory], [21_600, '.cursors']);
  });

  test('are of the whole mapping', async () => {
    const inputs = { ...needed, mode: 'incremental', only: 'project' };
    assert.deepEqual(await placesOf({ inputs }), ['<only>']);
  });

  test('put no deletions off', async () => {
    const inputs = { ...needed, mode: 'incremental', deletions: 'later' };
    assert.deepEqual(await placesOf({ inputs }), ['<deletions>']);
  });
});
