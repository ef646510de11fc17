import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { incomplete, mappingOf, onto, resourceOf, trusted } from './support/trust.ts';

const pullRequests = onto(
  'pull-request',
  'branch',
  {
    identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
    title: '.title',
    relations: { repository: '.repository.id' },
  },
  { minTimeInDays: 900 },
);

const BY_PROJECT = '/{project}/_apis/git/pullrequests';
const refused = (status: number): FaultRule => ({
  match: (_, route) => route === BY_PROJECT,
  fault: { type: 'status', status },
  times: Number.POSITIVE_INFINITY,
});

test('a repository that may no longer be read keeps its pull requests, and the others lose theirs', async () => {
  const product = trusted({}, mappingOf([pullRequests]));
  await product.sync();
  const [organisation] = product.azureDevOps.organisations;
  const hidden = organisation?.find('repository', ({ slot }) => slot === 2);
  hidden?.update({ isForbidden: true });
  organisation?.find('pull-request', ({ repository }) => repository.id !== hidden?.item.id).remove();
  const before = product.port.entities('branch').length;
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  assert.deepEqual(incomplete(ended), ['pull-request']);
  assert.match(ended.report.problems[0]?.message ?? '', /TF401027/);
  assert.equal(product.port.entities('branch').length, before - 1);
});

for (const status of [403, 404, 500])
  test(`a list for all repositories that is answered ${status} is no reason to leave them unread`, async () => {
    const product = trusted({}, mappingOf([pullRequests]));
    await product.sync();
    product.azureDevOps.faults = [refused(status)];
    const before = product.port.entities();
    const ended = await product.sync();
    assert.equal(ended.report.run.status, 'succeeded', JSON.stringify(ended.report.problems));
    nothingDeleted(product.port, before);
    assert.ok(resourceOf(ended, 'pull-request').unchanged > 0);
  });

test('a list for all repositories that the credential is refused leaves their pull requests as they are', async () => {
  const product = trusted({}, mappingOf([pullRequests]));
  await product.sync();
  product.azureDevOps.faults = [refused(401)];
  const before = product.port.entities();
  const ended = await product.sync();
  assert.notEqual(ended.report.run.status, 'succeeded');
  nothingDeleted(product.port, before);
});
