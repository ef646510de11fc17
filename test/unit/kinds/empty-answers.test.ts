import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing } from './support/fake.ts';
import { organisation } from './support/organisation.ts';
import { read } from './support/read.ts';

describe('an answer that is not an error', () => {
  const cases: [title: string, kind: string, route: string, answer: unknown, selector?: object][] = [
    [
      'Advanced Security that is off (404)',
      'advanced-security-alert',
      '/p1/_apis/alert/repositories/r1/alerts',
      failing(404),
    ],
    [
      'Advanced Security that is off (400)',
      'advanced-security-alert',
      '/p1/_apis/alert/repositories/r1/alerts',
      failing(400),
    ],
    ['a build that has not started', 'pipeline-stage', '/p1/_apis/build/builds/70/timeline', undefined],
  ];
  for (const [title, kind, route, answer] of cases) {
    it(`${title}: complete, empty and told`, async () => {
      const fake = createFake({ ...organisation(), [route]: answer });
      const { items, incomplete, notes } = await read(fake, [{ kind }]);
      assert.deepEqual([items[0], incomplete[0]], [[], []]);
      assert.ok(notes.length > 0);
    });
  }

  it('a team without area paths has null for them', async () => {
    const fake = createFake({
      ...organisation(),
      '/p1/t1/_apis/work/teamsettings/teamfieldvalues': failing(404),
    });
    const { items, incomplete } = await read(fake, [{ kind: 'team', includeAreaPaths: true }]);
    assert.equal(items[0]?.[0]?.__areaPaths, null);
    assert.deepEqual(incomplete[0], []);
  });

  it('a project that is gone when it is read singly is left out', async () => {
    const fake = createFake({ ...organisation(), '/_apis/projects/p1': failing(404) });
    const { items, incomplete } = await read(fake, [{ kind: 'project', defaultTeam: true }]);
    assert.deepEqual([items[0]?.map(({ id }) => id), incomplete[0]], [['p2'], []]);
  });

  it('a team whose boards fail because it has no iteration has none', async () => {
    const fake = createFake({
      ...organisation(),
      '/p1/t1/_apis/work/boards': failing(500),
      '/p1/t1/_apis/work/teamsettings/iterations': [],
    });
    const { items, incomplete, notes } = await read(fake, [{ kind: 'board' }, { kind: 'iteration' }]);
    assert.deepEqual(
      [items, incomplete],
      [
        [[], []],
        [[], []],
      ],
    );
    assert.deepEqual(notes, ['a team without an iteration has no boards']);
    assert.equal(fake.requests.filter((request) => request.includes('iterations')).length, 1);
  });

  it('is an error when the boards of a team with iterations fail', async () => {
    const fake = createFake({ ...organisation(), '/p1/t1/_apis/work/boards': failing(500) });
    assert.equal((await read(fake, [{ kind: 'board' }])).incomplete[0]?.length, 1);
  });

  it('is an error when the repository of alerts cannot be seen', async () => {
    const route = '/p1/_apis/alert/repositories/r1/alerts';
    const fake = createFake({ ...organisation(), [route]: failing(404, 'GitRepositoryNotFoundException') });
    assert.equal((await read(fake, [{ kind: 'advanced-security-alert' }])).incomplete[0]?.length, 1);
  });

  it('coverage of a build that is gone is empty', async () => {
    const fake = createFake({ ...organisation(), '/p1/_apis/test/codecoverage': failing(404) });
    const { items, incomplete } = await read(fake, [{ kind: 'test-run', codeCoverage: { flags: 1 } }]);
    assert.deepEqual([items[0]?.[0]?.__codeCoverage, incomplete[0]], [{}, []]);
  });

  it('is an error when it comes in the middle of a list', async () => {
    const alerts = Array.from({ length: 501 }, (_, alertId) => ({ alertId }));
    const fake = createFake({
      ...organisation(),
      '/p1/_apis/alert/repositories/r1/alerts': (query: Record<string, string>) =>
        query.continuationToken ? failing(404)() : alerts,
    });
    const { items, incomplete } = await read(fake, [{ kind: 'advanced-security-alert' }]);
    assert.deepEqual([items[0]?.length, incomplete[0]?.length], [500, 1]);
  });
});

describe('a disabled repository', () => {
  it('is an item, and is asked for nothing that it does not answer', async () => {
    const fake = createFake(organisation());
    const wanted = ['repository', 'branch', 'repository-policy', 'pull-request', 'advanced-security-alert'];
    const { items, incomplete } = await read(
      fake,
      wanted.map((kind) => ({ kind })),
    );
    assert.deepEqual(incomplete.flat(), []);
    assert.ok(items[0]?.some(({ isDisabled }) => isDisabled));
    assert.deepEqual(
      fake.requests.filter((request) => request.includes('r2')),
      [],
    );
  });

  it('counts as such when its project is being deleted', async () => {
    const routes = organisation();
    routes['/p1/_apis/git/repositories'] = [
      { id: 'r9', name: 'web', project: { id: 'p1', state: 'deleting' } },
    ];
    const fake = createFake(routes);
    const { items, incomplete } = await read(fake, [{ kind: 'branch' }]);
    assert.deepEqual([items[0], incomplete[0]], [[], []]);
  });
});
