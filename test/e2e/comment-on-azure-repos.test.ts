import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finished } from './support/hosts.ts';
import { buildService, startAzureRepos, startPlannedWorld } from './support/pull-requests.ts';

const log = ({ stdout, stderr }: Finished) => stdout + stderr;
const warnings = (finished: Finished) =>
  log(finished).match(/^##vso\[task.logissue type=warning.*pull request.*$/gm) ?? [];

describe('on Azure Repos a plan for a pull request', () => {
  test('leaves one thread that blocks no merge, is written over, closed when settled and opened again', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    world.change();
    const first = await plan(world);
    assert.equal(first.code, 0, log(first));
    assert.deepEqual(warnings(first), []);
    assert.equal(repos.threads.length, 1);
    const [thread] = repos.threads;
    const content = () => thread?.comments[0]?.content ?? '';
    const { updated, deleted } = first.report?.totals ?? {};
    assert.ok(content().includes(`A sync would update ${updated}, delete ${deleted} and leave`), content());
    assert.ok(content().includes('/contoso/Payments/_build/results?buildId=417'));
    assert.doesNotMatch(content(), /<!--|<details>/);
    assert.deepEqual([thread?.status, repos.blocking()], ['byDesign', []]);

    world.change();
    await plan(world);
    await world.sync();
    await plan(world);
    assert.equal(thread?.status, 'closed');
    assert.match(content(), /A sync would change nothing/);

    world.change();
    const last = await plan(world);
    assert.equal(thread?.status, 'byDesign');
    assert.ok(content().includes(`update ${last.report?.totals.updated}`));
    assert.equal(repos.threads.length, 1);
    assert.equal(thread?.comments.length, 1);
    assert.deepEqual(repos.blocking(), []);
  });

  test('says nothing on a pull request that changes nothing and was told nothing', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    const finished = await plan(world);
    assert.deepEqual(repos.threads, []);
    assert.deepEqual(warnings(finished), []);
  });

  test('leaves the status that a person gave its thread, until it is settled', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    world.change();
    await plan(world);
    const [thread] = repos.threads;
    assert.ok(thread);
    thread.status = 'active';
    world.change();
    await plan(world);
    assert.equal(thread.status, 'active');
    await world.sync();
    await plan(world);
    assert.equal(thread.status, 'closed');
  });

  test('has a thread for each integration, and a new one where its own was deleted', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    world.change();
    await plan(world);
    await plan(world, { inputs: { integrationIdentifier: 'other' } });
    await plan(world);
    assert.equal(repos.threads.length, 2);
    const [first] = repos.threads;
    assert.ok(first?.comments[0]);
    first.comments[0].isDeleted = true;
    first.isDeleted = true;
    await plan(world);
    assert.equal(repos.threads.length, 3);
    assert.deepEqual(repos.threads[2]?.properties, first.properties);
  });

  test('writes over no comment of somebody else, though its thread has the property', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    world.change();
    await plan(world);
    const [ours] = repos.threads.splice(0);
    const mallory = { id: 'd6245f20-2af8-44f4-9451-8107cb2767db', displayName: 'Mallory' };
    repos.begin(mallory, 'Not yours', structuredClone(ours?.properties ?? null), 'active');
    repos.begin(mallory, 'No properties');
    await plan(world);
    assert.equal(repos.threads[0]?.comments[0]?.content, 'Not yours');
    assert.equal(repos.threads.length, 3);
    // The refusal of a foreign comment is enough where the service does not tell who we are.
    repos.faults.push({ match: /connectionData/, fault: { type: 'status', status: 404, body: {} } });
    repos.threads.splice(2);
    const finished = await plan(world);
    assert.equal(repos.threads[0]?.comments[0]?.content, 'Not yours');
    assert.deepEqual(repos.threads[2]?.comments[0]?.author, buildService);
    assert.deepEqual(warnings(finished), []);
  });

  test('without the right says which and whose it is, and is as good as before', async (t) => {
    const world = await startPlannedWorld(t);
    const { repos, plan } = await startAzureRepos(t, { contributes: false });
    world.change();
    const finished = await plan(world);
    assert.equal(finished.code, 0);
    assert.equal(finished.report?.run.status, 'succeeded');
    assert.deepEqual(repos.threads, []);
    assert.equal(warnings(finished).length, 1, log(finished));
    assert.match(
      warnings(finished)[0] ?? '',
      /PullRequestContribute.*"Contribute to pull requests".*"Payments Build Service \(contoso\)".*"Project Collection Build Service \(contoso\)"/,
    );
    assert.match(finished.report?.warnings.join() ?? '', /Contribute to pull requests/);
  });

  for (const [where, environment, told] of [
    [
      'a repository at GitHub',
      { BUILD_REPOSITORY_PROVIDER: 'GitHub', SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: '7' },
      /another service \(GitHub\), for which a pipeline has no token/,
    ],
    ['a fork', { SYSTEM_PULLREQUEST_ISFORK: 'True' }, /comes from a fork/],
    ['no pull request', { SYSTEM_PULLREQUEST_PULLREQUESTID: '' }, /This run is for no pull request/],
  ] as const)
    test(`of ${where} says so once, and asks nothing`, async (t) => {
      const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
      world.change();
      const finished = await plan(world, { environment });
      assert.equal(finished.code, 0);
      assert.equal(log(finished).match(new RegExp(told, 'g'))?.length, 1, log(finished));
      assert.deepEqual(repos.requests, []);
    });

  test('goes on where the service fails, and asks again where that is safe', async (t) => {
    const [world, { repos, plan }] = [await startPlannedWorld(t), await startAzureRepos(t)];
    world.change();
    repos.faults.push({ match: /GET/, fault: { type: 'status', status: 503 }, times: 1 });
    repos.faults.push({ match: /POST/, fault: { type: 'status', status: 500 }, times: 1 });
    const failed = await plan(world);
    assert.equal(failed.code, 0);
    assert.equal(warnings(failed).length, 1, log(failed));
    assert.deepEqual(repos.threads, []);
    assert.deepEqual(warnings(await plan(world)), []);
    assert.equal(repos.threads.length, 1);
  });
});
