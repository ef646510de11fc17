import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing } from './support/fake.ts';
import { PROJECT, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';
import { r1, withFiles } from './support/repository.ts';

describe('the folder kind', () => {
  const files = {
    'src/web/x/a': '1',
    'src/api/x/a': '1',
    'src/api/y/a': '1',
    'SRC/b/x/a': '1',
    'src/f': '1',
  };
  const found = async (folders: unknown[], more: object = {}) =>
    (await readAll(createFake(withFiles(files)), 'folder', { folders, ...more })).map(({ path }) => path);

  it('gives an entry of the tree with the repository, the branch and the pattern', async () => {
    const fake = createFake(withFiles(files));
    assert.deepEqual(await readAll(fake, 'folder', { folders: [{ path: 'src/w*' }] }), [
      {
        path: '/src/web',
        objectId: 'o:/src/web',
        commitId: 'c1',
        gitObjectType: 'tree',
        contentMetadata: { fileName: 'web' },
        url: 'https://item',
        __repository: WEB,
        __branch: 'main',
        __pattern: 'src/w*',
      },
    ]);
  });

  it('matches a wildcard within its segment only, case and all', async () => {
    assert.deepEqual(await found([{ path: 'src/*' }]), ['/src/web', '/src/api']);
    assert.deepEqual(await found([{ path: '/src/' }]), ['/src']);
    assert.deepEqual(await found([{ path: 'Src' }]), []);
  });

  it('takes the root too for a * alone, and for nothing longer', async () => {
    assert.deepEqual(await found([{ path: '*' }]), ['/', '/src', '/SRC']);
    assert.deepEqual(await found([{ path: '/*/' }]), ['/', '/src', '/SRC']);
    assert.deepEqual(await found([{ path: '*/*' }]), ['/src/web', '/src/api', '/SRC/b']);
  });

  it('reads nothing where no folder is named', async () => {
    const fake = createFake(withFiles(files));
    assert.deepEqual(await readAll(fake, 'folder', {}), []);
    assert.deepEqual(
      fake.requests.filter((request) => request.includes('/items')),
      [],
    );
  });

  it('matches a wildcard in the middle of a pattern', async () => {
    assert.deepEqual(await found([{ path: 'src/*/x' }]), ['/src/web/x', '/src/api/x']);
    assert.deepEqual(await found([{ path: '*/*/y' }]), ['/src/api/y']);
  });

  it('is incomplete where the root of a branch is said not to be there, or a folder that was just listed', async () => {
    const routes = withFiles(files);
    const answer = routes[`${r1}/items`] as (query: Record<string, string>) => unknown;
    for (const [path, missing] of [
      ['*', '/'],
      ['src/*/x', '/src/web'],
      ['*/*', '/SRC'],
    ]) {
      const items = (query: Record<string, string>) =>
        query.scopePath === missing ? failing(404, 'GitItemNotFoundException')() : answer(query);
      const fake = createFake({ ...routes, [`${r1}/items`]: items } as typeof routes);
      const { incomplete } = await read(fake, [{ kind: 'folder', folders: [{ path }] }]);
      assert.equal(incomplete[0]?.length, 1, `${path} without ${missing}`);
    }
  });

  for (const [what, instead] of [
    ['another folder', '/SRC'],
    ['the root', '/'],
    ['a folder below it', '/src/api'],
  ] as const)
    it(`is incomplete where the answer to a question for a folder tells of ${what}`, async () => {
      const routes = withFiles(files);
      const answer = routes[`${r1}/items`] as (query: Record<string, string>) => unknown;
      routes[`${r1}/items`] = (query: Record<string, string>) => answer({ ...query, scopePath: instead });
      const { items, incomplete } = await read(createFake(routes), [
        { kind: 'folder', folders: [{ path: 'src/*' }] },
      ]);
      assert.deepEqual([items[0], incomplete[0]?.length], [[], 1]);
    });

  it('is complete and empty where the folder before the wildcard does not exist', async () => {
    assert.deepEqual(await found([{ path: 'nowhere/*' }]), []);
  });

  it('reads the branch that a repository is named with', async () => {
    const fake = createFake(withFiles(files));
    const folders = [{ path: 'src', repos: [{ name: 'web', branch: 'release/1' }] }];
    const [item] = await readAll(fake, 'folder', { folders });
    assert.equal(item?.__branch, 'release/1');
    const asked = fake.requests.filter((request) => request.includes('/items?'));
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /versionDescriptor\.version=release%2F1/);
  });

  it('applies a pattern without repositories to those that no pattern names', async () => {
    const fake = createFake(withFiles(files));
    await readAll(fake, 'folder', {
      folders: [{ path: 'src/*' }, { path: 'src', repos: [{ name: 'web' }] }],
    });
    const asked = fake.requests.filter((request) => request.includes('/r1/items?'));
    assert.deepEqual(
      asked.map((request) => new URLSearchParams(request.split('?')[1]).get('scopePath')),
      ['/'],
    );
  });

  it('lists a folder once for several patterns', async () => {
    const fake = createFake(withFiles(files));
    await readAll(fake, 'folder', { folders: [{ path: 'src/w*' }, { path: 'src/a*' }, { path: 'src/api' }] });
    assert.equal(fake.requests.filter((request) => request.includes('/r1/items?')).length, 1);
  });

  it('adds included files from the branch of the folder', async () => {
    const fake = createFake(withFiles({ ...files, 'README.md': '# Web' }));
    const folders = [{ path: 'src', repos: [{ name: 'web', branch: 'dev' }] }];
    const [item] = await readAll(fake, 'folder', { folders, includedFiles: ['README.md'] });
    assert.deepEqual(item?.__includedFiles, { 'README.md': '# Web' });
    assert.ok(fake.requests.at(-1)?.includes('versionDescriptor.version=dev'));
  });

  it('reads a named project past the excluded tags', async () => {
    const routes = withFiles(files);
    routes['/_apis/projects/Bob%27s%20100%25%20project'.replace('%27', "'")] = PROJECT;
    const fake = createFake(routes);
    const { items } = await read(
      fake,
      [{ kind: 'folder', folders: [{ path: 'src' }], project_name: PROJECT.name }],
      { excludedTags: ['archived'] },
    );
    assert.equal(items[0]?.length, 1);
    assert.ok(!fake.requests.some((request) => request.includes('/properties')));
  });

  it('is incomplete when a folder could not be listed', async () => {
    const routes = withFiles(files);
    routes[`${r1}/items`] = failing(503);
    const { incomplete } = await read(createFake(routes), [{ kind: 'folder', folders: [{ path: 'src' }] }]);
    assert.equal(incomplete[0]?.length, 1);
  });
});
