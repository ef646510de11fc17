import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  core,
  entitlements,
  graph,
  type Parameters,
  release,
  type Served,
  serve,
} from './azure-devops-helpers.ts';

const builds = `${core}/Payments/_apis/build/builds`;
const newest = { queryOrder: 'queueTimeDescending' };

const repositoryUrl = ({ organisation }: Served, slot = 0) => {
  const { item } = organisation.find('repository', (one) => one.project.slot === 0 && one.slot === slot);
  return `${core}/${item.project.id}/_apis/git/repositories/${item.id}`;
};

describe('a file', () => {
  it('is found by the id of its repository alone, too', async () => {
    const served = serve();
    const url = repositoryUrl(served);
    const query = { path: '/README.md' };
    const inProject = await served.ask(`${url}/items`, { query });
    const alone = await served.ask(`${core}${url.slice(url.indexOf('/_apis'))}/items`, { query });
    assert.equal(inProject.status, 200);
    assert.equal(alone.text, inProject.text);
    const byName = await served.ask(`${core}/_apis/git/repositories/no-such-repository/items`, { query });
    assert.equal(byName.status, 404);
  });
});

describe('continuation tokens', () => {
  it('lead through a list of any page size to the same items', async () => {
    const { ask } = serve();
    const walk = async (size: number) => {
      const ids: number[] = [];
      for (let token: string | undefined = ''; token !== undefined; ) {
        const query: Parameters = { ...newest, $top: size, ...(token && { continuationToken: token }) };
        const page = await ask(builds, { query });
        ids.push(...page.json.value.map(({ id }: { id: number }) => id));
        token = page.token;
      }
      return ids;
    };
    const whole = await walk(1000);
    assert.equal(whole.length, 30);
    for (const size of [1, 7, 30]) assert.deepEqual(await walk(size), whole);
  });

  it('come with no page that is the last', async () => {
    const { ask } = serve();
    assert.equal((await ask(builds, { query: { ...newest, $top: 30 } })).token, undefined);
    assert.notEqual((await ask(builds, { query: { ...newest, $top: 29 } })).token, undefined);
  });

  it('are refused when made up, or taken to another list or other parameters', async () => {
    const { ask } = serve();
    const { token = '' } = await ask(builds, { query: { ...newest, $top: 5 } });
    const status = async (url: string, query: Parameters) =>
      (await ask(url, { query: { continuationToken: token, ...query } })).status;
    assert.equal(await status(builds, { ...newest, $top: 9 }), 200);
    assert.equal(await status(builds, { queryOrder: 'queueTimeAscending' }), 400);
    assert.equal(await status(builds, { ...newest, statusFilter: 'completed' }), 400);
    assert.equal(await status(`${core}/Loyalty/_apis/build/builds`, newest), 404);
    assert.equal(await status(builds, { ...newest, continuationToken: 'made-up' }), 400);
    assert.equal(await status(`${core}/_apis/projects`, { continuationToken: '7' }), 400);
  });

  it('keep their place when an item before them is removed', async () => {
    const { ask, organisation } = serve();
    const url = `${release}/Payments/_apis/release/releases`;
    const first = await ask(url, { query: { $top: 3 } });
    organisation.find('release', ({ id }) => id === first.json.value[0].id).remove();
    const rest = await ask(url, { query: { $top: 100, continuationToken: first.token as string } });
    assert.equal(first.json.count + rest.json.count, 10);
  });
});

describe('page sizes', () => {
  it('have the caps of the service', async () => {
    const served = serve({ scale: { releasesPerProject: 80, resultsInLargestTestRun: 1_200 } });
    const { ask } = served;
    const deployments = await ask(`${release}/Payments/_apis/release/deployments`, { query: { $top: 150 } });
    assert.equal(deployments.json.count, 100);
    const results = `${core}/Payments/_apis/test/runs/1/results`;
    assert.equal((await ask(results)).json.count, 1_000);
    assert.equal((await ask(results, { query: { $skip: 1_000 } })).json.count, 200);
    assert.equal((await ask(results, { query: { $top: 1_001 } })).status, 400);
    assert.equal((await ask(`${repositoryUrl(served)}/refs`, { query: { $top: 1_001 } })).status, 400);
  });

  it('refuse what is no number, and nothing at all', async () => {
    const { ask } = serve();
    for (const $top of ['many', '0', '-1'])
      assert.equal((await ask(builds, { query: { $top } })).status, 400, $top);
  });

  it('come in the body for user entitlements, and by top and skip below version 7', async () => {
    const { ask } = serve({}, { pageSizes: { entitlements: 20 } });
    const url = `${entitlements}/_apis/userentitlements`;
    const { json, token } = await ask(url);
    assert.equal(token, undefined);
    assert.equal(json.items.length, 20);
    const next = await ask(url, { query: { continuationToken: json.continuationToken } });
    assert.notEqual(next.json.items[0].id, json.items[0].id);
    const old = await ask(url, { version: '6.0-preview.3', query: { top: 5, skip: 20 } });
    assert.equal(old.json.members[0].id, next.json.items[0].id);
    assert.equal((await ask(url, { query: { top: 5 } })).status, 400);
  });

  it('allow 500 keys in a look-up of subjects', async () => {
    const { ask } = serve();
    const url = `${graph}/_apis/graph/subjectlookup`;
    const of = (length: number) => ({
      version: '7.1-preview.1',
      body: { lookupKeys: Array.from({ length }, (_, n) => ({ descriptor: `aad.${n}` })) },
    });
    assert.equal((await ask(url, of(500))).status, 200);
    assert.equal((await ask(url, of(501))).status, 400);
  });

  it('are 100 pages of a wiki at most, with size and token in the body', async () => {
    const served = serve({ scale: { pagesPerWiki: 150 } });
    const wiki = served.organisation.find('wiki').item;
    const url = `${core}/${wiki.project.id}/_apis/wiki/wikis/${wiki.id}/pagesbatch`;
    assert.equal((await served.ask(url, { body: { top: 101 } })).status, 400);
    const { json, token } = await served.ask(url, { body: { top: 100 } });
    assert.equal(json.count, 100);
    assert.equal((await served.ask(url, { body: { top: 100, continuationToken: token } })).json.count, 50);
  });
});

