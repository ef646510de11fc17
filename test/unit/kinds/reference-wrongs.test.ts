import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing } from './support/fake.ts';
import { organisation, PIPELINE, PROJECT, TEAM, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

/** Mistakes of Port Ocean, each as a case. Those of files and folders are in their own tests. */
describe('a failed read is not an empty list', () => {
  const cases: [kind: string, route: string, selector?: Record<string, unknown>][] = [
    ['project', '/_apis/projects'],
    ['repository', '/p1/_apis/git/repositories'],
    ['branch', '/p1/_apis/git/repositories/r1/refs'],
    ['repository-policy', '/p1/_apis/git/policy/configurations'],
    ['pull-request', '/p1/_apis/git/repositories/r1/pullrequests'],
    ['pipeline', '/p1/_apis/pipelines'],
    ['pipeline', '/p1/_apis/build/definitions/7', { includeRepo: true }],
    ['pipeline-run', '/p1/_apis/pipelines/7/runs'],
    ['build', '/p1/_apis/build/builds'],
    ['build', '/p1/_apis/build/builds/70/changes', { enrichWithFirstCommit: true }],
    ['pipeline-stage', '/p1/_apis/build/builds/70/timeline'],
    ['environment', '/p1/_apis/distributedtask/environments'],
    ['pipeline-deployment', '/p1/_apis/distributedtask/environments/5/environmentdeploymentrecords'],
    ['release', '/p1/_apis/release/releases'],
    ['release-definition', '/p1/_apis/release/definitions'],
    ['release-deployment', '/p1/_apis/release/deployments'],
    ['test-run', '/p1/_apis/test/runs'],
    ['test-run', '/p1/_apis/test/runs/3/results'],
    ['test-run', '/p1/_apis/test/codecoverage', { codeCoverage: { flags: 1 } }],
    ['work-item', '/p1/_apis/wit/wiql'],
    ['work-item', '/p1/_apis/wit/workitems'],
    ['team', '/_apis/teams'],
    ['team', '/_apis/projects/p1/teams/t1/members', { includeMembers: true }],
    ['team', '/p1/t1/_apis/work/teamsettings/teamfieldvalues', { includeAreaPaths: true }],
    ['member', '/_apis/projects/p1/teams/t1/members'],
    ['user', '/_apis/userentitlements'],
    ['user', '/_apis/graph/users', { source: 'graph' }],
    ['user', '/_apis/graph/memberships/u1', { source: 'graph', includeGroupMemberships: true }],
    ['user', '/_apis/graph/subjectlookup', { source: 'graph', includeGroupMemberships: true }],
    ['group', '/_apis/graph/groups'],
    ['group-member', '/_apis/graph/memberships/g1'],
    ['board', '/p1/t1/_apis/work/boards'],
    ['board', '/p1/t1/_apis/work/boards/b1'],
    ['column', '/p1/t1/_apis/work/boards/b1'],
    ['iteration', '/p1/t1/_apis/work/teamsettings/iterations'],
    ['area-path', '/p1/_apis/wit/classificationnodes/Areas'],
    ['advanced-security-alert', '/p1/_apis/alert/repositories/r1/alerts'],
    ['wiki', '/p1/_apis/wiki/wikis'],
    ['wiki', '/p1/_apis/wiki/wikis/w1/pagesbatch'],
    ['wiki', '/p1/_apis/wiki/wikis/w1/pages/1', { includeContent: true }],
  ];
  for (const [kind, route, selector] of cases) {
    for (const status of [403, 503]) {
      it(`for ${kind} when ${route} answers ${status}`, async () => {
        const fake = createFake({ ...organisation(), [route]: failing(status) });
        const { incomplete, partial } = await read(fake, [{ ...selector, kind }]);
        assert.ok((incomplete[0]?.length ?? 0) + partial.length > 0);
      });
    }
  }

  for (const [kind, route] of [
    ['branch', '/p1/_apis/git/repositories/r1/refs'],
    ['iteration', '/p1/t1/_apis/work/teamsettings/iterations'],
    ['area-path', '/p1/_apis/wit/classificationnodes/Areas'],
    ['pipeline-stage', '/p1/_apis/build/builds/70/timeline'],
    ['board', '/p1/t1/_apis/work/boards'],
    ['work-item', '/p1/_apis/wit/workitems'],
  ] as const) {
    it(`for ${kind} when ${route} answers 404`, async () => {
      const fake = createFake({ ...organisation(), [route]: failing(404) });
      const { incomplete, partial } = await read(fake, [{ kind }]);
      assert.ok((incomplete[0]?.length ?? 0) + partial.length > 0);
    });
  }

  it('and costs only what it is about: the other resources are complete', async () => {
    const fake = createFake({ ...organisation(), '/p1/_apis/git/repositories/r1/refs': failing(503) });
    const { incomplete, items } = await read(fake, [{ kind: 'branch' }, { kind: 'repository' }]);
    assert.deepEqual([incomplete[0]?.length, incomplete[1]?.length, items[1]?.length], [1, 0, 3]);
  });

  it('and a project that fails does not keep the others from being read', async () => {
    const fake = createFake({ ...organisation(), '/p1/_apis/wit/classificationnodes/Areas': failing(503) });
    const { incomplete, items } = await read(fake, [{ kind: 'area-path' }]);
    assert.deepEqual([incomplete[0]?.length, items[0]?.length], [1, 1]);
  });
});

describe('the pipeline kind', () => {
  it('gives each pipeline its own repository when a definition before it is gone', async () => {
    const routes = organisation();
    const ids = [6, 7, 8];
    routes['/p1/_apis/pipelines'] = ids.map((id) => ({ ...PIPELINE, id }));
    for (const id of ids) {
      routes[`/p1/_apis/build/definitions/${id}`] =
        id === 6
          ? failing(404, 'DefinitionNotFoundException')
          : { repository: { id: `repository of ${id}` }, project: {} };
    }
    const items = await readAll(createFake(routes), 'pipeline', { includeRepo: true });
    assert.deepEqual(
      items.map(({ id, __repository }) => [id, (__repository as { id: string }).id]),
      [
        [7, 'repository of 7'],
        [8, 'repository of 8'],
      ],
    );
  });
});

describe('lists over a page', () => {
  it('of teams are read to the end for iterations', async () => {
    const routes = organisation();
    const teams = Array.from({ length: 501 }, (_, n) => ({ ...TEAM, id: `t${n}` }));
    routes['/_apis/projects/p1/teams'] = teams;
    for (const { id } of teams) routes[`/p1/${id}/_apis/work/teamsettings/iterations`] = [{ id }];
    const items = await readAll(createFake(routes), 'iteration');
    assert.equal(new Set(items.map(({ id }) => id)).size, 501);
  });

  it('of test results are read to the end', async () => {
    const routes = organisation();
    routes['/p1/_apis/test/runs/3/results'] = Array.from({ length: 1001 }, (_, id) => ({ id }));
    const [run] = await readAll(createFake(routes), 'test-run');
    assert.equal((run?.__testResults as unknown[] | undefined)?.length, 1001);
  });
});

describe('names', () => {
  it('of projects have their quotes doubled in WIQL', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'work-item');
    const [query] = fake.requests.filter((request) => request.startsWith('POST /p1/_apis/wit/wiql'));
    assert.match(query ?? '', /\[System\.TeamProject\] = 'Bob''s 100% project'/);
  });

  it('stand in no path: projects and repositories are asked for by id', async () => {
    const fake = createFake(organisation());
    await read(
      fake,
      ['branch', 'board', 'iteration', 'build', 'wiki', 'test-run', 'release'].map((kind) => ({ kind })),
    );
    const paths = fake.requests.map((request) => request.split(/[ ?]/)[1] ?? '');
    assert.deepEqual(
      paths.filter((path) => path.includes(encodeURIComponent(PROJECT.name)) || path.includes(WEB.name)),
      [],
    );
  });
});

