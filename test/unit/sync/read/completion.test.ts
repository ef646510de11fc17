import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompletion } from '../../../../src/sync/read/completion.ts';
import type { ListPlan } from '../../../../src/sync/read/read-plan.ts';

const list = (key: string, ...children: ListPlan[]): ListPlan =>
  ({ source: { key }, readers: [], children }) as unknown as ListPlan;

function lists() {
  const branches = list('branches');
  const repositories = list('repositories', branches);
  const builds = list('builds');
  const projects = list('projects', repositories, builds);
  const completed: string[] = [];
  const completion = createCompletion([projects], (one) => completed.push(one.source.key));
  return { completion, completed, projects, repositories, branches, builds };
}

test('a branch completion with its lists and batches, before what hangs under it', () => {
  const { completion, completed, projects, repositories, branches, builds } = lists();
  for (const under of [repositories, builds]) completion.listsPlanned(under, 1);
  const delivered = completion.batchStarted(projects);
  completion.listDone(projects);
  assert.deepEqual(completed, []);
  delivered();
  assert.deepEqual(completed, ['projects']);
  completion.listDone(builds);
  assert.deepEqual(completed, ['projects', 'builds']);
  completion.listsPlanned(branches, 2);
  completion.listDone(repositories);
  completion.listDone(branches);
  assert.deepEqual(completed, ['projects', 'builds', 'repositories']);
  completion.listDone(branches);
  assert.deepEqual(completed, ['projects', 'builds', 'repositories', 'branches']);
});

test('as long as the list above goes on, more may come', () => {
  const { completion, completed, projects, builds } = lists();
  completion.listsPlanned(builds, 1);
  completion.listDone(builds);
  assert.deepEqual(completed, []);
  completion.listDone(projects);
  assert.ok((completed as string[]).includes('builds'));
});

test('where there is nothing, all that hangs under it is complete too, each once', () => {
  const { completion, completed, projects } = lists();
  completion.listDone(projects);
  assert.deepEqual(completed.toSorted(), ['branches', 'builds', 'projects', 'repositories']);
});
