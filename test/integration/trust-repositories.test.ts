import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { mappingOf, onto, projects, trusted } from './support/trust.ts';

/** The error that the service gives for a repository that the caller may not read. */
const denied = {
  $id: '1',
  innerException: null,
  message: "TF401027: You need the Git 'GenericRead' permission to perform this action.",
  typeName:
    'Microsoft.TeamFoundation.Git.Server.GitNeedsPermissionException, Microsoft.TeamFoundation.Git.Server',
  typeKey: 'GitNeedsPermissionException',
  errorCode: 0,
  eventId: 3000,
};

/** No list has the repository any more, and none says anything of it. */
const hidden = (id: string): FaultRule => ({
  match: /^GET (\/\{project\})?\/_apis\/git\/repositories$/,
  times: Infinity,
  fault: {
    type: 'changed',
    name: 'a repository left out',
    change(right) {
      const { value } = JSON.parse(right.body.toString()) as { value: { id: string }[] };
      const left = value.filter((repository) => repository.id !== id);
      if (left.length === value.length) return undefined;
      return { ...right, body: Buffer.from(JSON.stringify({ value: left, count: left.length })) };
    },
  },
});

const byId = (status: number): FaultRule => ({
  match: /^GET \/_apis\/git\/repositories\/\{/,
  times: Infinity,
  fault: { type: 'status', status, body: denied },
});

const CASES: Record<string, readonly FaultRule[]> = {
  'still answers': [],
  'is refused with a 403': [byId(403)],
  'is refused with a 404 that names the missing permission': [byId(404)],
};

for (const [how, faults] of Object.entries(CASES))
  test(`a repository that its list has no more and that ${how} keeps all that is its own; what is gone elsewhere goes`, async () => {
    const product = trusted();
    await product.sync();
    const organisation = product.azureDevOps.organisations[0];
    const lost = organisation?.find('repository').item.id ?? '';
    product.azureDevOps.faults = [hidden(lost), ...faults];
    const gone = organisation?.find('work-item').item.id;
    organisation?.find('work-item').remove();
    const before = product.port.entities();
    const ended = await product.sync();
    const left = new Set(product.port.entities().map(({ identifier }) => identifier));
    const missing = before.map(({ identifier }) => identifier).filter((identifier) => !left.has(identifier));
    assert.deepEqual(
      missing.map((identifier) => identifier.split('/').at(-1)),
      [String(gone)],
    );
    assert.match(
      JSON.stringify(ended.report.deletions.heldBack),
      new RegExp(`repository ${lost} is in no list any more, and Azure DevOps still has it`),
    );
    product.azureDevOps.faults = [];
    organisation?.find('repository', ({ id }) => id === lost).remove();
    const next = await product.sync();
    assert.equal(next.report.totals.heldBack, 0);
    assert.equal(product.port.entity('repository', lost), undefined);
  });

const notFound = {
  $id: '1',
  innerException: null,
  message:
    'TF401019: The Git repository with name or identifier web does not exist or you do not have permissions for the operation you are attempting.',
  typeName:
    'Microsoft.TeamFoundation.Git.Server.GitRepositoryNotFoundException, Microsoft.TeamFoundation.Git.Server',
  typeKey: 'GitRepositoryNotFoundException',
  errorCode: 0,
  eventId: 3000,
};

test('a repository that is not found by its id, and that its project does not list as deleted, keeps all that is its own', async () => {
  const product = trusted();
  await product.sync();
  const lost = product.azureDevOps.organisations[0]?.find('repository').item.id ?? '';
  product.azureDevOps.faults = [
    hidden(lost),
    { ...byId(404), fault: { type: 'status', status: 404, body: notFound } },
  ];
  const before = product.port.entities();
  const ended = await product.sync();
  nothingDeleted(product.port, before, 'the repository may be out of sight');
  const [held] = ended.report.deletions.heldBack;
  assert.match(held?.reason ?? '', /its project does not list it as deleted/);
  assert.match(held?.remedy ?? '', /if it was removed for good, delete its entity in Port/);
});

test('where the lists of deleted repositories may not be read, nothing proves that one is gone', async () => {
  const product = trusted();
  await product.sync();
  product.azureDevOps.organisations[0]?.find('repository').remove();
  const before = product.port.entities();
  product.azureDevOps.faults = [
    {
      match: /recycleBin\/repositories|deletedrepositories/,
      fault: { type: 'status', status: 403, body: denied },
      times: Infinity,
    },
  ];
  await product.sync();
  nothingDeleted(product.port, before, 'nothing says that it is deleted');
  product.azureDevOps.faults = [];
  const { report } = await product.sync();
  assert.equal(report.totals.heldBack, 0);
  assert.ok(report.totals.deleted > 0);
});

for (const [why, query, patch] of [
  ['is disabled', '.isDisabled | not', { isDisabled: true }],
  ['is renamed', '.name != "left-out"', { name: 'left-out' }],
] as const)
  test(`a repository that the mapping leaves out since it ${why} goes: it is in its list`, async () => {
    const repositories = onto(
      'repository',
      'repository',
      { relations: { project: '.project.id' } },
      { query },
    );
    const product = trusted({}, mappingOf([projects, repositories]));
    await product.sync();
    const place = product.azureDevOps.organisations[0]?.find('repository', ({ isDisabled }) => !isDisabled);
    assert.ok(place);
    place.update(patch);
    const { report, changes } = await product.sync();
    assert.deepEqual(report.deletions.heldBack, []);
    assert.deepEqual(
      changes.map(({ action, identifier }) => [action, identifier]),
      [['deleted', place.item.id]],
    );
  });
