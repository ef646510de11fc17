import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ItemKind } from '../emulators/azure-devops/organisation/places.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { mappingOf, onto, repositories, trusted } from './support/trust.ts';

const scale = {
  projects: 2,
  teamsPerProject: 3,
  membersPerTeam: 2,
  repositoriesPerProject: 3,
  branchesPerRepository: 3,
  environmentsPerProject: 2,
  deploymentsPerEnvironment: 2,
  buildsPerProject: 4,
  stagesPerBuild: 2,
  extraGroups: 2,
};

const inProject = '.__project.id + "/" + (.id | tostring)';

/** A kind: what makes its entities, what it hangs under, and the question after whose parent is gone. */
const cases: readonly [
  kind: string,
  identifier: string,
  parent: ItemKind,
  asked: RegExp,
  selector?: object,
][] = [
  ['branch', '.__repository.id + "/" + .name', 'repository', /\/refs$/],
  ['repository', '.id', 'repository', /\/items$/, { includedFiles: ['README.md'] }],
  [
    'file',
    '.repo.id + "/" + .file.path',
    'repository',
    /\/(?:items|blobs)$/,
    { files: { path: '**/service.yaml' } },
  ],
  ['member', '.__teamId + "/" + .identity.id', 'team', /\/members$/],
  ['team', '.id', 'team', /\/members$/, { includeMembers: true }],
  ['pipeline-deployment', '(.environmentId | tostring) + "/" + (.id | tostring)', 'environment', /records$/],
  ['build', inProject, 'build', /\/changes$/, { enrichWithFirstCommit: true }],
  ['pipeline-stage', '(.__build.id | tostring) + "/" + .id', 'build', /\/timeline$/],
  ['group-member', '.__group.descriptor + "/" + .descriptor', 'group', /\/memberships\//],
  ['environment', '.project.id + "/" + (.id | tostring)', 'project', /\/environments$/],
];

const isIn = (identifier: string, id: string) => identifier.split('/').includes(id);

/** Synced once; in the next run what a question is about is changed before it is answered. */
async function changedMeanwhile(
  [kind, identifier, parent, asked, selector]: (typeof cases)[number],
  change: (place: { remove(): void; update(patch: object): void }) => void,
) {
  const resource = onto(kind, 'item', { identifier, title: 'null' }, selector);
  const product = trusted({ organisation: { scale } }, mappingOf([resource], { entityDeletionThreshold: 1 }));
  await product.sync();
  const before = product.port.entities();
  assert.ok(before.length > 2);
  const organisation = product.azureDevOps.organisations[0];
  const idsOf = (item: { id?: unknown; descriptor?: unknown }) =>
    [item.id, item.descriptor].filter((id) => id !== undefined).map((id) => `${id}`);
  /** The item that the question is about. The catalog has something of it. */
  const isAskedFor = (item: object, steps: readonly string[]) =>
    idsOf(item).some((id) => steps.includes(id) && before.some(({ identifier }) => isIn(identifier, id)));
  let isChanged = false;
  product.azureDevOps.faults = [
    {
      match({ url }, route) {
        const path = decodeURIComponent(url.pathname);
        if (isChanged || !asked.test(route)) return false;
        const steps = path.split('/');
        const place = [...(organisation?.all(parent) ?? [])].find(({ item }) =>
          isAskedFor(item as object, steps),
        );
        if (place) change(place);
        isChanged = place !== undefined;
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  const ended = await product.sync();
  assert.ok(isChanged);
  return { product, before, ...ended };
}

describe('what is gone while the run reads it is no failure, and goes with the next run', () => {
  for (const one of cases)
    test(`a ${one[2]} that is removed before ${one[3].source} is asked for: ${one[0]}`, async () => {
      const { product, before, report } = await changedMeanwhile(one, (place) => place.remove());
      assert.deepEqual(report.problems, []);
      assert.equal(report.run.status, 'succeeded');
      assert.match(JSON.stringify(report.notes), /removed or disabled while the run read/);
      nothingDeleted(product.port, before, 'one answer proves nothing');
      const next = await product.sync();
      assert.equal(next.report.run.status, 'succeeded');
      assert.ok(next.report.totals.deleted > 0, JSON.stringify(next.report.deletions));
    });

  for (const one of cases.slice(0, 2))
    test(`a repository that is disabled before ${one[3].source} is asked for: ${one[0]}`, async () => {
      const { report } = await changedMeanwhile(one, (place) => place.update({ isDisabled: true }));
      assert.deepEqual(report.problems, []);
      assert.equal(report.run.status, 'succeeded');
    });
});

test('what its list still has is a failure when it is not found', async () => {
  const branches = onto('branch', 'item', { identifier: '.__repository.id + "/" + .name' });
  const product = trusted({ organisation: { scale } }, mappingOf([repositories, branches]));
  await product.sync();
  const body = {
    message: 'TF401019: not there',
    typeKey: 'GitRepositoryNotFoundException',
    typeName: 'x, y',
  };
  product.azureDevOps.faults = [
    {
      match: /\/refs$/,
      fault: { type: 'status', status: 404, body: { $id: '1', errorCode: 0, eventId: 3000, ...body } },
      times: Infinity,
    },
  ];
  const { report } = await product.sync();
  assert.equal(report.run.status, 'problems');
  assert.ok(
    product.azureDevOps.requests.filter(({ route }) => route.endsWith('/git/repositories')).length < 40,
  );
});
