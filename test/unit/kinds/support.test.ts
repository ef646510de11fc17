import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { repositoryFileReader } from '../../../src/kinds/files/file-reader.ts';
import { isGlob, parseGlob, segmentMatcher } from '../../../src/kinds/files/globs.ts';
import { kinds } from '../../../src/kinds/registry.ts';
import { createFake, failing } from './support/fake.ts';

const parse = (kind: string, selector: Record<string, unknown>) =>
  z.safeParse(z.object(kinds.get(kind)?.options ?? {}), selector);

/** Every option that is true or false: kind, name, and what the kind cannot do without. */
const booleans = [...kinds.values()].flatMap(({ name: kind, options }) =>
  Object.keys(options)
    .map((name) => [kind, name, kind === 'file' ? { files: { path: 'a' } } : {}] as const)
    .filter(([, name, needed]) => typeof parse(kind, { ...needed, [name]: true }).data?.[name] === 'boolean'),
);

const set = (options: Record<string, unknown> = {}) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));

describe('selector options', () => {
  for (const [kind, selector, options] of [
    ['team', {}, { includeMembers: false, includeAreaPaths: false }],
    ['team', { includeMembers: 'True' }, { includeMembers: true, includeAreaPaths: false }],
    ['pull-request', {}, { minTimeInDays: 7, maxResults: 100 }],
    ['pull-request', { maxResults: '5' }, { minTimeInDays: 7, maxResults: 5 }],
    ['repository', { includedFiles: 'README.md' }, { includedFiles: ['README.md'] }],
    ['work-item', { wiql: null }, { wiql: null, expand: 'All' }],
    ['release-definition', {}, { expand: 'environments' }],
    ['file', { files: { path: 'a' } }, { files: { path: ['a'] }, includedFiles: [] }],
    ['work-item', { wiql: ' \n' }, { wiql: undefined, expand: 'All' }],
    ['folder', {}, { folders: [], includedFiles: [] }],
    ['folder', { folders: null }, { folders: [], includedFiles: [] }],
    ['area-path', { depth: null }, { depth: null }],
    ['pull-request', { maxResults: ' +1_000 ', minTimeInDays: '05' }, { minTimeInDays: 5, maxResults: 1000 }],
    ['wiki', { apiVersion: 7.1 }, { apiVersion: '7.1', includeContent: false }],
  ] as const) {
    it(`of ${kind} take ${JSON.stringify(selector)}`, () => {
      assert.deepEqual(parse(kind, selector).data, options);
    });
  }

  for (const [kind, selector] of [
    ['team', { includeMembers: 'maybe' }],
    ['pull-request', { minTimeInDays: 0 }],
    ['build', { maxResults: -1 }],
    ['build', { maxResults: 1.5 }],
    ['work-item', { expand: 'Everything' }],
    ['user', { source: 'ldap' }],
    ['file', {}],
    ['team', { includeMembers: 2 }],
    ['team', { includeMembers: '' }],
    ['pull-request', { maxResults: '0_0' }],
    ['folder', { folders: [{}] }],
    ['advanced-security-alert', { criteria: { severity: ['dreadful'] } }],
  ] as const) {
    it(`of ${kind} refuse ${JSON.stringify(selector)}`, () => {
      assert.equal(parse(kind, selector).success, false);
    });
  }

  const yes = ['true', 'TRUE', 'yes', 'Yes', 'on', 'y', 't', '1', ' on\n', 1, 1.0, true];
  const no = ['false', 'False', 'no', 'NO', 'off', 'n', 'f', '0', 0, -0, false];
  for (const [spellings, meant] of [
    [yes, true],
    [no, false],
  ] as const)
    it(`take ${spellings.map((one) => JSON.stringify(one)).join(', ')} for ${meant}, whatever the kind`, () => {
      for (const [kind, name, needed] of booleans)
        for (const spelling of spellings)
          assert.equal(parse(kind, { ...needed, [name]: spelling }).data?.[name], meant, `${kind}.${name}`);
    });

  it('without a value are not set, whatever the kind', () => {
    for (const { name: kind, options } of kinds.values()) {
      const needed = kind === 'file' ? { files: { path: 'a' } } : {};
      const without = set(parse(kind, needed).data);
      for (const name of Object.keys(options)) {
        if (name in needed) continue;
        const where = `${kind}.${name}`;
        const { data, error } = parse(kind, { ...needed, [name]: null });
        assert.ok(data, `${where}: ${error?.message}`);
        // To the reference as well, it is none of them.
        if (where !== 'release-definition.expand') assert.deepEqual(set(data), without, where);
      }
    }
  });

  it('of every kind can be written down as a JSON Schema', () => {
    for (const { name, options } of kinds.values()) {
      assert.ok(z.toJSONSchema(z.object(options), { io: 'input' }).properties, name);
    }
  });
});

