import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KindDefinition, Source } from '../../src/kinds/types.ts';
import type { ItemKind } from '../emulators/azure-devops/organisation/places.ts';
import { nothingDeleted } from '../support/assertions.ts';
import type { ProductOptions } from './product.ts';
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
  ['test-run', '.id', 'test-run', /\/results$/],
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
  beside: object[] = [],
) {
  const resource = onto(kind, 'item', { identifier, title: 'null' }, selector);
  const product = trusted(
    { organisation: { scale: { ...scale, projects: 4 } } },
    mappingOf([resource, ...beside], { entityDeletionThreshold: 1 }),
  );
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

const builtIn = '.repository.id + "/" + (.id | tostring)';

for (const [how, change] of [
  ['disabled', (place) => place.update({ isDisabled: true })],
  ['removed', (place) => place.remove()],
] as [string, Parameters<typeof changedMeanwhile>[1]][])
  test(`a build whose repository is listed, and ${how} before its commit is asked for, stays as it is`, async () => {
    const selector = { enrichWithFirstCommit: true };
    const builds = ['build', builtIn, 'repository', /\/commits\//, selector] as const;
    const { product, before, report } = await changedMeanwhile([...builds], change, [repositories]);
    assert.deepEqual(report.problems, []);
    assert.match(JSON.stringify(report.notes), /commits are not shown/);
    nothingDeleted(product.port, before, 'the build is there');
    assert.deepEqual(product.port.entities(), before);
  });

const NOT_FOUND = {
  $id: '1',
  innerException: null,
  message: 'TF401019: not there',
  typeName: 'x, y',
  typeKey: 'GitRepositoryNotFoundException',
  errorCode: 0,
  eventId: 3000,
};

for (const [what, kind, list, asked] of [
  ['branches', 'branch', /\/git\/repositories$/, /\/refs$/],
  ['results, nor the run alone,', 'test-run', /\/test\/runs$/, /\/runs\/\{run\}/],
] as const)
  test(`what its list still has is a failure where its ${what} are not found: ${kind}`, async () => {
    const resource = onto(kind, 'item', { identifier: `(.id // .objectId | tostring) + "/" + .name` });
    const product = trusted({ organisation: { scale } }, mappingOf([repositories, resource]));
    await product.sync();
    const before = product.azureDevOps.requests.length;
    product.azureDevOps.faults = [
      { match: asked, fault: { type: 'status', status: 404, body: NOT_FOUND }, times: Infinity },
    ];
    const { report } = await product.sync();
    assert.equal(report.run.status, 'problems');
    assert.deepEqual(
      report.problems.map(({ subject }) => subject),
      [kind],
    );
    assert.doesNotMatch(JSON.stringify(report.notes), /while the run read/);
    const again = product.azureDevOps.requests.slice(before).filter(({ route }) => list.test(route));
    assert.ok(again.length < 20, `${again.length}`);
  });

/** Branches, synced once; in the next run the first repository or project is removed before its branches are asked for. */
async function removedMeanwhile(kind: 'repository' | 'project', options: ProductOptions = {}) {
  const branches = onto('branch', 'item', { identifier: '.__repository.id + "/" + .name' });
  const product = trusted({ organisation: { scale }, ...options }, mappingOf([branches]));
  await product.sync();
  const before = product.port.entities();
  product.azureDevOps.requests.length = 0;
  let asked = 0;
  product.azureDevOps.faults = [
    {
      match(_, route) {
        if (route.endsWith('/refs') && ++asked === 1)
          [...(product.azureDevOps.organisations[0]?.all(kind) ?? [])][0]?.remove();
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  return { product, before, ...(await product.sync()) };
}

test('a project of many repositories that is removed meanwhile is asked for once', async () => {
  const many = { organisation: { scale: { ...scale, repositoriesPerProject: 40 } } };
  const { product, before, report } = await removedMeanwhile('project', many);
  assert.deepEqual(report.problems, []);
  const note = report.notes.find(({ reason }) => reason.includes('while the run read'));
  assert.ok((note?.count ?? 0) > 30, JSON.stringify(report.notes));
  nothingDeleted(product.port, before, 'one answer proves nothing');
  const again = product.azureDevOps.requests.filter(({ route }) => route.endsWith('/git/repositories'));
  assert.ok(again.length < 8, `${again.length}`);
});

test('a mistake of ours where the list is asked for again is told as a defect', async () => {
  const mistake = (): never => (undefined as unknown as { missing(): never }).missing();
  const asksWrongly = (source: Source): Source => ({
    ...source,
    under: source.under && { ...source.under, readChosen: mistake },
  });
  let armed = false;
  const { report } = await removedMeanwhile('repository', {
    tools({ kinds }) {
      const kind = kinds.get('branch');
      if (!armed || !kind) {
        armed = true;
        return {};
      }
      const source: KindDefinition['source'] = (options) => [kind.source(options)].flat().map(asksWrongly);
      return { kinds: new Map([...kinds, ['branch', { ...kind, source }]]) };
    },
  });
  assert.deepEqual(
    report.problems.map(({ code }) => code),
    ['PCS9001'],
  );
});

test('test runs that are removed together, of which the service keeps no list, are each looked for', async () => {
  const runs = onto('test-run', 'item', { identifier: '.id' });
  const product = trusted({ organisation: { scale: { ...scale, projects: 1 } } }, mappingOf([runs]));
  await product.sync();
  let asked = 0;
  product.azureDevOps.faults = [
    {
      match(_, route) {
        const all = [...(product.azureDevOps.organisations[0]?.all('test-run') ?? [])];
        if (route.endsWith('/results') && ++asked === 1) for (const run of all.slice(0, 2)) run.remove();
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  const { report } = await product.sync();
  assert.deepEqual(report.problems, []);
  assert.equal(report.notes.find(({ reason }) => reason.includes('while the run read'))?.count, 2);
});
