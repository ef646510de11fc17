import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expected } from './support/expected.ts';
import { createFake } from './support/fake.ts';
import { organisation } from './support/organisation.ts';
import { read, type Wanted } from './support/read.ts';

/** The requests of some resources, sorted. */
async function requestsOf(wanted: readonly Wanted[]): Promise<string[]> {
  const fake = createFake({
    ...organisation(),
    '/p1/_apis/git/repositories/r1/items': 'text',
    '/p1/_apis/git/repositories/r2/items': 'text',
    '/p1/_apis/git/repositories/r3/items': 'text',
    '/p1/_apis/git/repositories/r1/itemsbatch': nothingFound,
    '/p1/_apis/git/repositories/r2/itemsbatch': nothingFound,
  });
  const { incomplete } = await read(fake, wanted);
  assert.deepEqual(incomplete.flat(), []);
  return fake.requests.sort();
}

const once = async (...wanted: Wanted[]) => {
  const requests = await requestsOf(wanted);
  const twice = requests.filter((request, i) => request === requests[i - 1]);
  // Two revisions of one answer have the same address.
  assert.deepEqual(
    twice.filter((request) => !request.endsWith('/enablement')),
    [],
  );
  assert.equal(twice.length, new Set(twice).size);
  return requests;
};

/** All kinds that the small organisation of these tests has; those of the emulated one are read in emulated.test.ts. */
const served = new Set(['file', ...Object.values(expected).map(({ kind }) => kind)]);

const everything: Wanted[] = [...served].map((kind) => {
  const options: Record<string, Record<string, unknown>> = {
    project: { defaultTeam: true },
    repository: { includedFiles: ['README.md'] },
    file: { files: { path: ['a.yml', '**/*.json'] }, includedFiles: 'README.md' },
    folder: { folders: [{ path: 'src' }] },
    pipeline: { includeRepo: true },
    build: { enrichWithFirstCommit: true },
    'test-run': { codeCoverage: { flags: 1 } },
    team: { includeMembers: true, includeAreaPaths: true },
  };
  return { kind, ...options[kind] };
});

/** A list for each place asked for: an empty tree. */
const nothingFound = (_: unknown, body: unknown) => ({
  value: (body as { itemDescriptors: { path: string }[] }).itemDescriptors.map(({ path }) => [
    { path, objectId: '4b825dc642cb6eb9a060e54bf8d69288fbee4904', gitObjectType: 'tree' },
  ]),
});

describe('a list', () => {
  it('is requested once, whatever number of resources and kinds ask for it', async () => {
    const folderless = everything.filter(({ kind }) => kind !== 'folder');
    const single = await once(...folderless);
    assert.deepEqual(await requestsOf([...folderless, ...folderless]), single);
  });

  it('of projects is shared by all kinds that hang under it', async () => {
    const requests = await once({ kind: 'repository' }, { kind: 'build' }, { kind: 'work-item' });
    assert.equal(requests.filter((request) => request.startsWith('GET /_apis/projects?')).length, 1);
  });

  for (const [one, other, added] of [
    [{ kind: 'build' }, { kind: 'pipeline-stage' }, 1],
    [{ kind: 'pipeline' }, { kind: 'pipeline-run' }, 1],
    [{ kind: 'board' }, { kind: 'column' }, 0],
    [{ kind: 'team', includeMembers: true }, { kind: 'member' }, 0],
    [{ kind: 'group' }, { kind: 'group-member' }, 2],
    [{ kind: 'environment' }, { kind: 'pipeline-deployment' }, 1],
    [{ kind: 'board' }, { kind: 'iteration' }, 2],
    [{ kind: 'repository' }, { kind: 'repository', includedFiles: ['README.md'] }, 3],
    [{ kind: 'project' }, { kind: 'project', defaultTeam: true }, 2],
    [{ kind: 'build', maxResults: 5 }, { kind: 'pipeline-stage', maxResults: 5 }, 1],
  ] as const) {
    it(`is shared by ${JSON.stringify(one)} and ${JSON.stringify(other)}`, async () => {
      const alone = await once(one);
      assert.equal((await once(one, other)).length, alone.length + added);
    });
  }

  it('is read again for other options that change what it holds', async () => {
    const requests = await once({ kind: 'build' }, { kind: 'build', maxResults: 1 });
    assert.equal(requests.filter((request) => request.includes('/p1/_apis/build/builds?')).length, 2);
  });

  it('costs one request for a file that two kinds include', async () => {
    const requests = await once(
      { kind: 'repository', includedFiles: ['README.md', '/README.md'] },
      { kind: 'file', files: { path: 'a.yml' }, includedFiles: ['README.md'] },
    );
    assert.equal(requests.filter((request) => /\/r1\/items\?path=%2FREADME/.test(request)).length, 1);
  });
});
