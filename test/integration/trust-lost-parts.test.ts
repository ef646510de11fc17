import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import type { Ended } from './product.ts';
import { incomplete, mappingOf, onto, projects, trusted } from './support/trust.ts';

/** Answers of a route with their items changed. */
const edited = (
  route: string,
  name: string,
  change: (items: Record<string, unknown>[]) => unknown[],
): FaultRule => ({
  match: (_, asked) => asked === route,
  fault: {
    type: 'changed',
    name,
    change(response) {
      const body = JSON.parse(response.body.toString());
      const value = change(body.value);
      return { ...response, body: Buffer.from(JSON.stringify({ ...body, count: value.length, value })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

const heldReasons = ({ report }: Ended) => report.deletions.heldBack.map(({ reason }) => reason).join('\n');

const teams = onto('team', 'team', { relations: { project: '.projectId' } });
const members = onto('member', 'team', {
  identifier: '.__teamId + "/" + .identity.id',
  title: '.identity.displayName',
});

for (const [what, resources] of [
  ['teams', [projects, teams]],
  ['members', [members]],
  ['teams, where projects are not read', [teams]],
] as const)
  test(`a list of all teams that has none of a project loses nothing: each has one at least (${what})`, async () => {
    const product = trusted({}, mappingOf([...resources], { entityDeletionThreshold: 1 }));
    await product.sync();
    const before = product.port.entities();
    const [, lost] = [...(product.azureDevOps.organisations[0]?.all('project') ?? [])];
    product.azureDevOps.faults = [
      edited('/_apis/teams', 'teams of a project left out', (items) =>
        items.filter(({ projectId }) => projectId !== lost?.item.id),
      ),
    ];
    const ended = await product.sync();
    nothingDeleted(product.port, before, 'a project has a team at least');
    assert.match(heldReasons(ended), /the list of teams has none of project "/);
    // A whole list leaves nothing to hold back.
    product.azureDevOps.faults = [];
    assert.equal((await product.sync()).report.totals.heldBack, 0);
  });

test('a team that is gone of a project that has another one goes', async () => {
  const product = trusted({}, mappingOf([projects, teams]));
  await product.sync();
  product.azureDevOps.organisations[0]?.find('team', ({ slot }) => slot === 1)?.remove();
  const ended = await product.sync();
  assert.equal(ended.report.totals.deleted, 1);
  assert.equal(ended.report.totals.heldBack, 0);
});

test('teams without a name are told, and none of them is written as what it was not', async () => {
  const product = trusted({}, mappingOf([teams]));
  await product.sync();
  const before = product.port.catalog();
  product.azureDevOps.faults = [
    edited('/_apis/teams', 'names are null', (items) => items.map((item) => ({ ...item, name: null }))),
  ];
  const ended = await product.sync();
  assert.deepEqual(incomplete(ended), ['team']);
  assert.match(ended.report.run.failure?.message ?? '', /name/);
  assert.deepEqual(product.port.catalog(), before);
});

const unresolvable = {
  $id: '1',
  innerException: null,
  message:
    "TF401175: The version descriptor <Branch: main> could not be resolved to a version in the repository 'web'",
  typeName:
    'Microsoft.TeamFoundation.Git.Server.GitUnresolvableToCommitException, Microsoft.TeamFoundation.Git.Server',
  typeKey: 'GitUnresolvableToCommitException',
  errorCode: 0,
  eventId: 3000,
};
const files = onto(
  'file',
  'branch',
  { identifier: '.repo.id + "/" + .file.path', title: '.file.path', relations: { repository: '.repo.id' } },
  { files: { path: ['README.md', '**/*.yml'] } },
);

for (const status of [400, 404])
  test(`a default branch that its repository names, and that is not there for the files (${status}), deletes none of them`, async () => {
    const product = trusted({}, mappingOf([files]));
    await product.sync();
    const before = product.port.entities();
    assert.ok(before.length > 5);
    product.azureDevOps.faults = [
      {
        match: /itemsbatch/,
        fault: {
          type: 'status',
          status,
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: unresolvable,
        },
        times: Number.POSITIVE_INFINITY,
      },
    ];
    const ended = await product.sync();
    nothingDeleted(product.port, before, 'no file was shown');
    assert.deepEqual(incomplete(ended), ['file']);
  });
