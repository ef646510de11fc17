import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type EmptyAnswer, emptyAnswers } from '../../../src/kinds/empty-answers.ts';
import { createFake, failing, type Routes } from './support/fake.ts';
import { BUILD, organisation } from './support/organisation.ts';
import { read } from './support/read.ts';

const alertsOf = '/p1/_apis/alert/repositories/r1/alerts';
const enablementOf = '/p1/_apis/management/repositories/r1/enablement';
const OFF = 'AdvSecNotEnabledException';
const off = { repositoryId: 'r1', advSecEnabled: false };
const onFor = (feature: string, flag: string) => ({ ...off, [feature]: { [flag]: true } });
const boardsOf = '/p1/t1/_apis/work/boards';
const iterationsOf = '/p1/t1/_apis/work/teamsettings/iterations';
const timelineOf = '/p1/_apis/build/builds/70/timeline';
const started = { ...BUILD, startTime: '2024-06-14T10:01:00Z' };

interface Case {
  title: string;
  kind: string;
  routes: Routes;
  options?: object;
}

/** Read as complete, without an item. */
const empty: Case[] = [
  ...['AdvSecNotEnabledException', 'VS2150009'].flatMap((code) =>
    [off, { ...off, advSecEnabled: null }].map((enablement) => ({
      title: `alerts refused with ${code} where the enablement says ${enablement.advSecEnabled}`,
      kind: 'advanced-security-alert',
      routes: { [alertsOf]: failing(400, code), [enablementOf]: enablement },
    })),
  ),
  {
    title: 'alerts of a repository of which nothing was scanned yet',
    kind: 'advanced-security-alert',
    routes: { [alertsOf]: failing(404, 'ToolConfigurationMissingException') },
  },
  {
    title: 'boards that fail for a team without an iteration',
    kind: 'board',
    routes: { [boardsOf]: failing(500, 'Whatever'), [iterationsOf]: [] },
  },
  {
    title: 'the timeline of a build that has not started',
    kind: 'pipeline-stage',
    routes: {
      '/p1/_apis/build/builds': [{ ...BUILD, status: 'notStarted', result: undefined }],
      [timelineOf]: undefined,
    },
  },
  {
    title: 'the timeline of a build that ended before it had a stage',
    kind: 'pipeline-stage',
    routes: {
      '/p1/_apis/build/builds': [{ ...started, status: 'completed', result: 'canceled' }],
      [timelineOf]: undefined,
    },
  },
  {
    title: 'the timeline of a build without stages',
    kind: 'pipeline-stage',
    routes: { '/p1/_apis/build/builds': [started], [timelineOf]: { id: 'x', records: null } },
  },
  {
    title: 'a folder that is not there',
    kind: 'folder',
    options: { folders: [{ path: 'src/*', repos: [{ name: 'web' }] }] },
    routes: { '/p1/_apis/git/repositories/r1/items': failing(404, 'GitItemNotFoundException') },
  },
  {
    title: 'folders of a branch that the user names and that is not there',
    kind: 'folder',
    options: { folders: [{ path: 'src/*', repos: [{ name: 'web', branch: 'release' }] }] },
    routes: { '/p1/_apis/git/repositories/r1/items': failing(404, 'GitUnresolvableToCommitException') },
  },
];

/** Failures that leave a list incomplete: entities of its items stay. */
const incomplete: Case[] = [
  ...['GitUnresolvableToCommitException', 'TF401175', 'VS403403'].map((code) => ({
    title: `folders of a branch that the list of repositories has (${code})`,
    kind: 'folder',
    options: { folders: [{ path: 'src/*', repos: [{ name: 'web' }] }] },
    routes: { '/p1/_apis/git/repositories/r1/items': failing(404, code) },
  })),
  {
    title: 'a folder of a repository that is said to have no branch, while its list names one',
    kind: 'folder',
    options: { folders: [{ path: 'src/*', repos: [{ name: 'web' }] }] },
    routes: {
      '/p1/_apis/git/repositories/r1/items': failing(404, 'GitItemNotFoundException', 'VS403403'),
    },
  },
  ...[
    [failing(400), off, 'without a code'],
    [failing(400, 'Whatever'), off, 'with another code'],
    [failing(403, OFF), off, 'with 403'],
    [failing(404, OFF), off, 'with 404'],
    [failing(500, OFF), off, 'with 500'],
    [failing(400, OFF), { ...off, advSecEnabled: true }, 'although they are on'],
    [
      failing(400, OFF),
      onFor('secretProtectionFeatures', 'secretProtectionEnabled'),
      'with their secrets on',
    ],
    [failing(400, OFF), onFor('codeSecurityFeatures', 'codeSecurityEnabled'), 'with their code on'],
    [failing(400, OFF), { ...off, repositoryId: 'r3' }, 'with the enablement of another repository'],
    [failing(400, OFF), failing(404, 'Whatever'), 'with an enablement that cannot be read'],
    [failing(400, 'ToolConfigurationMissingException'), off, 'as unscanned, with another status'],
    [failing(404, 'GitRepositoryNotFoundException'), failing(403), 'for a repository out of sight'],
  ].map(([answer, enablement, how]) => ({
    title: `alerts refused ${how}`,
    kind: 'advanced-security-alert',
    routes: { [alertsOf]: answer, [enablementOf]: enablement },
  })),
  ...[
    [failing(500), [], 'without a code'],
    [failing(500, 'TF400497'), [], 'for its backlog iteration'],
    [failing(404, 'Whatever'), [], 'with 404'],
    [failing(500, 'Whatever'), [{ id: 'i1' }], 'for a team that has iterations'],
    [failing(500, 'Whatever'), failing(500, 'Whatever'), 'with iterations that fail too'],
  ].map(([answer, iterations, how]) => ({
    title: `boards that fail ${how}`,
    kind: 'board',
    routes: { [boardsOf]: answer, [iterationsOf]: iterations },
  })),
  ...[
    failing(404),
    failing(404, 'GitRepositoryNotFoundException'),
    failing(404, 'ProjectDoesNotExistException'),
  ].map((answer, which) => ({
    title: `a folder that is not there, by another answer (${which})`,
    kind: 'folder',
    options: { folders: [{ path: 'src/*', repos: [{ name: 'web' }] }] },
    routes: { '/p1/_apis/git/repositories/r1/items': answer },
  })),
];

