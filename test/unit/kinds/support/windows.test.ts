import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, type Routes } from './fake.ts';
import { OTHER, organisation, PROJECT } from './organisation.ts';
import { read, readAll } from './read.ts';

const numbered = (count: number, more: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => ({ id: n + 1, ...more(n) }));

/** The query of the only request to a path. */
function queryOf(requests: readonly string[], path: string): Record<string, string> {
  const [request, ...others] = requests.filter((one) => one.includes(`${path}?`));
  assert.deepEqual(others, []);
  return Object.fromEntries(new URLSearchParams(request?.split('?')[1]));
}

const only = (routes: Routes): Routes => ({ ...organisation(), ...routes, '/_apis/projects': [PROJECT] });

describe('a window', () => {
  it('is not asked for unless it is set: all builds, releases and runs are read', async () => {
    for (const [kind, path] of [
      ['build', '/p1/_apis/build/builds'],
      ['release', '/p1/_apis/release/releases'],
      ['release-deployment', '/p1/_apis/release/deployments'],
      ['test-run', '/p1/_apis/test/runs'],
    ] as const) {
      const fake = createFake(only({ [path]: numbered(600), '/p1/_apis/test/runs/3/results': [] }));
      const selector = kind === 'test-run' ? { includeResults: false } : {};
      assert.equal((await readAll(fake, kind, selector)).length, 600);
      assert.ok(!fake.requests.some((request) => /[Mm]in\w*(Time|Date)=/.test(request)));
    }
  });

  for (const [kind, path, parameter] of [
    ['build', '/p1/_apis/build/builds', 'minTime'],
    ['pipeline-stage', '/p1/_apis/build/builds', 'minTime'],
    ['release', '/p1/_apis/release/releases', 'minCreatedTime'],
    ['release-deployment', '/p1/_apis/release/deployments', 'minModifiedTime'],
  ] as const) {
    it(`of days is asked of the service for ${kind}`, async () => {
      const fake = createFake(only({}));
      await readAll(fake, kind, { minTimeInDays: '30' });
      assert.equal(queryOf(fake.requests, path)[parameter], '2024-05-16T12:00:00.000Z');
    });
  }

  for (const days of [1e15, '9'.repeat(400), 12_000]) {
    it(`of ${String(days).slice(0, 20)} days is none: nothing in the service is older`, async () => {
      const fake = createFake(only({}));
      assert.equal((await readAll(fake, 'build', { minTimeInDays: days })).length, 1);
      assert.ok(!fake.requests.some((request) => request.includes('minTime=')));
    });
  }

  for (const [kind, path] of [
    ['build', '/p1/_apis/build/builds'],
    ['release', '/p1/_apis/release/releases'],
    ['release-deployment', '/p1/_apis/release/deployments'],
    ['pipeline-run', '/p1/_apis/pipelines/7/runs'],
  ] as const) {
    it(`of results takes the first of the list for ${kind} and asks for no more`, async () => {
      const fake = createFake(only({ [path]: numbered(500) }));
      const items = await readAll(fake, kind, { maxResults: 30 });
      assert.deepEqual(
        items.map(({ id }) => id),
        numbered(30).map(({ id }) => id),
      );
      assert.equal(fake.requests.filter((request) => request.includes(path)).length, 1);
    });
  }

  it('of days is cut here where the service cannot filter: pipeline-run', async () => {
    const runs = numbered(20, (n) => ({
      createdDate: `2024-06-${String(20 - n).padStart(2, '0')}T12:00:00Z`,
    }));
    const fake = createFake(only({ '/p1/_apis/pipelines/7/runs': runs }));
    const items = await readAll(fake, 'pipeline-run', { minTimeInDays: 5 });
    assert.equal(items.at(-1)?.createdDate, '2024-06-10T12:00:00Z');
  });

  it('of results takes the newest test runs, though the list begins with the oldest', async () => {
    const fake = createFake(only({ '/p1/_apis/test/runs': numbered(950) }));
    const items = await readAll(fake, 'test-run', { maxResults: 3, includeResults: false });
    assert.deepEqual(
      items.map(({ id }) => id),
      [948, 949, 950],
    );
  });

  it('of days is asked for test runs in queries of seven days, past the beginning of the run', async () => {
    const fake = createFake(only({ '/p1/_apis/test/runs': [] }));
    await readAll(fake, 'test-run', { minTimeInDays: 10 });
    const ranges = fake.requests
      .filter((request) => request.includes('/test/runs?'))
      .map((request) => new URLSearchParams(request.split('?')[1]))
      .map((query) => [query.get('minLastUpdatedDate'), query.get('maxLastUpdatedDate')]);
    assert.deepEqual(ranges, [
      ['2024-06-05T12:00:00.000Z', '2024-06-12T12:00:00.000Z'],
      ['2024-06-12T12:00:00.000Z', '2024-06-16T12:00:00.000Z'],
    ]);
  });

  it('of releases begins at the later of its own time and the one that the user gave', async () => {
    for (const [minCreatedTime, sent] of [
      ['2024-06-14', '2024-06-14'],
      ['2020-01-01', '2024-06-10T12:00:00.000Z'],
    ] as const) {
      const fake = createFake(only({}));
      await readAll(fake, 'release', { minTimeInDays: 5, minCreatedTime });
      assert.equal(queryOf(fake.requests, '/release/releases').minCreatedTime, sent);
    }
  });
});

