import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing } from './support/fake.ts';
import { BUILD, organisation, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

const queryOf = (requests: readonly string[], path: string): URLSearchParams =>
  new URLSearchParams(requests.find((request) => request.includes(path))?.split('?')[1]);

describe('the first commit of a build', () => {
  const firstCommit = async (changes: unknown[], build: object = BUILD) => {
    const fake = createFake({
      ...organisation(),
      '/p1/_apis/build/builds': [build],
      '/p1/_apis/build/builds/70/changes': changes,
    });
    const [item] = await readAll(fake, 'build', { enrichWithFirstCommit: true });
    return { commit: item?.__firstCommit, requests: fake.requests };
  };

  it('is the earliest of all changes, over all pages, whatever zone their times are in', async () => {
    const later = Array.from({ length: 1000 }, (_, n) => ({
      id: `x${n}`,
      timestamp: '2024-06-02T09:00:00Z',
    }));
    const earliest = { id: 'a', timestamp: '2024-06-02T10:00:00+02:00', message: 'Begin' };
    const { commit } = await firstCommit([...later, { id: 'undated' }, earliest]);
    assert.deepEqual(commit, {
      ...earliest,
      __sha: 'a',
      __timestamp: '2024-06-02T10:00:00+02:00',
      __commitCount: 1002,
    });
  });

  it('is absent for a repository elsewhere, which Azure Repos is not asked for', async () => {
    const build = { ...BUILD, repository: { id: 'owner/web', type: 'GitHub' } };
    const { commit, requests } = await firstCommit([{ id: 'undated' }], build);
    assert.equal(commit, undefined);
    assert.ok(!requests.some((request) => request.includes('/commits/')));
  });

  it('is absent when the service says that the commit is gone', async () => {
    const fake = createFake({
      ...organisation(),
      '/p1/_apis/git/repositories/r1/commits/c0ffee': failing(404, 'GitCommitDoesNotExistException'),
    });
    const [item] = await readAll(fake, 'build', { enrichWithFirstCommit: true });
    assert.ok(item && !('__firstCommit' in item));
  });

  const notFound = failing(404, 'GitRepositoryNotFoundException');
  const trash = '/p1/_apis/git/recycleBin/repositories';
  const forGood = '/p1/_apis/git/deletedrepositories';
  const deleted = [{ id: 'R1', name: 'web', deletedDate: '2024-06-01T00:00:00Z' }];
  const enabled = { '/_apis/git/repositories': [WEB] };
  const off = { ...WEB, isDisabled: true };
  for (const [how, routes, isTold] of [
    ['is listed as disabled', { '/_apis/git/repositories': [off] }, true],
    ['is listed as deleted', { '/_apis/git/repositories': [], [trash]: deleted }, true],
    ['is listed as deleted for good', { '/_apis/git/repositories': [], [forGood]: deleted }, true],
    ['is listed as enabled', { ...enabled, '/p1/_apis/git/repositories': [WEB], [trash]: deleted }, false],
    ['is listed as enabled, and then as disabled', { ...enabled, '/p1/_apis/git/repositories': [off] }, true],
    ['is listed as enabled, and then as deleted', { ...enabled, [trash]: deleted }, true],
    ['is listed as enabled, and then in no list', enabled, false],
    ['is in no list', { '/_apis/git/repositories': [] }, false],
    ['is in no list, and those of deleted ones may not be read', { [trash]: failing(403) }, false],
  ] as const)
    it(`is not known where the repository is not found and ${how}: ${isTold ? 'a note' : 'an error'}`, async () => {
      const fake = createFake({
        ...organisation(),
        '/p1/_apis/git/repositories': [],
        [trash]: [],
        [forGood]: [],
        ...routes,
        '/p1/_apis/git/repositories/r1/commits/c0ffee': notFound,
      });
      const { items, partial, notes } = await read(fake, [{ kind: 'build', enrichWithFirstCommit: true }]);
      assert.deepEqual([items[0]?.length, partial.length], [0, 1]);
      assert.equal(partial[0]?.reason === '', isTold);
      assert.equal(notes.length, isTold ? 1 : 0);
    });

  it('is not known when the commit cannot be read: the build exists, and is not written without it', async () => {
    const fake = createFake({
      ...organisation(),
      '/p1/_apis/git/repositories/r1/commits/c0ffee': failing(503),
    });
    const { items, incomplete, partial } = await read(fake, [{ kind: 'build', enrichWithFirstCommit: true }]);
    assert.deepEqual([items[0], incomplete[0]], [[], []]);
    assert.deepEqual(
      partial.map(({ item }) => [item.id, '__firstCommit' in item]),
      [[70, false]],
    );
  });
});

describe('what is asked for', () => {
  it('are builds by the time that they were queued, which the window counts', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'build', { minTimeInDays: 1 });
    const query = queryOf(fake.requests, '/build/builds');
    assert.deepEqual(Object.fromEntries(query), {
      queryOrder: 'queueTimeDescending',
      minTime: '2024-06-14T12:00:00.000Z',
      $top: '250',
    });
  });

  it('are branches, not tags and other refs', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'branch');
    assert.equal(queryOf(fake.requests, '/r1/refs').get('filter'), 'heads/');
  });

  it('are the policies of the default branch, or of the repository where it has none', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'repository-policy');
    const asked = fake.requests
      .filter((request) => request.includes('/policy/'))
      .map((request) => new URLSearchParams(request.split('?')[1]))
      .map((query) => [query.get('repositoryId'), query.get('refName')]);
    assert.deepEqual(asked.sort(), [
      ['r1', 'refs/heads/main'],
      ['r3', null],
    ]);
  });

  it('are wikis of one type only, where the user says so', async () => {
    const fake = createFake(organisation());
    assert.deepEqual(await readAll(fake, 'wiki', { wikiType: 'codeWiki' }), []);
    assert.ok(!fake.requests.some((request) => request.includes('pagesbatch')));
  });

  it('is the root of the areas, or so many levels below it', async () => {
    for (const [selector, depth] of [
      [{}, null],
      [{ depth: null }, null],
      [{ depth: 14 }, '14'],
      [{ depth: ' 14 ' }, '14'],
      [{ depth: '2' }, '2'],
    ] as const) {
      const fake = createFake(organisation());
      await readAll(fake, 'area-path', selector);
      assert.equal(queryOf(fake.requests, '/Areas').get('$depth'), depth);
    }
  });

  it('are releases by the filters of the user', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'release', {
      expand: 'tags',
      statusFilter: 'active',
      tagFilter: ['a', 'b'],
      sourceBranchFilter: 'refs/heads/main',
      maxCreatedTime: '2024-01-01',
    });
    assert.deepEqual(Object.fromEntries(queryOf(fake.requests, '/release/releases')), {
      $expand: 'tags',
      statusFilter: 'active',
      tagFilter: 'a,b',
      sourceBranchFilter: 'refs/heads/main',
      maxCreatedTime: '2024-01-01',
      $top: '50',
    });
  });

  it('are release definitions with their environments unless the user says otherwise', async () => {
    const fake = createFake(organisation());
    await readAll(fake, 'release-definition', { tagFilter: 'a' });
    const query = queryOf(fake.requests, '/release/definitions');
    assert.deepEqual([query.get('$expand'), query.get('tagFilter')], ['environments', 'a']);
  });
});

