import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repositoryFileReader } from '../../../../src/kinds/files/file-reader.ts';
import { createFake, failing } from '../support/fake.ts';

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