describe('pull requests', () => {
  const path = '/p1/_apis/git/repositories/r1/pullrequests';
  const by = (counts: Record<string, number>) => (query: Record<string, string>) =>
    numbered(counts[query['searchCriteria.status'] ?? ''] ?? 0, () => ({
      status: query['searchCriteria.status'],
    }));

  it('are all that are active, and the most recently closed of each status', async () => {
    const fake = createFake(only({ [path]: by({ active: 950, abandoned: 300, completed: 40 }) }));
    const items = await readAll(fake, 'pull-request');
    const count = (status: string) => items.filter((item) => item.status === status).length;
    assert.deepEqual([count('active'), count('abandoned'), count('completed')], [950, 100, 40]);
  });

  it('are asked for by closing time within the window', async () => {
    const fake = createFake(only({ [path]: [] }));
    await readAll(fake, 'pull-request', { minTimeInDays: 3, maxResults: '20' });
    const queries = fake.requests
      .filter((request) => request.includes(path))
      .map((request) => Object.fromEntries(new URLSearchParams(request.split('?')[1])));
    assert.deepEqual(queries, [
      { 'searchCriteria.status': 'active', $top: '400', $skip: '0' },
      ...['abandoned', 'completed'].map((status) => ({
        'searchCriteria.status': status,
        'searchCriteria.queryTimeRangeType': 'closed',
        'searchCriteria.minTime': '2024-06-12T12:00:00.000Z',
        $top: '20',
        $skip: '0',
      })),
    ]);
  });
});

describe('excludedTags', () => {
  const TAG = 'Microsoft.TeamFoundation.Project.Tag.';
  const tagged = (): Routes => ({
    ...organisation(),
    '/_apis/projects': [PROJECT, OTHER],
    '/_apis/projects/p1/properties': { value: [{ name: `${TAG}archived`, value: 'true' }] },
    '/_apis/projects/p2/properties': { value: [{ name: `${TAG}archived-not`, value: 'true' }] },
    '/_apis/teams': [
      { id: 't1', projectId: 'p1' },
      { id: 't2', projectId: 'p2' },
    ],
  });
  const excludedTags = ['old', 'archived'];

  it('leave a project out with everything in it, its teams too', async () => {
    const fake = createFake(tagged());
    const { items, incomplete } = await read(
      fake,
      [{ kind: 'project' }, { kind: 'repository' }, { kind: 'team' }],
      { excludedTags },
    );
    assert.deepEqual(
      items.map((list) => list.map(({ id }) => id)),
      [['p2'], [], ['t2']],
    );
    assert.deepEqual(incomplete.flat(), []);
    assert.equal(fake.requests.filter((request) => request.includes('/_apis/projects?')).length, 1);
    assert.equal(fake.requests.filter((request) => request.includes('/properties')).length, 2);
  });

  it('leave out a project whose tags could not be read, and nothing of it counts as complete', async () => {
    const routes = tagged();
    routes['/_apis/projects/p2/properties'] = () => {
      throw { status: 503 };
    };
    const { items, incomplete } = await read(
      createFake(routes),
      [{ kind: 'project' }, { kind: 'team' }, { kind: 'group' }],
      { excludedTags },
    );
    assert.deepEqual([items[0], items[1]], [[], []]);
    assert.deepEqual(
      incomplete.map((reasons) => reasons.length),
      [1, 1, 1],
    );
  });
});