describe('globs', () => {
  for (const [pattern, path, matches] of [
    ['**/x.yml', 'x.yml', true],
    ['**/x.yml', 'a/b/x.yml', true],
    ['src/*/x.yml', 'src/a/x.yml', true],
    ['src/*/x.yml', 'src/a/b/x.yml', false],
    ['*.{yml,yaml}', 'A.YAML', true],
    ['/docs/?.md', 'docs/a.md', true],
    ['[ab].txt', 'b.txt', true],
    ['[!a].txt', 'a.txt', false],
    ['**', '.github/workflows/ci.yml', true],
    ['c++/*.h', 'c++/x.h', true],
    ['a (copy)*.md', 'a (copy) 2.md', true],
    ['@scope/*', '@scope/x', true],
    ['!x', '!x', true],
    ['$(x)|y*', '$(x)|y1', true],
  ] as const) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${path}`, () => {
      assert.equal(parseGlob(pattern).matches(path), matches);
    });
  }

  for (const [pattern, base, shallow] of [
    ['*.yml', '', true],
    ['src/*.yml', 'src', true],
    ['src/a/**', 'src/a', false],
    ['src/*/x.yml', 'src', false],
    ['{a,b}/x', '', false],
    ['{a/b,c}.yml', '', false],
    ['a+b.txt', '', true],
  ] as const) {
    it(`${pattern} needs ${shallow ? 'the entries of' : 'all below'} "${base}"`, () => {
      const glob = parseGlob(pattern);
      assert.deepEqual([glob.base, glob.shallow], [base, shallow]);
    });
  }

  it('are told from literal paths by their characters', () => {
    assert.deepEqual(['a/b.c-d_e (1)', 'a*', 'a+', '@a', '!a', '[a', 'b}'].map(isGlob), [
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('find every file below the folder that they say to list', () => {
    const segment = fc.stringMatching(/^[a-c]{1,2}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.nat(3), (segments, at) => {
        const pattern = segments.with(at % segments.length, '*').join('/');
        const glob = parseGlob(pattern);
        const path = segments.join('/');
        assert.ok(glob.matches(path));
        assert.ok(glob.base === '' || path.startsWith(`${glob.base}/`));
        assert.equal(glob.shallow, !path.slice(glob.base.length + (glob.base ? 1 : 0)).includes('/'));
      }),
    );
  });
});

describe('a segment of a folder pattern', () => {
  it('takes all characters but the star for themselves', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        assert.ok(segmentMatcher(name)(name));
        assert.ok(segmentMatcher('*')(name));
      }),
    );
    assert.equal(segmentMatcher('a.c')('abc'), false);
    assert.equal(segmentMatcher('App*')('app-1'), false);
  });
});

describe('file:// in a mapping', () => {
  const url = 'https://dev.azure.com/northpeak';
  const items = '/_apis/git/repositories/r1/items';

  it('reads from the branch of the repository that the item is', async () => {
    const fake = createFake({ [`/p1${items}`]: '# Web' });
    const readFile = repositoryFileReader([fake.devops]);
    const item = {
      id: 'r1',
      project: { id: 'p1' },
      defaultBranch: 'refs/heads/main',
      __organizationUrl: url,
    };
    assert.equal(await readFile(item, 'README.md'), '# Web');
    assert.equal(await readFile(item, 'README.md'), '# Web');
    assert.deepEqual(fake.requests, [
      `GET /p1${items}?path=%2FREADME.md&versionDescriptor.version=main&versionDescriptor.versionType=branch`,
    ]);
  });

  it('a disabled repository has no file; one that cannot be seen is a failure', async () => {
    const fake = createFake({ [`/p1${items}`]: failing(404, 'TF401019') });
    const item = { id: 'r1', project: { id: 'p1' }, __organizationUrl: url };
    assert.equal(await repositoryFileReader([fake.devops])({ ...item, isDisabled: true }, 'README.md'), null);
    await assert.rejects(repositoryFileReader([fake.devops])(item, 'README.md'), /TF401019|404/);
  });

  it('reads from the repository that an item without an id belongs to', async () => {
    const fake = createFake({ [items]: 'text' });
    const item = { __repository: { id: 'r1' }, __branch: 'dev', __organizationUrl: url };
    assert.equal(await repositoryFileReader([fake.devops])(item, '/a.md'), 'text');
    assert.ok(fake.requests[0]?.includes('versionDescriptor.version=dev'));
  });

  it('is null for a file that is missing or empty, and for an item of no repository', async () => {
    const fake = createFake({ [items]: '' });
    const item = { id: 'r1', __organizationUrl: url };
    assert.equal(await repositoryFileReader([fake.devops])(item, 'a'), null);
    fake.routes[items] = failing(404, 'GitItemNotFoundException');
    assert.equal(await repositoryFileReader([fake.devops])(item, 'b'), null);
    assert.equal(await repositoryFileReader([fake.devops])({ __organizationUrl: url }, 'c'), null);
    const pipeline = { id: 5, __repository: { id: 'r1' }, __organizationUrl: url };
    assert.equal(await repositoryFileReader([fake.devops])(pipeline, 'd'), null);
  });

  it('fails when the file could not be read', async () => {
    const fake = createFake({ [items]: failing(503) });
    const item = { id: 'r1', __organizationUrl: url };
    await assert.rejects(repositoryFileReader([fake.devops])(item, 'a'), { name: 'AzureDevOpsError' });
  });
});
