import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing, type Routes } from './support/fake.ts';
import { DISABLED, organisation, PROJECT, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';

const r1 = '/p1/_apis/git/repositories/r1';

interface Descriptor {
  path: string;
  recursionLevel: string;
}

/** A repository with some files, answering as the service does: 400 for all when one path is missing. */
function withFiles(files: Record<string, string | Buffer>): Routes {
  const paths = Object.keys(files).map((path) => `/${path}`);
  const folders = new Set(['/']);
  for (const path of paths) {
    for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  }
  const item = (path: string) => ({
    path,
    objectId: `o:${path}`,
    commitId: 'c1',
    gitObjectType: folders.has(path) ? 'tree' : 'blob',
    contentMetadata: { fileName: path.slice(path.lastIndexOf('/') + 1) },
    url: 'https://item',
  });
  const under = ({ path, recursionLevel }: Descriptor) => {
    const prefix = path === '/' ? '/' : `${path}/`;
    const inside = [...folders, ...paths].filter((one) => one !== path && one.startsWith(prefix));
    const direct = inside.filter((one) => !one.slice(prefix.length).includes('/'));
    return recursionLevel === 'full' ? inside : recursionLevel === 'oneLevel' ? direct : [];
  };
  const exists = ({ path }: Descriptor) => paths.includes(path) || folders.has(path);
  return {
    ...organisation(),
    [`${r1}/itemsbatch`]: (_: unknown, body: { itemDescriptors: Descriptor[] }) => {
      if (!body.itemDescriptors.every(exists)) return failing(400, 'GitItemNotFoundException')();
      return {
        value: body.itemDescriptors.map((one) => [item(one.path), ...under(one).map(item)]),
      };
    },
    [`${r1}/items`]: ({ path, scopePath }: Record<string, string>) => {
      if (scopePath) {
        const folder = { path: scopePath, recursionLevel: 'oneLevel' };
        if (!exists(folder)) return failing(404, 'GitItemNotFoundException')();
        return [item(scopePath), ...under(folder).map(item)];
      }
      const text = files[(path ?? '').slice(1)];
      return text ?? failing(404, 'GitItemNotFoundException')();
    },
    '/p1/_apis/git/repositories/r2/itemsbatch': failing(404, 'GitRepositoryNotFoundException'),
    '/p1/_apis/git/repositories/r2/items': failing(404, 'GitRepositoryNotFoundException'),
    '/p1/_apis/git/repositories/r3/items': failing(404),
  };
}

const pathsOf = async (files: Record<string, string>, path: string | string[]) =>
  (await readAll(createFake(withFiles(files)), 'file', { files: { path } })).map(
    ({ file }) => (file as { path: string }).path,
  );

describe('the file kind', () => {
  it('gives the file with its content, the repository and what the service tells of it', async () => {
    const fake = createFake(withFiles({ 'deploy/app.yml': 'on: yes' }));
    assert.deepEqual(await readAll(fake, 'file', { files: { path: 'deploy/app.yml' } }), [
      {
        file: {
          path: 'deploy/app.yml',
          objectId: 'o:/deploy/app.yml',
          size: 7,
          isFolder: false,
          commitId: 'c1',
          fileName: 'app.yml',
          content: { raw: 'on: yes', parsed: { true: true } },
        },
        repo: WEB,
      },
    ]);
  });

  it('asks once for the list and once for each file that matches', async () => {
    const fake = createFake(withFiles({ 'a.yml': 'a', 'x/b.yml': 'b', 'x/c.md': 'c' }));
    await readAll(fake, 'file', { files: { path: ['a.yml', 'x/*.yml'], repos: ['web'] } });
    assert.equal(fake.requests.filter((request) => request.includes('itemsbatch')).length, 1);
    assert.equal(fake.requests.filter((request) => request.includes('/items?')).length, 2);
  });

  it('finds files below a wildcard in the middle of a path', async () => {
    const files = { 'src/a/x.yml': '1', 'src/b/x.yml': '2', 'src/b/c/x.yml': '3', 'src/x.yml': '4' };
    assert.deepEqual(await pathsOf(files, 'src/*/x.yml'), ['src/a/x.yml', 'src/b/x.yml']);
  });

  it('keeps the other files named when one of them does not exist', async () => {
    const files = { 'a.yml': '1', 'b.yml': '2', 'd.yml': '4', 'e.yml': '5' };
    assert.deepEqual(await pathsOf(files, ['a.yml', 'b.yml', 'c.yml', '/d.yml', 'e.yml']), [
      'a.yml',
      'b.yml',
      'd.yml',
      'e.yml',
    ]);
  });

  it('is complete and empty where nothing exists', async () => {
    assert.deepEqual(await pathsOf({ 'a.yml': '1' }, ['b.yml', 'c/*.yml']), []);
  });

  it('gives a file once that several paths find', async () => {
    assert.deepEqual(await pathsOf({ 'a.yml': '1' }, ['a.yml', '*.yml', '**/*.yml']), ['a.yml']);
  });

  it('leaves out empty files, those over 1 MiB and those that are not UTF-8', async () => {
    const fake = createFake(
      withFiles({
        'empty.txt': '',
        'large.txt': 'x'.repeat(1024 * 1024 + 1),
        'limit.txt': 'x'.repeat(1024 * 1024),
        'binary.txt': Buffer.from([0xff, 0xfe, 0x00]),
      }),
    );
    const { items, incomplete } = await read(fake, [{ kind: 'file', files: { path: '*.txt' } }]);
    assert.deepEqual(
      items[0]?.map(({ file }) => (file as { path: string }).path),
      ['limit.txt'],
    );
    assert.deepEqual(incomplete[0], []);
  });

  it('is incomplete when a content could not be read, and goes on with the others', async () => {
    const routes = withFiles({ 'a.txt': 'a', 'b.txt': 'b' });
    routes[`${r1}/items`] = ({ path }: Record<string, string>) => (path === '/a.txt' ? failing(503)() : 'b');
    const { items, incomplete } = await read(createFake(routes), [
      { kind: 'file', files: { path: '*.txt' } },
    ]);
    assert.deepEqual([items[0]?.length, incomplete[0]?.length], [1, 1]);
  });

  for (const [status, code] of [
    [503, undefined],
    [403, undefined],
    [400, 'VssPropertyValidationException'],
    [404, 'GitRepositoryNotFoundException'],
  ] as const) {
    it(`is incomplete when the list of a repository answers ${status} ${code ?? ''}`, async () => {
      const routes = withFiles({});
      routes[`${r1}/itemsbatch`] = failing(status, code);
      const { incomplete } = await read(createFake(routes), [{ kind: 'file', files: { path: 'a.yml' } }]);
      assert.equal(incomplete[0]?.length, 1);
    });
  }

  it('keeps carriage returns and a byte order mark in the text, and reads past the mark', async () => {
    const [item] = await readAll(createFake(withFiles({ 'a.yml': '\uFEFFa: 1\r\nb: no\r\n' })), 'file', {
      files: { path: 'a.yml' },
    });
    assert.deepEqual((item?.file as { content: object } | undefined)?.content, {
      raw: '\uFEFFa: 1\r\nb: no\r\n',
      parsed: { a: 1, b: false },
    });
  });

  it('adds included files from the root of the repository', async () => {
    const fake = createFake(withFiles({ 'x/a.yml': 'a', 'README.md': '# Web' }));
    const [item] = await readAll(fake, 'file', { files: { path: 'x/a.yml' }, includedFiles: 'README.md' });
    assert.deepEqual(item?.__includedFiles, { 'README.md': '# Web' });
  });
});

describe('included files of a repository', () => {
  it('are text by path as written: empty when missing, null when not UTF-8', async () => {
    const fake = createFake(withFiles({ 'docs/README.md': '# Web', 'logo.png': Buffer.from([0xff]) }));
    const paths = ['/docs/README.md', 'logo.png', 'CODEOWNERS'];
    const items = await readAll(fake, 'repository', { includedFiles: paths });
    assert.deepEqual(
      items.map(({ name, __includedFiles }) => [name, __includedFiles]),
      [
        ['web', { '/docs/README.md': '# Web', 'logo.png': null, CODEOWNERS: '' }],
        [DISABLED.name, { '/docs/README.md': '', 'logo.png': '', CODEOWNERS: '' }],
        ['new', { '/docs/README.md': '', 'logo.png': '', CODEOWNERS: '' }],
      ],
    );
    assert.ok(fake.requests.some((request) => request.includes('versionDescriptor.version=main')));
  });

  it('cost the repository when one could not be read: half an item is none', async () => {
    const routes = withFiles({});
    routes[`${r1}/items`] = failing(503);
    const { items, incomplete } = await read(createFake(routes), [
      { kind: 'repository', includedFiles: ['README.md'] },
    ]);
    assert.deepEqual([items[0]?.map(({ name }) => name), incomplete[0]?.length], [['old', 'new'], 1]);
  });
});

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

  it('matches a wildcard in the middle of a pattern', async () => {
    assert.deepEqual(await found([{ path: 'src/*/x' }]), ['/src/web/x', '/src/api/x']);
    assert.deepEqual(await found([{ path: '*/*/y' }]), ['/src/api/y']);
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
