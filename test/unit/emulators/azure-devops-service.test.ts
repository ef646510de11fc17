import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAzureDevOpsEmulator, createOrganisation } from '../../emulators/azure-devops/index.ts';
import { realClock } from '../../emulators/kit/clock.ts';
import { advsec, basic, core, entitlements, graph, release, serve, today } from './azure-devops-helpers.ts';

const projects = `${core}/_apis/projects`;
const wiql = `${core}/_apis/wit/wiql`;

describe('addresses', () => {
  it('serves all areas at the collection URL of any other host', async () => {
    const { ask } = serve();
    const server = 'http://127.0.0.1:8080/northpeak';
    assert.equal((await ask(`${server}/_apis/projects`)).status, 200);
    assert.equal((await ask(`${server}/_apis/graph/users`, { version: '7.1-preview.1' })).status, 200);
    assert.equal((await ask(`${server}/Payments/_apis/release/releases`)).status, 200);
    assert.equal((await ask(`${server}/_apis/userentitlements`)).status, 200);
  });

  it('serves an area on its own host and no other of Azure DevOps Services', async () => {
    const { ask } = serve();
    const preview = { version: '7.1-preview.1' };
    for (const [host, status] of [
      [core, 404],
      [graph, 200],
      [entitlements, 404],
      [release, 404],
      [advsec, 404],
    ] as const)
      assert.equal((await ask(`${host}/_apis/graph/users`, preview)).status, status, host);
    assert.equal((await ask(`${release}/_apis/projects`)).status, 404);
  });

  it('knows the older addresses, organisation first', async () => {
    const { ask } = serve();
    assert.equal((await ask('https://northpeak.visualstudio.com/_apis/projects')).status, 200);
    const releases = '/Payments/_apis/release/releases';
    assert.equal((await ask(`https://northpeak.vsrm.visualstudio.com${releases}`)).status, 200);
    assert.equal((await ask(`https://northpeak.visualstudio.com${releases}`)).status, 404);
  });

  it('tells where its areas live, and a Server that they all live together', async () => {
    const { ask } = serve();
    const { json } = await ask(`${core}/_apis/resourceAreas`, { version: null });
    const found = json.value.find(({ name }: { name: string }) => name === 'Graph');
    assert.equal(found.locationUrl, `${graph}/`);
    assert.equal((await ask('http://tfs/northpeak/_apis/resourceAreas', { version: null })).json.count, 0);
  });

  it('serves several organisations, each its own', async () => {
    const organisations = ['northpeak', 'southgate'].map((name) => createOrganisation({ name, now: today }));
    const { ask } = serve({}, { organisations, collections: { southgate: '/tfs/DefaultCollection' } });
    const ids = async (url: string) =>
      (await ask(url)).json.value.map(({ id }: { id: string }) => id) as string[];
    const first = await ids(projects);
    const second = await ids('https://tfs.example/tfs/DefaultCollection/_apis/projects');
    assert.deepEqual(second, await ids('https://dev.azure.com/southgate/_apis/projects'));
    assert.equal(first.filter((id) => second.includes(id)).length, 0);
    assert.equal((await ask('https://dev.azure.com/nowhere/_apis/projects')).status, 404);
  });

  it('answers on a real socket by the host that is asked for', async () => {
    const organisation = createOrganisation({ now: today });
    const emulator = createAzureDevOpsEmulator({ organisations: [organisation], clock: realClock });
    const server = await emulator.listen();
    try {
      const headers = { authorization: basic('token') };
      const answer = await fetch(`${server.url}/northpeak/_apis/projects?api-version=7.1`, { headers });
      assert.equal(((await answer.json()) as { count: number }).count, organisation.expected('project'));
    } finally {
      await server.close();
    }
  });
});

describe('api-version', () => {
  const typeKey = async (
    served: ReturnType<typeof serve>,
    url: string,
    version: string | null,
    more: { body?: unknown } = {},
  ) => {
    const answer = await served.ask(url, { version, ...more });
    return answer.status === 200 ? 200 : `${answer.status} ${answer.json.typeKey}`;
  };

  it('must be given but for a GET, must be known, and must say that it is a preview where it is one', async () => {
    const served = serve();
    assert.equal(await typeKey(served, projects, null), 200);
    const query = { body: { query: 'SELECT [System.Id] FROM WorkItems' } };
    assert.equal(await typeKey(served, wiql, '7.1', query), 200);
    assert.equal(await typeKey(served, wiql, null, query), '400 VssVersionNotSpecifiedException');
    assert.equal(await typeKey(served, projects, 'latest'), '400 VssVersionNotSpecifiedException');
    assert.equal(await typeKey(served, projects, '7.3'), '400 VssVersionOutOfRangeException');
    assert.equal(
      await typeKey(served, `${core}/_apis/teams`, '7.1'),
      '400 VssInvalidPreviewVersionException',
    );
    for (const version of ['5.0', '7.1', '7.1-preview.4', '7.2-preview'])
      assert.equal(
        await typeKey(served, projects, version),
        version === '7.1-preview.4' ? 200 : 200,
        version,
      );
    assert.equal(await typeKey(served, `${core}/_apis/teams`, '7.1-preview.3'), 200);
    assert.equal(
      await typeKey(served, `${core}/_apis/teams`, '7.1-preview.4'),
      '400 VssVersionOutOfRangeException',
    );
  });

  it('may stand in the Accept header', async () => {
    const { ask } = serve();
    const headers = { accept: 'application/json;api-version=7.1' };
    assert.equal((await ask(projects, { version: null, headers })).status, 200);
  });

  it('ends earlier on an older Server, which lacks what only Services have', async () => {
    const served = serve({}, { server: { latest: '6.0' } });
    const server = 'http://tfs.example/northpeak';
    assert.equal(
      await typeKey(served, `${server}/_apis/projects`, '7.1'),
      '400 VssVersionOutOfRangeException',
    );
    assert.equal(await typeKey(served, `${server}/_apis/projects`, '6.0'), 200);
    assert.equal((await served.ask(`${server}/_apis/userentitlements`, { version: '6.0' })).status, 404);
  });
});