describe('projects', () => {
  const domain = (id: string) => `vstfs:///Classification/TeamProject/${id}`;
  const A = { ...PROJECT, id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Store' };
  const B = { ...PROJECT, id: 'bbbbbbbb-0000-4000-8000-000000000002', name: 'Archive' };
  const unlisted = 'cccccccc-0000-4000-8000-000000000003';
  const routes = (): Routes => ({
    ...organisation(),
    '/_apis/projects': [A, B],
    '/_apis/teams': [
      { id: 't1', projectId: A.id },
      { id: 't2', projectId: B.id },
      { id: 't3', projectId: unlisted, projectName: 'Hidden' },
    ],
    '/_apis/graph/groups': [
      { descriptor: 'g1', principalName: '[Archive]\\Readers', domain: domain(A.id) },
      { descriptor: 'g2', principalName: '[Store]\\Readers', domain: domain(B.id.toUpperCase()) },
      { descriptor: 'g3', principalName: '[contoso]\\Owners', domain: 'vstfs:///Framework/IdentityDomain/x' },
      { descriptor: 'g4', principalName: '[Store]\\None' },
      { descriptor: 'g5', principalName: '[Hidden]\\Readers', domain: domain(unlisted) },
    ],
    [`/${A.id}/_apis/git/repositories`]: [],
  });
  const chosen = async (projects: string[]) => {
    const fake = createFake(routes());
    const wanted = [{ kind: 'project' }, { kind: 'team' }, { kind: 'group' }];
    const { items, incomplete } = await read(fake, wanted, { projects });
    assert.deepEqual(incomplete.flat(), []);
    assert.equal(fake.requests.filter((request) => request.includes('/_apis/projects')).length, 1);
    return items.map((list) => list.map(({ id, descriptor }) => id ?? descriptor));
  };

  it('leave out teams and groups by the id of their project, not by a name', async () => {
    assert.deepEqual(await chosen(['Store']), [[A.id], ['t1', 't3'], ['g1', 'g3', 'g4', 'g5']]);
    assert.deepEqual(await chosen(['!Archive']), [[A.id], ['t1', 't3'], ['g1', 'g3', 'g4', 'g5']]);
  });

  it('leave out what is of an unlisted project only where it is excluded by id or name', async () => {
    assert.deepEqual(await chosen([`!${unlisted}`]), [
      [A.id, B.id],
      ['t1', 't2'],
      ['g1', 'g2', 'g3', 'g4'],
    ]);
    assert.deepEqual((await chosen(['!Hidden']))[1], ['t1', 't2']);
  });

  it('ask for the tags of no project that a pattern leaves out', async () => {
    const fake = createFake({
      ...routes(),
      [`/_apis/projects/${A.id}/properties`]: { value: [] },
    });
    const { items, incomplete } = await read(fake, [{ kind: 'project' }], {
      projects: ['Store'],
      excludedTags: ['old'],
    });
    assert.deepEqual(incomplete.flat(), []);
    assert.deepEqual(
      items[0]?.map(({ id }) => id),
      [A.id],
    );
    assert.equal(fake.requests.filter((request) => request.includes('/properties')).length, 1);
  });

  it('make every list that spans the organisation incomplete where their own list cannot be read', async () => {
    const fake = createFake({
      ...routes(),
      '/_apis/projects': () => {
        throw { status: 503 };
      },
    });
    const wanted = [{ kind: 'project' }, { kind: 'team' }, { kind: 'group' }];
    const { incomplete } = await read(fake, wanted, { projects: ['Store'] });
    assert.deepEqual(
      incomplete.map((reasons) => reasons.length),
      [1, 1, 1],
    );
  });

  it('proves of the runs of a pipeline that no more are wanted than the service gives', async () => {
    const day = (n: number) => new Date(Date.UTC(2024, 5, 15) - n * 86_400_000).toISOString();
    const incompleteOf = async (count: number, window: object) => {
      const fake = createFake(
        only({ '/p1/_apis/pipelines/7/runs': numbered(count, (n) => ({ createdDate: day(n / 10) })) }),
      );
      const { items, incomplete } = await read(fake, [{ kind: 'pipeline-run', ...window }]);
      assert.ok((items[0]?.length ?? 0) > 0);
      return incomplete[0]?.length;
    };
    for (const window of [{}, { maxResults: 10_001 }, { minTimeInDays: 1_001 }])
      assert.equal(await incompleteOf(10_000, window), 1, JSON.stringify(window));
    for (const window of [
      { maxResults: 10_000 },
      { minTimeInDays: 30 },
      { minTimeInDays: 2_000, maxResults: 5 },
    ])
      assert.equal(await incompleteOf(10_000, window), 0, JSON.stringify(window));
    assert.equal(await incompleteOf(9_999, {}), 0);
  });
});