const trust = readFileSync(new URL('../../../docs/trust.md', import.meta.url), 'utf8');

describe('an answer that is not an error', () => {
  for (const { title, kind, routes, options } of empty)
    it(`${title}: complete, empty and told`, async () => {
      const result = await read(createFake({ ...organisation(), ...routes }), [{ kind, ...options }]);
      assert.deepEqual([result.items[0], result.incomplete[0]], [[], []]);
      assert.ok(result.notes.length > 0);
    });

  for (const { title, kind, routes, options } of incomplete)
    it(`is an error: ${title}`, async () => {
      const result = await read(createFake({ ...organisation(), ...routes }), [{ kind, ...options }]);
      assert.deepEqual([result.items[0], result.incomplete[0]?.length], [[], 1]);
    });

  it('asks a repository whether Advanced Security is on only where alerts are refused', async () => {
    const fake = createFake({ ...organisation(), '/p1/_apis/alert/repositories/r3/alerts': [] });
    await read(fake, [{ kind: 'advanced-security-alert' }]);
    assert.ok(!fake.requests.some((request) => /repositories\/.*enablement/.test(request)));
  });

  it('asks for iterations once, whoever needs them', async () => {
    const fake = createFake({ ...organisation(), [boardsOf]: failing(500, 'Whatever'), [iterationsOf]: [] });
    await read(fake, [{ kind: 'board' }, { kind: 'iteration' }]);
    assert.equal(
      fake.requests.filter((request) => request.includes('/t1/_apis/work/teamsettings/iterations')).length,
      1,
    );
  });

  it('a project that is not there when it is read singly exists, since its list named it', async () => {
    const fake = createFake({ ...organisation(), '/_apis/projects/p1': failing(404) });
    const { items, incomplete, partial } = await read(fake, [{ kind: 'project', defaultTeam: true }]);
    assert.deepEqual([items[0]?.map(({ id }) => id), incomplete[0]], [['p2'], []]);
    assert.deepEqual(
      partial.map(({ item }) => item.id),
      ['p1'],
    );
  });

  it('a team without area paths has null for them', async () => {
    const fake = createFake({
      ...organisation(),
      '/p1/t1/_apis/work/teamsettings/teamfieldvalues': failing(404, 'TF400512'),
    });
    const result = await read(fake, [{ kind: 'team', includeAreaPaths: true }]);
    assert.equal(result.items[0]?.[0]?.__areaPaths, null);
    assert.deepEqual(result.incomplete[0], []);
  });

  it('coverage that is not there leaves the test run as it is', async () => {
    const fake = createFake({ ...organisation(), '/p1/_apis/test/codecoverage': failing(404) });
    const { items, incomplete, partial } = await read(fake, [
      { kind: 'test-run', codeCoverage: { flags: 1 } },
    ]);
    assert.deepEqual([items[0]?.length, incomplete[0], partial.length], [1, [], 1]);
  });

  it('is an error when it comes in the middle of a list', async () => {
    const alerts = Array.from({ length: 501 }, (_, alertId) => ({ alertId }));
    const fake = createFake({
      ...organisation(),
      [enablementOf]: off,
      [alertsOf]: (query: Record<string, string>) => (query.continuationToken ? failing(400, OFF)() : alerts),
    });
    const result = await read(fake, [{ kind: 'advanced-security-alert' }]);
    assert.deepEqual([result.items[0]?.length, result.incomplete[0]?.length], [500, 1]);
  });

  it('stands in the list with routes, statuses, codes and a source', () => {
    for (const [name, answer] of Object.entries<EmptyAnswer>(emptyAnswers)) {
      assert.ok(answer.source.length > 10 && answer.routes.length > 0, name);
      assert.ok(answer.codes === 'untold' ? answer.witness : answer.codes.length > 0, name);
      assert.ok(!answer.statuses.some((status) => [401, 403].includes(status)), name);
      if (answer.codes === 'untold' || !answer.routes.some((route) => /\/items/.test(route))) continue;
      for (const code of answer.codes) assert.ok(trust.includes(code), `${code} is not in docs/trust.md`);
    }
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
