import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEnds } from '../../../../src/sync/read/completion.ts';
import type { Branch } from '../../../../src/sync/read/read-plan.ts';

const branch = (key: string, ...children: Branch[]): Branch =>
  ({ source: { key }, readers: [], children }) as unknown as Branch;

function world() {
  const branches = branch('branches');
  const repositories = branch('repositories', branches);
  const builds = branch('builds');
  const projects = branch('projects', repositories, builds);
  const ended: string[] = [];
  const ends = createEnds([projects], (one) => ended.push(one.source.key));
  return { ends, ended, projects, repositories, branches, builds };
}

test('a branch ends with its lists and batches, before what hangs under it', () => {
  const { ends, ended, projects, repositories, branches, builds } = world();
  for (const under of [repositories, builds]) ends.expect(under, 1);
  const handed = ends.handing(projects);
  ends.read(projects);
  assert.deepEqual(ended, []);
  handed();
  assert.deepEqual(ended, ['projects']);
  ends.read(builds);
  assert.deepEqual(ended, ['projects', 'builds']);
  ends.expect(branches, 2);
  ends.read(repositories);
  ends.read(branches);
  assert.deepEqual(ended, ['projects', 'builds', 'repositories']);
  ends.read(branches);
  assert.deepEqual(ended, ['projects', 'builds', 'repositories', 'branches']);
});

test('as long as the list above goes on, more may come', () => {
  const { ends, ended, projects, builds } = world();
  ends.expect(builds, 1);
  ends.read(builds);
  assert.deepEqual(ended, []);
  ends.read(projects);
  assert.ok((ended as string[]).includes('builds'));
});

test('where there is nothing, all that hangs under it has ended too, each once', () => {
  const { ends, ended, projects } = world();
  ends.read(projects);
  assert.deepEqual(ended.toSorted(), ['branches', 'builds', 'projects', 'repositories']);
});