describe('code coverage', () => {
  it('is asked for once for all test runs of a build', async () => {
    const routes = organisation();
    const runs = [1, 2, 3].map((id) => ({ id, build: { id: id === 3 ? '71' : '70' } }));
    routes['/p1/_apis/test/runs'] = runs;
    const fake = createFake(routes);
    await readAll(fake, 'test-run', { includeResults: false, codeCoverage: { flags: 0 } });
    const asked = fake.requests.filter((request) => request.includes('/codecoverage'));
    assert.deepEqual(asked.sort(), [
      'GET /p1/_apis/test/codecoverage?buildId=70&flags=0',
      'GET /p1/_apis/test/codecoverage?buildId=71&flags=0',
    ]);
  });
});

describe('nodes of the area tree', () => {
  it('that are no areas are left out', async () => {
    const routes = organisation();
    routes['/p1/_apis/wit/classificationnodes/Areas'] = {
      identifier: 'a0',
      structureType: 'area',
      path: '\\P\\Area',
      children: [{ identifier: 'i1', structureType: 'iteration', path: '\\P\\Iteration\\S' }],
    };
    const items = await readAll(createFake(routes), 'area-path');
    assert.deepEqual(
      items.map(({ identifier }) => identifier),
      ['a0', 'z'],
    );
  });
});
