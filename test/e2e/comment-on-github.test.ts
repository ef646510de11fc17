import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finished } from './support/hosts.ts';
import { bot, jobToken, pullRequestEvent, startGitHub, startPlannedWorld } from './support/pull-requests.ts';

const log = ({ stdout, stderr }: Finished) => stdout + stderr;
const warnings = (finished: Finished) => log(finished).match(/^::warning.*pull request.*$/gm) ?? [];
const writes = (requests: readonly { method: string; route: string }[]) =>
  requests.filter(({ method }) => method !== 'GET').map(({ method, route }) => `${method} ${route}`);

describe('on GitHub a plan for a pull request', () => {
  test('leaves one comment, which later plans write over until nothing would change any more', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    const first = await plan(world);
    assert.equal(first.code, 0, log(first));
    assert.deepEqual(warnings(first), []);
    const [comment] = github.comments;
    assert.equal(github.comments.length, 1);
    const { updated = 0, deleted = 0 } = first.report?.totals ?? {};
    assert.ok(updated > 0 && deleted > 0);
    assert.match(comment?.body ?? '', /^<!-- [\w -]+ -->\n/);
    assert.ok(
      comment?.body.includes(`A sync would update ${updated}, delete ${deleted} and leave`),
      comment?.body,
    );
    assert.ok(comment?.body.includes('https://github.com/contoso/catalog/actions/runs/99'));
    assert.ok(comment?.body.includes('commit 1c9d0a7b'));
    const gone = first.changes.find(({ action }) => action === 'deleted');
    assert.ok(comment?.body.includes(`- \`${gone?.identifier}\``), gone?.identifier);

    world.change();
    const second = await plan(world);
    assert.equal(github.comments.length, 1);
    assert.ok(github.comments[0]?.body.includes(`update ${second.report?.totals.updated}`));

    await world.sync();
    await plan(world);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? '', /A sync would change nothing: \d+ entities compared/);
    const made = ['POST', 'PATCH', 'PATCH'];
    assert.deepEqual(
      writes(github.requests).map((one) => one.split(' ')[0]),
      made,
    );
  });

  test('says nothing on a pull request that changes nothing and was told nothing', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    const finished = await plan(world);
    assert.equal(finished.report?.run.status, 'succeeded');
    assert.deepEqual(writes(github.requests), []);
    assert.deepEqual(warnings(finished), []);
  });

  test('has a comment for each integration', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    const other = { integrationIdentifier: 'a-->b' };
    for (const inputs of [{}, other, {}, other]) await plan(world, { inputs });
    const marks = github.comments.map(({ body }) => body.split('\n')[0]);
    assert.equal(new Set(marks).size, 2);
    assert.equal(marks.length, 2);
    for (const mark of marks) assert.match(mark ?? '', /^<!-- [\w -]+ -->$/);
  });

  test('writes over no comment of somebody else, though it has the mark', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    await plan(world);
    const [ours] = github.comments.splice(0);
    const theirs = github.write({ login: 'mallory', type: 'User' }, ours?.body ?? '');
    github.write(bot, `> ${ours?.body}`);
    const quoted = structuredClone(github.comments);
    world.change();
    await plan(world);
    assert.deepEqual(github.comments.slice(0, 2), quoted);
    assert.equal(github.comments.length, 3);
    assert.notEqual(github.comments[2]?.body, theirs.body);
    assert.deepEqual(github.comments[2]?.user, bot);
  });

  test('knows its comment of a person whose token it is given, and changes it', async (t) => {
    const token = 'ghp_personal';
    const user = { login: 'ann', type: 'User' } as const;
    const tokens = [{ token, ...user, pullRequests: 'write' as const }];
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t, { tokens })];
    for (const _ of [1, 2]) {
      world.change();
      await plan(world, { inputs: { githubToken: token } });
    }
    assert.deepEqual(
      github.comments.map(({ user: { login } }) => login),
      ['ann'],
    );
  });

  test('finds its comment on the second page, and asks for no third', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    for (let n = 0; n < 150; n += 1) github.write({ login: 'ann', type: 'User' }, `Comment ${n}`);
    world.change();
    await plan(world);
    for (let n = 0; n < 150; n += 1) github.write({ login: 'ann', type: 'User' }, `Comment ${n}`);
    github.requests.length = 0;
    world.change();
    await plan(world);
    assert.equal(github.comments.length, 301);
    assert.deepEqual(
      github.requests.map(({ method, url }) => `${method} ${new URL(url).search}`),
      ['GET ?per_page=100&page=1', 'GET ?per_page=100&page=2', 'PATCH '],
    );
  });

  test('gives up a list of comments that never ends, with a warning', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    for (let n = 0; n < 3_200; n += 1) github.write({ login: 'ann', type: 'User' }, '');
    world.change();
    const finished = await plan(world);
    assert.equal(github.requests.length, 30);
    assert.equal(finished.code, 0);
    assert.match(warnings(finished).join(), /could not be told of the plan: it has more than 3000 comments/);
  });

  test('speaks to the API of an Enterprise Server, through the proxy of the runner', async (t) => {
    const world = await startPlannedWorld(t);
    const { github, plan } = await startGitHub(t, { path: '/api/v3' });
    const proxy = await github.listen();
    t.after(() => proxy.close());
    world.change();
    const environment = {
      GITHUB_API_URL: 'http://github.contoso.example/api/v3',
      HTTP_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1',
    };
    const finished = await plan(world, { environment });
    assert.deepEqual(warnings(finished), []);
    assert.equal(github.comments.length, 1);
    assert.ok(github.requests.every(({ url }) => url.startsWith('http://github.contoso.example/api/v3/')));
  });

  for (const pullRequests of ['none', 'read'] as const)
    test(`with a token that has "${pullRequests}" says which right is missing and whose, and is as good as before`, async (t) => {
      const tokens = [{ token: jobToken, ...bot, pullRequests }];
      const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t, { tokens })];
      world.change();
      const finished = await plan(world);
      assert.equal(finished.code, 0);
      assert.equal(finished.report?.run.status, 'succeeded');
      assert.equal(github.comments.length, 0);
      assert.equal(warnings(finished).length, 1, log(finished));
      assert.match(
        warnings(finished)[0] ?? '',
        /Resource not accessible by integration.*"permissions: pull-requests: write".*github-actions\[bot\].*github-token/,
      );
      assert.match(finished.report?.warnings.join() ?? '', /pull-requests: write/);
    });

  test('says once that a fork is not told, and asks GitHub nothing', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    const gone = pullRequestEvent();
    Object.assign(gone.pull_request.head, { repo: null });
    for (const event of [pullRequestEvent('mallory/catalog'), gone]) {
      const finished = await plan(world, {
        event,
        environment: { GITHUB_EVENT_NAME: 'pull_request_target' },
      });
      assert.equal(finished.code, 0);
      assert.equal(log(finished).split('comes from a fork').length, 2, log(finished));
    }
    assert.deepEqual(github.requests, []);
  });

  test('says so where there is no pull request or no token, and nothing where it is not asked to', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    assert.match(log(await plan(world, { event: { ref: 'refs/heads/main' } })), /runs for no pull request/);
    assert.match(log(await plan(world, { inputs: { githubToken: '' } })), /github-token is empty/);
    for (const inputs of [{ pullRequestComment: 'off' }, { pullRequestComment: '' }])
      assert.doesNotMatch(log(await plan(world, { inputs })), /pull request/);
    assert.doesNotMatch(log(await plan(world, { inputs: { mode: 'sync' } })), /pull request/);
    assert.deepEqual(github.requests, []);
  });

  for (const [what, fault] of Object.entries({
    'an error': { type: 'status', status: 502 },
    'a page of HTML': {
      type: 'status',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>',
    },
    'a list of something else': { type: 'status', status: 200, body: [1, null, 'x', { id: 'y', body: 5 }] },
  } as const))
    test(`goes on where GitHub answers with ${what}`, async (t) => {
      const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
      world.change();
      github.faults.push({ match: what.startsWith('a list') ? /GET/ : /POST/, fault });
      const finished = await plan(world);
      assert.equal(finished.code, 0, log(finished));
      assert.equal(finished.report?.run.status, 'succeeded');
      assert.equal(warnings(finished).length, what.startsWith('a list') ? 0 : 1, log(finished));
      assert.doesNotMatch(log(finished), /defect/);
    });

  test('that is cancelled while GitHub does not answer ends at once, as the plan that it is', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    github.faults.push({ match: /GET/, fault: { type: 'slow', ms: 600_000 } });
    const kill = { when: () => github.requests.length > 0, signal: 'SIGTERM' } as const;
    const finished = await plan(world, { kill });
    assert.equal(github.requests.length, 1);
    assert.equal(finished.report?.run.status, 'succeeded', log(finished));
    assert.deepEqual(warnings(finished), []);
  });

  test('of a plan that fails writes over what an earlier one said, and makes no comment for it', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    const bad = { config: JSON.stringify({ resources: [{ kind: 'nothing' }] }) };
    await plan(world, { inputs: bad });
    assert.equal(github.comments.length, 0);
    world.change();
    await plan(world);
    const finished = await plan(world, { inputs: bad });
    assert.equal(finished.code, 1);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? '', /The plan failed\./);
  });

  test('tells titles only where it is asked to', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    const { changes } = await plan(world);
    const titles = changes.flatMap(({ action, title }) => (action === 'deleted' && title ? [title] : []));
    assert.ok(titles.length > 0);
    const shown = () => titles.filter((title) => github.comments[0]?.body.includes(title));
    assert.deepEqual(shown(), []);
    await plan(world, { inputs: { pullRequestComment: 'titles' } });
    assert.deepEqual(shown(), titles);
    assert.equal(github.comments.length, 1);
  });

  test('tells no secret: neither the token in its log nor one of the mapping in the comment', async (t) => {
    const [world, { github, plan }] = [await startPlannedWorld(t), await startGitHub(t)];
    world.change();
    const finished = await plan(world, {
      inputs: { integrationIdentifier: `it-${world.inputs.portClientSecret}` },
    });
    assert.ok(
      !log(finished)
        .replaceAll(/^::add-mask::.*$/gm, '')
        .includes(jobToken),
    );
    assert.ok(!github.comments[0]?.body.includes(world.inputs.portClientSecret));
  });
});
