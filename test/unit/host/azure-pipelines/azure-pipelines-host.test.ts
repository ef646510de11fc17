import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { azure, type Ended, start } from '../support/spawn.ts';

/** Attachments that the agent is told to add to the step, with the characters back that a command escapes. */
const attached = ({ lines }: Ended) =>
  lines.flatMap((line) => {
    const [, type = '', name = '', path = ''] =
      /^##vso\[task\.addattachment type=([^;\]]+);name=([^;\]]+);\](.+)$/.exec(line) ?? [];
    const plain = (text: string) =>
      text.replaceAll('%5D', ']').replaceAll('%3B', ';').replaceAll('%AZP25', '%');
    return type ? [{ type, name: plain(name), path: plain(path) }] : [];
  });

describe('the host in Azure Pipelines', () => {
  test('announces secrets first, then runs, and ends with outputs, summary, artifact and result', async (t) => {
    const ended = await start(t, { environment: azure() });
    const secrets = ended.lines.filter((line) => line.startsWith('##vso[task.setsecret]'));
    assert.ok(secrets.includes('##vso[task.setsecret]the-port-secret'));
    assert.ok(secrets.includes('##vso[task.setsecret]the-job-token'));
    const announced = ended.lines.findIndex((line) => !line.startsWith('##vso[task.setsecret]'));
    assert.ok(ended.lines.indexOf('##vso[task.setsecret]the-port-secret') < announced);
    const others = ended.lines.filter((line) => !line.startsWith('##vso[task.setsecret]')).join('\n');
    assert.doesNotMatch(others, /the-port-secret|the-job-token/);

    assert.ok(ended.lines.includes('##vso[task.setvariable variable=status;isOutput=true;]succeeded'));
    assert.equal(attached(ended).length, 2);
    const upload = '##vso[artifact.upload artifactname=port-sync-summary;containerfolder=port-sync-summary;]';
    const uploaded = ended.lines.find((line) => line.startsWith(upload))?.slice(upload.length) ?? '';
    assert.ok(uploaded.startsWith(`${ended.folder}/port-sync-artifact-`), uploaded);
    assert.match(ended.stdout, /##vso\[task\.complete result=Succeeded;\]/);
    assert.equal(ended.code, 0);
  });

  test('offers the pipeline’s organisation and token, and leaves inputs out of the environment', async (t) => {
    const ended = await start(t, { environment: azure({ jqEnvironment: 'PATH' }) });
    const settings = JSON.parse(ended.lines.find((line) => line.startsWith('{')) ?? '');
    assert.deepEqual(settings.organizationUrls, ['https://dev.azure.com/contoso']);
    assert.deepEqual(settings.credential, { kind: 'jobToken', token: '***' });
    assert.deepEqual(Object.keys(settings.jqEnvironment), ['PATH']);
    const refused = await start(t, { environment: azure({ jqEnvironment: 'INPUT_PORTCLIENTID, PATH' }) });
    assert.match(refused.stdout, /jqEnvironment: "INPUT_PORTCLIENTID" is a name under which secrets/);
  });

  test('takes the agent’s proxy and certificates', async (t) => {
    const ended = await start(t, {
      environment: {
        ...azure(),
        AGENT_PROXYURL: 'http://proxy:8080/',
        AGENT_PROXYUSERNAME: 'ada',
        AGENT_PROXYPASSWORD: 'proxy-password',
        AGENT_PROXYBYPASSLIST: '["example\\\\.com"]',
        AGENT_CAINFO: '/etc/ca.pem',
      },
    });
    const settings = JSON.parse(ended.lines.find((line) => line.startsWith('{')) ?? '');
    assert.deepEqual(settings.proxy, {
      url: 'http://proxy:8080',
      username: 'ada',
      password: '***',
      bypass: ['example\\.com'],
    });
    assert.deepEqual(settings.certificates, { ca: '/etc/ca.pem' });
    assert.ok(ended.lines.includes('##vso[task.setsecret]proxy-password'));
  });

  test('reads a Port service connection', async (t) => {
    const ended = await start(t, {
      environment: {
        ...azure({ portClientId: '', portClientSecret: '', portConnection: 'c0ffee' }),
        ENDPOINT_URL_c0ffee: 'https://api.us.getport.io/',
        ENDPOINT_AUTH_c0ffee:
          '{"parameters":{"username":"client","password":"connection-secret"},"scheme":"UsernamePassword"}',
      },
    });
    const settings = JSON.parse(ended.lines.find((line) => line.startsWith('{')) ?? '');
    assert.deepEqual(settings.port, {
      clientId: 'client',
      clientSecret: '***',
      baseUrl: 'https://api.us.getport.io',
    });
    assert.equal(ended.lines[0]?.startsWith('##vso[task.setsecret]'), true);
    assert.ok(ended.lines.includes('##vso[task.setsecret]connection-secret'));
  });

  test('ends with issues where there were problems, and failed where failOn says so', async (t) => {
    const issues = await start(t, { environment: { ...azure(), STUB_STATUS: 'problems' } });
    assert.match(issues.stdout, /##vso\[task\.complete result=SucceededWithIssues;\]/);
    assert.equal(issues.code, 0);
    const failed = await start(t, {
      environment: { ...azure({ failOn: 'problems' }), STUB_STATUS: 'problems' },
    });
    assert.match(failed.stdout, /##vso\[task\.complete result=Failed;\]/);
    assert.equal(failed.code, 1);
  });

  test('names the artifact apart for parallel jobs and further attempts', async (t) => {
    const environment = {
      ...azure(),
      SYSTEM_TOTALJOBSINPHASE: '3',
      SYSTEM_JOBPOSITIONINPHASE: '2',
      SYSTEM_JOBATTEMPT: '2',
    };
    const ended = await start(t, { environment });
    assert.match(ended.stdout, /artifactname=port-sync-summary-2-attempt-1-2;/);
  });

  test('names the artifact apart for the stages and jobs of a run that have names', async (t) => {
    const names = { SYSTEM_STAGENAME: '__default', SYSTEM_PHASENAME: 'Job' };
    const single = await start(t, { environment: { ...azure(), ...names } });
    assert.match(single.stdout, /artifactname=port-sync-summary;/);
    names.SYSTEM_STAGENAME = 'Europe';
    names.SYSTEM_PHASENAME = 'Sync';
    const named = await start(t, { environment: { ...azure(), ...names } });
    assert.match(named.stdout, /artifactname=port-sync-summary-Europe-Sync;/);
  });

  test('uploads no artifact in a release, which has none', async (t) => {
    const ended = await start(t, { environment: { ...azure(), SYSTEM_HOSTTYPE: 'release' } });
    assert.doesNotMatch(ended.stdout, /artifact\.upload/);
    assert.deepEqual(
      attached(ended).map(({ type }) => type),
      ['Distributedtask.Core.Summary'],
    );
  });

  test('attaches the short summary and the report to the step, under a name of its own', async (t) => {
    const environment = {
      ...azure(),
      SYSTEM_STAGENAME: 'Europe',
      SYSTEM_PHASENAME: 'Sync',
      SYSTEM_TASKDISPLAYNAME: 'Catalog: plan <all> of "100%" \\ a/b; c]d',
      SYSTEM_TASKINSTANCENAME: 'plan',
    };
    const ended = await start(t, { environment });
    const [summary, report] = attached(ended);
    const name = 'Europe - Sync - Catalog- plan -all- of -100-- - a-b; c]d (plan)';
    assert.deepEqual([summary?.type, summary?.name], ['Distributedtask.Core.Summary', name]);
    assert.deepEqual([report?.type, report?.name], ['port-catalog-sync.report', name]);
    assert.match(summary?.path ?? '', /\/port-sync-artifact-\w+\/port-sync-summary\/summary\.md$/);
    assert.equal(await readFile(summary?.path ?? '', 'utf8'), await ended.read('summary.md'));
    assert.equal(await readFile(report?.path ?? '', 'utf8'), await ended.read('summary.html'));
  });

  test('two steps of a job and its further attempts have names apart, whatever the steps are called', async (t) => {
    const nameOf = async (environment: Record<string, string>) => {
      const ended = await start(t, { environment: { ...azure(), ...environment } });
      const [summary, report] = attached(ended);
      assert.equal(summary?.name, report?.name);
      return summary?.name;
    };
    const step = { SYSTEM_TASKDISPLAYNAME: 'Port catalog sync', SYSTEM_TASKINSTANCENAME: 'PortCatalogSync' };
    assert.equal(await nameOf(step), 'Port catalog sync');
    assert.equal(
      await nameOf({ ...step, SYSTEM_TASKINSTANCENAME: 'PortCatalogSync2' }),
      'Port catalog sync (PortCatalogSync2)',
    );
    assert.equal(await nameOf({ ...step, SYSTEM_JOBATTEMPT: '2' }), 'Port catalog sync - attempt 1.2');
    assert.equal(await nameOf({}), 'port-sync-summary');
    const long = (await nameOf({ SYSTEM_TASKDISPLAYNAME: `${'\u{1f600}'.repeat(200)}` })) ?? '';
    assert.ok(long.length <= 150 && long.isWellFormed(), long);
    assert.equal(await nameOf({ SYSTEM_TASKDISPLAYNAME: '../the-port-secret\u202e' }), '..-----u{202e}');
    assert.equal(await nameOf({ SYSTEM_TASKDISPLAYNAME: '..' }), '-');
  });

  test('attaches the summary from where it lies when there is no room for copies', async (t) => {
    const temporary = await mkdtemp(join(tmpdir(), 'agent-temp-'));
    const environment = { ...azure(), AGENT_TEMPDIRECTORY: temporary, STUB_REMOVE: temporary };
    const ended = await start(t, { environment });
    assert.deepEqual(
      attached(ended).map(({ path }) => path),
      [`${ended.folder}/summary.md`, `${ended.folder}/summary.html`],
    );
    assert.match(ended.stdout, /The artifact could not be uploaded, the summary is in /);
    assert.match(ended.stdout, /task\.complete result=Succeeded/);
  });

  for (const hostType of ['deployment', 'Deployment', 'gates'])
    test(`says where the summary is in a job of type ${hostType}, which keeps no artifacts`, async (t) => {
      const ended = await start(t, { environment: { ...azure(), SYSTEM_HOSTTYPE: hostType } });
      assert.doesNotMatch(ended.stdout, /artifact\.upload/);
      assert.ok(ended.stdout.includes(`: the summary is in ${ended.folder}`), ended.stdout);
      assert.match(ended.stdout, /task\.complete result=Succeeded/);
      assert.equal(ended.code, 0);
    });

  test('runs no command that is in a text from outside', async (t) => {
    const environment = {
      ...azure(),
      STUB_LINES: 'a ##vso[task.setvariable variable=evil]x|##[group]y',
      STUB_WARN: 'warned\n##vso[task.complete result=Failed]',
    };
    const ended = await start(t, { environment });
    assert.doesNotMatch(ended.stdout, /##vso\[task\.setvariable variable=evil/);
    assert.equal(ended.stdout.match(/##vso\[task\.complete/g)?.length, 1);
    assert.match(ended.stdout, /##vso\[task\.logissue type=warning;\]warned%0A# #vso/);
  });

  test('fails at once, masked, when an error was caught by nobody', async (t) => {
    const environment = { ...azure(), STUB_THROW: 'boom the-port-secret', STUB_WAIT: 'once' };
    const ended = await start(t, { environment });
    assert.match(ended.stdout, /##vso\[task\.logissue type=error;\]Unexpected: Error: boom \*\*\*/);
    assert.match(ended.stdout, /##vso\[task\.complete result=Failed;\]/);
    assert.equal(ended.code, 1);
  });

  test('asks the run to stop on the first signal and ends at once on the second', async (t) => {
    const waiting = { when: /waiting/, signal: 'SIGINT' } as const;
    const tidy = await start(t, { environment: { ...azure(), STUB_WAIT: 'once' }, signals: [waiting] });
    assert.match(tidy.stdout, /asked to stop by SIGINT/);
    assert.match(tidy.stdout, /task\.complete result=Failed/);
    const second = { when: /asked to stop/, signal: 'SIGTERM' } as const;
    const hard = await start(t, {
      environment: { ...azure(), STUB_WAIT: 'twice' },
      signals: [waiting, second],
    });
    assert.equal(hard.code, 143);
  });

  test('gets a token for workload identity federation from the pipeline', async (t) => {
    const asked: { url: string | undefined; authorization: string | undefined }[] = [];
    const server = createServer((request, response) => {
      asked.push({ url: request.url, authorization: request.headers.authorization });
      response.setHeader('content-type', 'application/json').end('{"oidcToken":"the-assertion"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const ended = await start(t, {
      environment: {
        ...azure({ azureServiceConnection: 'c0ffee' }),
        SYSTEM_OIDCREQUESTURI: `http://127.0.0.1:${port}/oidc`,
        ENDPOINT_AUTH_c0ffee:
          '{"parameters":{"tenantid":"t","serviceprincipalid":"p"},"scheme":"WorkloadIdentityFederation"}',
        STUB_FEDERATED: 'c0ffee',
      },
    });
    assert.deepEqual(asked, [
      { url: '/oidc?api-version=7.1&serviceConnectionId=c0ffee', authorization: 'Bearer the-job-token' },
    ]);
    assert.match(ended.stdout, /##vso\[task\.setsecret\]the-assertion\ntoken: \*\*\*/);
  });
});
