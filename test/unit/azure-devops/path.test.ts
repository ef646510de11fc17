import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { path } from '../../../src/azure-devops/path.ts';

describe('a path', () => {
  it('has its values percent-encoded', () => {
    const { encoded } = path`${'A/B %?#'}/_apis/git/repositories/${'wéb'}/refs`;
    assert.equal(encoded, 'A%2FB%20%25%3F%23/_apis/git/repositories/w%C3%A9b/refs');
  });

  it('has a route that names them after the segment before them', () => {
    assert.equal(
      path`_apis/projects/${'x'}/teams/${'y'}/members`.route,
      '_apis/projects/{project}/teams/{team}/members',
    );
    assert.equal(path`${1}/${2}/_apis/work/boards/${3}`.route, '{project}/{team}/_apis/work/boards/{board}');
    assert.equal(
      path`${1}/_apis/git/repositories/${2}`.route,
      '{project}/_apis/git/repositories/{repository}',
    );
    assert.equal(path`_apis/projects`.route, '_apis/projects');
  });

  for (const value of ['', '.', '..', undefined as never, null as never]) {
    it(`refuses ${JSON.stringify(value)} as a value, which would change it`, () => {
      assert.throws(() => path`_apis/projects/${value}/properties`, {
        name: 'Error',
        message: /\{project\}/,
      });
    });
  }

  it('keeps its shape whatever its values are', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const value = text.filter((one) => one !== '.' && one !== '..');
    fc.assert(
      fc.property(value, value, (project, id) => {
        const { encoded } = path`${project}/_apis/wit/${id}/x`;
        const url = new URL(`https://dev.azure.com/org/${encoded}?a=b`);
        const segments = url.pathname.split('/').slice(2);
        assert.deepEqual(segments.map(decodeURIComponent), [
          project.toWellFormed(),
          '_apis',
          'wit',
          id.toWellFormed(),
          'x',
        ]);
        assert.equal(url.search, '?a=b');
      }),
    );
  });
});
