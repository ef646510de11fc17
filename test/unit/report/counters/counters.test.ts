import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzureDevOpsError } from '../../../../src/azure-devops/types.ts';
import { PartialItem, type RawItem } from '../../../../src/kinds/types.ts';
import { UserError } from '../../../../src/lib/errors.ts';
import type { MappedItem } from '../../../../src/mapping/types.ts';
import { createCounters } from '../../../../src/report/counters/counters.ts';
import { mapping, resource } from '../../sync/support.ts';

const empty: MappedItem = { outcomes: [{ result: 'misconfigured', field: 'identifier', entities: [] }] };
const nulled: MappedItem = {
  outcomes: [{ result: 'mapped', entities: [] }],
  fieldErrors: { title: 'Cannot index number' },
};
const failed: MappedItem = {
  outcomes: [{ result: 'failed', field: 'selector.query', message: 'must give true or false', entities: [] }],
};

const tallied = (items: readonly RawItem[], mapped: readonly MappedItem[]) => {
  const r = resource(0, 'repository', [{}]);
  const counters = createCounters(mapping([r]));
  counters.countMapped(r, mapped, items);
  return { report: counters.reportOf(r), counters };
};

test('a field that came out empty is told with the first item that it happened to', () => {
  const { report } = tallied([{ id: 'r1', name: 'web' }, { id: 'r2' }], [empty, empty]);
  assert.deepEqual(report.misconfiguredFields, [
    { field: 'resources[0].identifier', count: 2, example: 'web (r1)' },
  ]);
});

test('a field that failed is told with its message and the first item that it happened to', () => {
  const { report } = tallied([{ id: 5 }], [nulled]);
  assert.deepEqual(report.fieldErrors, [
    { field: 'resources[0].title', message: 'Cannot index number', count: 1, example: '5' },
  ]);
});

test('an item that could not be mapped is an example of the problem', () => {
  const { counters } = tallied([{ pullRequestId: 7, title: 'Fix it' }], [failed]);
  assert.equal(counters.problems[0]?.example, 'Fix it (7)');
});

test('items are named by what each kind has for a name', () => {
  const names = [
    { id: 3, fields: { 'System.Title': 'Pay' } },
    { file: { path: 'a/b.yml' }, repo: { name: 'web' } },
    { identity: { displayName: 'Ada', id: 'i' }, isTeamAdmin: true },
    { nothing: 1 },
  ].map((item) => tallied([item], [empty]).report.misconfiguredFields[0]?.example);
  assert.deepEqual(names, ['Pay (3)', 'a/b.yml', 'Ada', 'an item without a name']);
});

const mistake = (): unknown => {
  try {
    return (undefined as unknown as { value: string }).value.length;
  } catch (error) {
    return error;
  }
};

test('a mistake of ours is told as a defect to report, and where it was made only in the details', () => {
  const r = resource(0, 'repository', [{}]);
  const details: string[] = [];
  const counters = createCounters(mapping([r]), (text) => details.push(text));
  counters.markIncomplete([r], mistake());
  const [problem] = counters.problems;
  assert.match(
    problem?.message ?? '',
    /^a defect of this tool \(TypeError in mistake at counters\.test\.ts:\d+:\d+\)$/,
  );
  assert.match(problem?.hint ?? '', /report it with summary\.json/);
  assert.equal(problem?.defect, true);
  assert.doesNotMatch(JSON.stringify(counters.reportOf(r)), /Cannot read properties/);
  assert.match(details.join(), /Cannot read properties of undefined/);
});

test('a run has failed where every resource met a mistake of ours and nothing came of any', () => {
  const resources = [resource(0, 'repository', [{}]), resource(1, 'project', [{}])];
  const [first, second] = resources as [(typeof resources)[0], (typeof resources)[0]];
  const counters = createCounters(mapping(resources));
  counters.markIncomplete([first], mistake());
  assert.equal(counters.onlyMistake, undefined);
  counters.reportOf(second).refused = 1;
  assert.equal(counters.onlyMistake, undefined);
  counters.problem('write', 'service', mistake());
  assert.equal((counters.onlyMistake as Error | undefined)?.name, 'TypeError');
  counters.reportOf(second).unchanged = 1;
  assert.equal(counters.onlyMistake, undefined);
});

test('a run has failed also where every item is only known by its list, for a mistake of ours', () => {
  const r = resource(0, 'repository', [{}]);
  const counters = createCounters(mapping([r]));
  counters.countPartial(r, [new PartialItem({ id: 'r1' }, mistake())]);
  assert.equal(counters.onlyMistake?.name, 'TypeError');
  assert.equal(counters.reportOf(r).complete, true);
});

test('one cause is one problem, with all that it concerns', () => {
  const counters = createCounters(mapping([]));
  const { problem } = counters;
  const refused = (route: string) =>
    new AzureDevOpsError('The credential was not accepted.', {
      status: 401,
      cause: 'credential',
      call: { what: 'a list', route },
    });
  problem('read', 'build', refused('{project}/_apis/build/builds'));
  problem('read', 'release', refused('{project}/_apis/release/releases'));
  const scope = new UserError('The credential lacks Release (read).', 'Give it.', { code: 'PCS2109' });
  problem('read', 'release', scope);
  problem('read', 'release-definition', scope);
  problem('read', 'release', scope);
  assert.deepEqual(
    counters.problems.map(({ subject, count }) => [subject, count]),
    [
      ['release, release-definition', 3],
      ['build, release', 2],
    ],
  );
});
