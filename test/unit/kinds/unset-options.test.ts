import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFake } from './support/fake.ts';
import { organisation } from './support/organisation.ts';
import { read } from './support/read.ts';
import { withFiles } from './support/repository.ts';

const requestsFor = async (kind: string, selector: Record<string, unknown>, path: string) => {
  const fake = createFake(organisation());
  const { incomplete } = await read(fake, [{ ...selector, kind }]);
  assert.deepEqual(incomplete, [[]]);
  return fake.requests.filter((request) => request.includes(path));
};

describe('an option that is a list without elements counts as not given', () => {
  const cases: [
    kind: string,
    empty: Record<string, unknown>,
    without: Record<string, unknown>,
    path: string,
  ][] = [
    ['release', { tagFilter: [] }, {}, '/release/releases'],
    ['release-definition', { tagFilter: [] }, {}, '/release/definitions'],
    ['user', { includeFields: [] }, {}, '/userentitlements'],
    ['user', { source: 'graph', subjectTypes: [] }, { source: 'graph' }, '/graph/users'],
    ['advanced-security-alert', { criteria: { states: [], severity: [] } }, {}, '/alerts'],
  ];
  for (const [kind, empty, without, path] of cases) {
    it(`in ${JSON.stringify(empty)} of ${kind}`, async () => {
      const asked = await requestsFor(kind, empty, path);
      assert.ok(asked.length > 0);
      assert.deepEqual(asked, await requestsFor(kind, without, path));
    });
  }

  it('so that no repositories named are all of them', async () => {
    const fake = createFake(withFiles({ 'a.yml': '1' }));
    const { items } = await read(fake, [{ kind: 'file', files: { path: 'a.yml', repos: [] } }]);
    assert.equal(items[0]?.length, 1);
  });
});

describe('the expand option of release definitions', () => {
  it('asks for nothing to be added where it has no value', async () => {
    const [request] = await requestsFor('release-definition', { expand: null }, '/release/definitions');
    assert.doesNotMatch(request ?? '', /expand/);
  });

  it('asks for the environments where it is not given', async () => {
    const [request] = await requestsFor('release-definition', {}, '/release/definitions');
    assert.match(request ?? '', /%24expand=environments/);
  });
});
