import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherItem, parentCheck } from '../../../../src/azure-devops/answers/own-parent.ts';
import { path } from '../../../../src/azure-devops/path.ts';

const [project, other, repository] = ['1', '2', '3'].map(
  (digit) => `${digit.repeat(8)}-1111-1111-1111-111111111111`,
);
const list = path`${project ?? ''}/_apis/build/builds`;
const refs = path`${project ?? ''}/_apis/git/repositories/${repository ?? ''}/refs`;
const base = 'https://dev.azure.com/contoso';

for (const item of [
  { project: { id: other } },
  { projectId: other?.toUpperCase() },
  { projectReference: { id: other } },
  { repository: { project: { id: other } } },
])
  test(`an item that tells of another project is of another answer: ${JSON.stringify(item)}`, () => {
    assert.match(parentCheck({ path: list })(item) ?? '', /is of another project than/);
  });

for (const item of [
  {},
  { project: null },
  { project: 'web' },
  { project: { id: 'web' } },
  { project: { id: 7 } },
  { projectReference: null },
  { project: { id: project?.toUpperCase() } },
  { repository: { id: other } },
  { url: `${base}/${other}/_apis/build/Builds/1` },
])
  test(`an item that tells nothing of its project, or the right one, is taken: ${JSON.stringify(item)}`, () => {
    assert.equal(parentCheck({ path: list })(item), undefined);
  });

for (const [url, breach] of [
  [`${base}/${other}/_apis/git/repositories/${repository}/refs`, 'project'],
  [`${base}/${project}/_apis/git/repositories/${other}/refs`, 'repository'],
  [`${base}/${project}/_apis/git/repositories/${repository}/refs`, undefined],
  [`${base}/${project}/${other}/_apis/work/teamsettings`, undefined],
  [`https://dev.azure.com/${other}/${project}/_apis/git/repositories/${repository}/refs`, undefined],
  [`${base}/web/_apis/git/repositories/site/refs`, undefined],
  [`${base}/_apis/git`, undefined],
  ['/'.repeat(100_000), undefined],
  [undefined, undefined],
] as const)
  test(`the URL of the first item tells its parents where it has their ids: ${String(url).slice(0, 120)}`, () => {
    const check = parentCheck({ path: refs, parentsInUrl: true });
    assert.equal(check({ url }), breach && `is of another ${breach} than the one that was asked for`);
    assert.equal(check({ url }, 1), undefined);
    assert.equal(parentCheck({ path: refs })({ url }), undefined);
  });

for (const [repositoryUrl, breach] of [
  [`${base}/${other}/_git/${repository}`, 'project'],
  [`${base}/${project}/_git/${other}`, 'repository'],
  [`${base}/${project}/_git/${repository}`, undefined],
  [`${base}/web/_git/site`, undefined],
  [`${base}/web/_git/404`, undefined],
] as const)
  test(`so does the URL of its repository: ${repositoryUrl}`, () => {
    const check = parentCheck({ path: refs, parentsInUrl: true });
    assert.equal(
      check({ repositoryUrl }),
      breach && `is of another ${breach} than the one that was asked for`,
    );
  });

test('a path with a name in the place of an id proves nothing', () => {
  assert.equal(parentCheck({ path: path`web/_apis/build/builds` })({ project: { id: other } }), undefined);
});

for (const [id, breach] of [
  [7, undefined],
  ['7', undefined],
  [8, 'pipeline'],
  ['8', 'pipeline'],
  [other, undefined],
  [null, undefined],
] as const)
  test(`a run tells its pipeline by number, in whatever form: ${JSON.stringify(id)}`, () => {
    const check = parentCheck({ path: path`${project ?? ''}/_apis/pipelines/${7}/runs` });
    assert.equal(
      check({ pipeline: { id } }),
      breach && `is of another ${breach} than the one that was asked for`,
    );
  });

const hash = 'a'.repeat(40);
const commit = path`${project ?? ''}/_apis/git/repositories/${repository ?? ''}/commits/${hash}`;
for (const [asked, item, breach] of [
  [path`_apis/projects/${project ?? ''}`, { id: other }, 'project'],
  [path`_apis/projects/${project ?? ''}`, { id: project?.toUpperCase() }, undefined],
  [path`_apis/projects/${project ?? ''}`, {}, undefined],
  [path`_apis/projects/${'Payments'}`, { id: other }, undefined],
  [path`_apis/projects/${7}`, { id: other }, undefined],
  [path`${project ?? ''}/_apis/build/definitions/${7}`, { id: 8 }, 'definition'],
  [path`${project ?? ''}/_apis/build/definitions/${7}`, { id: '7' }, undefined],
  [commit, { commitId: 'b'.repeat(40) }, 'commit'],
  [commit, { commitId: hash.toUpperCase(), id: other }, undefined],
  [refs, { id: other }, undefined],
] as const)
  test(`an item that is asked for alone is that one: ${asked.route} ${JSON.stringify(item)}`, () => {
    assert.equal(
      otherItem({ path: asked }, item),
      breach && `is another ${breach} than the one that was asked for`,
    );
  });