describe('credentials', () => {
  const later = today.getTime() + 60_000;
  const credentials = [
    { kind: 'pat', token: 'whole' },
    { kind: 'pat', token: 'narrow', scopes: ['vso.project', 'vso.code_write'] },
    { kind: 'job', token: 'job', project: 'Payments' },
    { kind: 'entra', token: 'short', expires: later },
    { kind: 'basic', username: 'CORP\\sync', password: 'secret' },
  ] as const;
  const started = (rejects?: 'unauthorized') =>
    serve({}, { credentials: [...credentials], ...(rejects && { rejects }) });
  const as = (authorization: string) => ({ headers: { authorization } });

  it('takes a token with an empty user, a bearer token, and a name with its password', async () => {
    const { ask } = started();
    for (const authorization of [basic('whole'), 'Bearer short', basic('secret', 'CORP\\sync')])
      assert.equal((await ask(projects, as(authorization))).status, 200);
  });

  it('answers a wrong one with a sign-in page and 203, or with 401', async () => {
    for (const authorization of [basic('wrong'), basic('whole', 'somebody'), 'Bearer whole', '']) {
      const answer = await started().ask(projects, as(authorization));
      assert.equal(answer.status, 203);
      assert.match(answer.headers['content-type'] ?? '', /text\/html/);
      assert.equal((await started('unauthorized').ask(projects, as(authorization))).status, 401);
    }
  });

  it('takes one until it expires', async () => {
    const { ask, clock } = started('unauthorized');
    assert.equal((await ask(projects, as('Bearer short'))).status, 200);
    await clock.sleep(60_000);
    assert.equal((await ask(projects, as('Bearer short'))).status, 401);
  });

  it('answers what a token has no scope for as the area does', async () => {
    const { ask } = started();
    const narrow = as(basic('narrow'));
    assert.equal((await ask(`${core}/Payments/_apis/git/repositories`, narrow)).status, 200);
    assert.equal((await ask(`${core}/Payments/_apis/build/builds`, narrow)).status, 401);
    assert.equal((await ask(`${entitlements}/_apis/userentitlements`, narrow)).status, 403);
  });

  it('shows a job token that is limited to its project that one only', async () => {
    const { ask } = started();
    const { json } = await ask(projects, as('Bearer job'));
    assert.deepEqual(
      json.value.map(({ name }: { name: string }) => name),
      ['Payments'],
    );
    assert.equal((await ask(`${core}/Warehouse/_apis/git/repositories`, as('Bearer job'))).status, 404);
    const teams = await ask(`${core}/_apis/teams`, { version: '7.1-preview.3', ...as('Bearer job') });
    assert.deepEqual(
      [...new Set(teams.json.value.map(({ projectName }: { projectName: string }) => projectName))],
      ['Payments'],
    );
  });
});

describe('the rate limit', () => {
  it('warns, then announces a delay on good answers, then refuses until the window has moved on', async () => {
    const { ask, clock } = serve({}, { rateLimit: { budget: 10, window: 60_000 } });
    const answers = [];
    for (let n = 0; n < 14; n++) answers.push(await ask(projects));
    const shape = answers.map(({ status, headers }) =>
      status === 429
        ? 'refused'
        : headers['retry-after']
          ? 'delayed'
          : headers['x-ratelimit-limit']
            ? 'warned'
            : 'free',
    );
    assert.deepEqual(shape, [
      ...Array(8).fill('free'),
      ...Array(2).fill('warned'),
      ...Array(3).fill('delayed'),
      'refused',
    ]);
    const wait = Number(answers.at(-1)?.headers['retry-after']);
    assert.equal(wait, 60);
    await clock.sleep(wait * 1000);
    assert.equal((await ask(projects)).status, 200);
  });
});

describe('errors and parameters', () => {
  it("carry the service's own error body", async () => {
    const { ask } = serve();
    const { status, json } = await ask(`${core}/Nowhere/_apis/git/repositories`);
    assert.equal(status, 404);
    assert.equal(json.typeKey, 'ProjectDoesNotExistWithNameException');
    assert.deepEqual(Object.keys(json), [
      '$id',
      'innerException',
      'message',
      'typeName',
      'typeKey',
      'errorCode',
      'eventId',
    ]);
  });

  it('remember a parameter that the API does not have', async () => {
    const { ask, emulator } = serve();
    const url = `${advsec}/Payments/_apis/alert/repositories/payments-gateway/alerts`;
    await ask(url, { version: '7.2-preview.1', query: { 'criteria.severity': 'high' } });
    assert.deepEqual(
      emulator.unknownParameters.map(({ name }) => name),
      ['criteria.severity'],
    );
  });

  it('say so where the emulator does less than the service', async () => {
    const { ask } = serve();
    const { status } = await ask(`${core}/Payments/_apis/build/builds`, { query: { tagFilters: 'x' } });
    assert.equal(status, 501);
  });
});