describe('the criteria of alerts', () => {
  it('are sent under the names that the API has, one value of each', async () => {
    const fake = createFake(organisation());
    const criteria = { states: ['active', 'fixed'], severity: 'high', alertType: 'code' };
    await readAll(fake, 'advanced-security-alert', { criteria });
    const sent = fake.requests.find((request) => request.includes('/alert/repositories/r1'));
    const query = new URLSearchParams(sent?.split('?')[1]);
    assert.equal(query.get('criteria.states'), null);
    assert.equal(query.get('criteria.severities'), 'high');
    assert.equal(query.get('criteria.alertType'), 'code');
    assert.equal(query.get('criteria.severity'), null);
  });

  it('are looked up in each alert, whatever the service was asked for', async () => {
    const alerts = [
      { alertId: 1, state: 'active', severity: 'high', alertType: 'code' },
      { alertId: 2, state: 'Fixed', severity: 'high', alertType: 'code' },
      { alertId: 3, state: 'dismissed', severity: 'high', alertType: 'code' },
      { alertId: 4, state: 'active', severity: 'low', alertType: 'code' },
      { alertId: 5, state: 'active', severity: 'high', alertType: 'secret' },
    ];
    const fake = createFake({ ...organisation(), '/p1/_apis/alert/repositories/r1/alerts': alerts });
    const criteria = { states: ['active', 'fixed'], severity: 'high', alertType: 'code' };
    const found = await readAll(fake, 'advanced-security-alert', { criteria });
    assert.deepEqual(
      found.map(({ alertId }) => alertId),
      [1, 2],
    );
  });
});