describe('files', () => {
  it('come as bytes, as text or as JSON, as the client asks', async () => {
    const served = serve();
    const url = `${repositoryUrl(served)}/items`;
    const query = { path: '/README.md' };
    const json = await served.ask(url, { query });
    assert.equal(json.json.path, '/README.md');
    const bytes = await served.ask(url, { query: { ...query, $format: 'octetStream' } });
    assert.match(bytes.headers['content-type'] ?? '', /octet-stream/);
    assert.match(bytes.body.toString(), /^# payments-gateway/);
    const accepted = await served.ask(url, { query, headers: { accept: 'application/octet-stream' } });
    assert.deepEqual(accepted.body, bytes.body);
  });

  it('are listed one level or all levels deep, folders before what is in them', async () => {
    const served = serve();
    const list = async (query: Parameters) =>
      (await served.ask(`${repositoryUrl(served, 4)}/items`, { query })).json.value.map(
        ({ path }: { path: string }) => path,
      );
    assert.deepEqual(await list({ scopePath: '/src' }), ['/src']);
    assert.deepEqual(await list({ scopePath: '/src', recursionLevel: 'oneLevel' }), [
      '/src',
      '/src/index.js',
      '/src/lib',
    ]);
    assert.deepEqual(await list({ scopePath: '/src', recursionLevel: 'Full' }), [
      '/src',
      '/src/index.js',
      '/src/lib',
      '/src/lib/start.js',
    ]);
  });

  it('differ from branch to branch', async () => {
    const served = serve();
    const branch = served.organisation.find('branch', ({ name }) =>
      name.startsWith('refs/heads/feature/'),
    ).item;
    const query = { scopePath: '/branch-notes', recursionLevel: 'oneLevel' };
    const url = `${repositoryUrl(served)}/items`;
    const versionDescriptor = { 'versionDescriptor.version': branch.name.slice(11) };
    assert.equal((await served.ask(url, { query })).status, 404);
    assert.equal((await served.ask(url, { query: { ...query, ...versionDescriptor } })).json.count, 2);
    const nowhere = { 'versionDescriptor.version': 'no-such-branch' };
    assert.equal((await served.ask(url, { query: { ...query, ...nowhere } })).status, 404);
  });

  it('of a batch fail together when one path is missing', async () => {
    const served = serve();
    const url = `${repositoryUrl(served)}/itemsbatch`;
    const of = (...paths: string[]) => ({
      body: { itemDescriptors: paths.map((path) => ({ path, version: 'main', versionType: 'branch' })) },
    });
    assert.equal((await served.ask(url, of('/README.md', '/package.json'))).json.count, 2);
    assert.equal((await served.ask(url, of('/README.md', '/no-such-file'))).status, 400);
  });

  it('are not there in a repository that is disabled or empty', async () => {
    const served = serve();
    for (const slot of [1, 2]) {
      const query = { scopePath: '/', recursionLevel: 'full' };
      assert.equal((await served.ask(`${repositoryUrl(served, slot)}/items`, { query })).status, 404);
    }
  });
});

describe('answers that are not lists', () => {
  it('are 500 for the boards of a team without an iteration', async () => {
    const served = serve();
    const { item } = served.organisation.find('team', ({ hasIterations }) => !hasIterations);
    const url = `${core}/${item.project.id}/${item.id}/_apis/work/boards`;
    assert.equal((await served.ask(url)).status, 500);
  });

  it('are 204 for the timeline of a build that has not started', async () => {
    const served = serve();
    const { item } = served.organisation.find('build', ({ status }) => status === 'notStarted');
    const answer = await served.ask(`${core}/${item.project.id}/_apis/build/builds/${item.id}/timeline`);
    assert.equal(answer.status, 204);
    assert.equal(answer.body.length, 0);
  });

  it('are 404 for the definition of a pipeline that is listed all the same', async () => {
    const served = serve();
    const { item } = served.organisation.find('pipeline', ({ definitionIsGone }) => definitionIsGone);
    const url = `${core}/${item.project.id}/_apis/build/definitions/${item.id}`;
    assert.equal((await served.ask(url)).status, 404);
  });

  it('are one level of areas without a depth', async () => {
    const { ask } = serve();
    const url = `${core}/Payments/_apis/wit/classificationnodes/Areas`;
    assert.equal((await ask(url)).json.children, undefined);
    assert.equal((await ask(url, { query: { $depth: 1 } })).json.children.length, 3);
  });

  it('are windows of seven days for test runs by their last change', async () => {
    const served = serve();
    const url = `${core}/Payments/_apis/test/runs`;
    const window = (days: number) => ({
      query: {
        minLastUpdatedDate: new Date(served.organisation.world.now - days * 86_400_000).toISOString(),
        maxLastUpdatedDate: new Date(served.organisation.world.now).toISOString(),
      },
    });
    assert.equal((await served.ask(url, window(7))).status, 200);
    assert.equal((await served.ask(url, window(8))).status, 400);
  });
});
