import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake, failing } from './support/fake.ts';
import { DISABLED, WEB } from './support/organisation.ts';
import { read, readAll } from './support/read.ts';
import { r1, withFiles } from './support/repository.ts';

const pathsOf = async (files: Record<string, string>, path: string | string[]) =>
  (await readAll(createFake(withFiles(files)), 'file', { files: { path } })).map(
    ({ file }) => (file as { path: string }).path,
  );

interface Batch {
  itemDescriptors: { path?: string }[];
}

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

  it('is incomplete where the root of a branch is said not to be there', async () => {
    const routes = {
      ...withFiles({ 'a.yml': '1' }),
      [`${r1}/itemsbatch`]: failing(400, 'GitItemNotFoundException'),
    };
    for (const path of ['**/*.yml', '*.yml', ['a/*.md', '**']]) {
      const { incomplete } = await read(createFake(routes), [{ kind: 'file', files: { path } }]);
      assert.equal(incomplete[0]?.length, 1, `${path}`);
    }
    const { incomplete } = await read(createFake(routes), [{ kind: 'file', files: { path: 'a/*.yml' } }]);
    assert.deepEqual(incomplete, [[]]);
  });

  for (const path of [['a.yml', 'b.yml', 'c.yml'], 'src/*.yml', 'src/**'])
    it(`is incomplete where the answer tells of another place than was asked for: ${path}`, async () => {
      const routes = withFiles({ 'a.yml': '1', 'b.yml': '2', 'c.yml': '3', 'd.yml': '4', 'src/a.yml': '5' });
      const answer = routes[`${r1}/itemsbatch`] as (query: unknown, body: Batch) => unknown;
      routes[`${r1}/itemsbatch`] = (query: unknown, { itemDescriptors: [first, ...others] }: Batch) => {
        const instead = first?.path === '/src' ? '/' : '/d.yml';
        return answer(query, { itemDescriptors: [{ ...first, path: instead }, ...others] });
      };
      const { items, incomplete } = await read(createFake(routes), [{ kind: 'file', files: { path } }]);
      assert.deepEqual([items[0], incomplete[0]?.length], [[], 1]);
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

  it('takes a folder for no file, whatever its name is', async () => {
    const fake = createFake(withFiles({ 'x.yml/a.yml': '1', 'b.yml': '2' }));
    const items = await readAll(fake, 'file', { files: { path: ['*.yml', 'x.yml'] } });
    assert.equal(items.length, 1);
    const read = fake.requests.filter((request) => request.includes('/items?'));
    assert.deepEqual(
      read.map((request) => new URLSearchParams(request.split('?')[1]).get('path')),
      ['/b.yml'],
    );
  });

  it('lists a folder as deep as the deepest of its patterns', async () => {
    const files = { 'src/a.yml': '1', 'src/b/c.yml': '2' };
    for (const paths of [
      ['src/**/c.yml', 'src/*.yml'],
      ['src/*.yml', 'src/**/c.yml'],
    ]) {
      assert.deepEqual((await pathsOf(files, paths)).sort(), ['src/a.yml', 'src/b/c.yml']);
    }
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

  it('exists when its content could not be read, and the others are read', async () => {
    const routes = withFiles({ 'a.txt': 'a', 'b.txt': 'b' });
    routes[`${r1}/items`] = ({ path }: Record<string, string>) => (path === '/a.txt' ? failing(503)() : 'b');
    const { items, incomplete, partial } = await read(createFake(routes), [
      { kind: 'file', files: { path: '*.txt' } },
    ]);
    assert.deepEqual([items[0]?.length, incomplete[0]], [1, []]);
    assert.deepEqual(
      partial.map(({ item }) => (item.file as { path: string }).path),
      ['a.txt'],
    );
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
      const { incomplete } = await read(createFake(routes), [{ kind: 'file', files: { path: '*.yml' } }]);
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

  it('that could not be read leave the repository as it is: half an item is not written', async () => {
    const routes = withFiles({});
    routes[`${r1}/items`] = failing(503);
    const { items, incomplete, partial } = await read(createFake(routes), [
      { kind: 'repository', includedFiles: ['README.md'] },
    ]);
    assert.deepEqual([items[0]?.map(({ name }) => name), incomplete[0]], [['old', 'new'], []]);
    assert.deepEqual(
      partial.map(({ item }) => item.id),
      ['r1'],
    );
  });
});
