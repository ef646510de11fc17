import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

const MINUTE = 60_000;
const RUNS = 'GET /{project}/_apis/pipelines/{pipeline}/runs';
const PULL_REQUESTS = 'GET /{project}/_apis/git/repositories/{repository}/pullrequests';
const TIMELINE = 'GET /{project}/_apis/build/builds/{build}/timeline';

/** Builds, runs and stages, synced in full and once more by increments, so that what stands is known. */
async function synced(kinds: readonly string[]) {
  const resources = [
    onto('build', 'build', { identifier: '.project.id + "/" + (.id | tostring)', title: '.buildNumber' }),
    onto('pipeline-run', 'item', { identifier: '.__project.id + "/r" + (.id | tostring)', title: '.name' }),
    onto('pipeline-stage', 'item', {
      identifier: '.__project.id + "/s" + (.__build.id | tostring) + "/" + .id',
      title: '.state',
    }),
    onto('pull-request', 'pullRequest', {
      identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
      title: '.title',
    }),
  ].filter(({ kind }) => kinds.includes(kind));
  const product = trusted(
    {
      organisation: {
        scale: {
          projects: 2,
          pipelinesPerProject: 2,
          buildsPerProject: 4,
          pullRequestsPerRepository: 2,
          users: 2,
        },
      },
    },
    { ...mappingOf(resources), mode: 'incremental' },
  );
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  const rerun = async () => {
    await product.clock.sleep(15 * MINUTE);
    const before = product.azureDevOps.requests.length;
    const { report, changes } = await product.sync();
    assert.notEqual(report.run.increments?.since, undefined, report.run.increments?.full);
    const asked = product.azureDevOps.requests.slice(before);
    const count = (route: string) => asked.filter((one) => `${one.method} ${one.route}` === route).length;
    return { did: changes.map(({ action, blueprint }) => `${action} ${blueprint}`), count };
  };
  await product.sync();
  // Standing items count as known from the second look on.
  await rerun();
  await rerun();
  return { product, organisation, rerun };
}

const running = (organisation: Organisation) =>
  [...organisation.all('build')].filter(({ item }) => item.status === 'inProgress');

test('of a build that runs on as it did the stages are read, and no list of runs', async () => {
  const { organisation, rerun } = await synced(['build', 'pipeline-run', 'pipeline-stage']);
  const { did, count } = await rerun();
  assert.deepEqual([did, count(RUNS), count(TIMELINE)], [[], 0, running(organisation).length]);
  assert.equal(running(organisation).length, 2);
});

test('a build that runs and is no more as it was brings its run, and so does one that has finished', async () => {
  const { product, organisation, rerun } = await synced(['build', 'pipeline-run']);
  const [one] = running(organisation);
  one?.update({ number: 'Renamed' });
  assert.deepEqual((await rerun()).did.sort(), ['updated build', 'updated item']);
  one?.update({ status: 'completed', finished: product.clock.now(), number: 'Finished' });
  assert.deepEqual((await rerun()).did.sort(), ['updated build', 'updated item']);
  const { changes } = await product.sync({ mode: 'sync' });
  assert.deepEqual(changes, []);
});

test('builds that come to run and active pull requests are known apart: where one of them changed the other is not read', async () => {
  const { organisation, rerun } = await synced(['build', 'pipeline-run', 'pull-request']);
  const active = [...organisation.all('pull-request')].filter(({ item }) => item.status === 'active');
  assert.ok(active.length > 0);
  running(organisation)[0]?.update({ number: 'Renamed' });
  const ofBuild = await rerun();
  assert.deepEqual(ofBuild.did.sort(), ['updated build', 'updated item']);
  // Running and waiting builds are asked for in two projects.
  assert.deepEqual([ofBuild.count(RUNS), ofBuild.count(PULL_REQUESTS)], [4, 0]);
  await rerun();
  active[0]?.update({ title: 'Another title' });
  const ofPullRequest = await rerun();
  assert.deepEqual(ofPullRequest.did, ['updated pullRequest']);
  assert.equal(ofPullRequest.count(RUNS), 0);
  assert.ok(ofPullRequest.count(PULL_REQUESTS) > 0);
});

test('a build that names no definition, as the specification allows, does not keep an increment from the others', async () => {
  const { product, organisation, rerun } = await synced(['build', 'pipeline-run']);
  const [one, other] = running(organisation);
  product.azureDevOps.faults.push({
    match: /^GET \/\{project\}\/_apis\/build\/builds$/,
    times: Number.POSITIVE_INFINITY,
    fault: {
      type: 'changed',
      name: 'a build without a definition',
      change: (right) => {
        const { value, ...rest } = JSON.parse(right.body.toString()) as { value: { id: number }[] };
        const builds = value.map((build) => ({
          ...build,
          ...(build.id === one?.item.id && { definition: null }),
        }));
        return { ...right, body: Buffer.from(JSON.stringify({ ...rest, value: builds })) };
      },
    },
  });
  one?.update({ number: 'Renamed' });
  other?.update({ number: 'Renamed too' });
  assert.deepEqual((await rerun()).did.sort(), [
    'updated build',
    'updated build',
    'updated item',
    'updated item',
  ]);
  assert.deepEqual((await rerun()).did, []);
});
