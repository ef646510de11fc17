import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { incomplete, mappingOf, onto, projects, trusted } from './support/trust.ts';

const ALL = '/_apis/git/repositories';
const OWN = `/{project}${ALL}`;

const own = (kind: string, repository: string, id: string, selector: object = {}) =>
  onto(kind, 'item', { identifier: `${repository} + "/" + "${kind}" + "/" + (${id} | tostring)` }, selector);

/** All kinds under a repository, and the repository as a mapping has it that wants enabled ones alone. */
const kinds = [
  projects,
  onto('repository', 'repository', {}, { query: '.isDisabled | not' }),
  own('branch', '.__repository.id', '.objectId'),
  own('repository-policy', '.__repository.id', '.id'),
  own('pull-request', '.repository.id', '.pullRequestId', { minTimeInDays: 900 }),
  own('advanced-security-alert', '.__repositoryId', '.alertId'),
  own('folder', '.__repository.id', '.path', { folders: [{ path: '*' }] }),
  own('file', '.repo.id', '.file.path', { files: { path: '**/*.yaml' } }),
];

const scale = {
  repositoriesPerProject: 4,
  branchesPerRepository: 3,
  policiesPerRepository: 2,
  pullRequestsPerRepository: 3,
  alertsPerRepository: 2,
};

const organisationOf = (count: number) => ({ organisation: { scale: { ...scale, projects: count } } });

/** The words of a list on one repository, each time that it is asked for. */
const telling = (routes: readonly string[], id: string, told: object): FaultRule => ({
  match: (_, route) => routes.includes(route),
  times: Number.POSITIVE_INFINITY,
  fault: {
    type: 'changed',
    name: 'a repository of which something else is told',
    change(right) {
      const { value } = JSON.parse(right.body.toString()) as { value: { id: string; project: object }[] };
      const one = value.find((repository) => repository.id === id);
      if (!one) return undefined;
      const { project, ...others } = told as { project?: object };
      Object.assign(one, others, { project: { ...one.project, ...project } });
      return { ...right, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
    },
  },
});

/** An enabled repository of the last project, of which the list for all is used where there are four or more. */
function ready(count: number, resources = kinds) {
  const product = trusted(organisationOf(count), mappingOf(resources));
  const [organisation] = product.azureDevOps.organisations;
  assert.ok(organisation);
  const last = [...organisation.projects.items()].at(-1)?.id;
  const isOne = ({ project, isDisabled, defaultBranch }: Listed) =>
    project.id === last && !isDisabled && defaultBranch !== undefined;
  const places = [...organisation.all('repository')].filter(({ item }) => isOne(item));
  const [place, other] = places.filter(
    ({ item }) => item.alerts.size() > 0 && item.pullRequests.size() > 0 && item.advancedSecurity === 'on',
  );
  assert.ok(place && other);
  return { product, organisation, place, other };
}

interface Listed {
  project: { id: string };
  isDisabled: boolean;
  defaultBranch?: string | undefined;
}

const states = ['deleting', 'deleted', 'new', 'createPending'];

const LIES: [what: string, told: object, projects: number, routes: readonly string[], why: RegExp][] = [
  ...[2, 5].flatMap((count) =>
    states.map((state): (typeof LIES)[number] => [
      `is of a project that is "${state}", which the list of projects does not say (${count} projects)`,
      { project: { state } },
      count,
      [ALL, OWN],
      /tells another state of its project than the list of projects/,
    ]),
  ),
  ...(
    [
      ['is disabled', { isDisabled: true }],
      ['has no default branch', { defaultBranch: undefined }],
    ] as const
  ).flatMap(([what, told]) =>
    (
      [
        [2, OWN],
        [5, OWN],
        [5, ALL],
      ] as const
    ).map(([count, route]): (typeof LIES)[number] => [
      `${what}, by ${route} alone (${count} projects)`,
      told,
      count,
      [route],
      /do not tell the same of repository/,
    ]),
  ),
];

for (const [what, told, count, routes, why] of LIES)
  test(`a repository that, it is told, ${what} keeps all that is its own; what is gone elsewhere goes`, async () => {
    const { product, place, other } = ready(count);
    await product.sync();
    const before = product.port.entities();
    const isOf = (id: string) => before.filter(({ identifier }) => identifier.startsWith(id));
    assert.ok(isOf(place.item.id).length > 10);
    product.azureDevOps.faults = [telling(routes, place.item.id, told)];
    other.update({ isDisabled: true });
    const { report } = await product.sync();
    const left = new Set(product.port.entities().map(({ identifier }) => identifier));
    const missing = before.filter(({ identifier }) => !left.has(identifier));
    assert.deepEqual(
      missing.filter(({ identifier }) => !identifier.startsWith(other.item.id)),
      [],
    );
    assert.ok(missing.length > 3);
    // Deletions are held back where the run uses the list in which the repository shows less.
    if (count < 4 || routes.includes(ALL)) {
      assert.match(JSON.stringify(report.deletions.heldBack), why);
      assert.ok(report.totals.heldBack > 0);
    }
    product.azureDevOps.faults = [];
    place.update({ isDisabled: true });
    const next = await product.sync();
    assert.equal(next.report.totals.heldBack, 0);
    assert.equal(product.port.entity('repository', place.item.id), undefined);
  });

/** Requests for lists of repositories: of one project, and of all. */
for (const [count, lists] of [
  [2, [2, 1]],
  [5, [1, 2]],
] as const)
  test(`a repository that is disabled costs no more lists than one that is gone (${count} projects)`, async () => {
    const { product, place } = ready(count);
    await product.sync();
    place.update({ isDisabled: true });
    const before = product.azureDevOps.requests.length;
    const { report } = await product.sync();
    assert.ok(report.totals.deleted > 3);
    const asked = product.azureDevOps.requests.slice(before).map(({ url }) => url.split('?', 1)[0]);
    const endingIn = (end: string) => asked.filter((url) => url?.endsWith(end)).length;
    assert.deepEqual([endingIn(`${place.item.project.id}${ALL}`), endingIn(`contoso${ALL}`)], lists);
  });

for (const defaultBranch of ['refs/heads/', 'refs/', 'main', ''])
  test(`a repository whose default branch is "${defaultBranch}" makes its list one that was not read in full`, async () => {
    const { product, place } = ready(2);
    await product.sync();
    const before = product.port.entities();
    product.azureDevOps.faults = [telling([ALL, OWN], place.item.id, { defaultBranch })];
    const ended = await product.sync();
    nothingDeleted(product.port, before);
    assert.ok(incomplete(ended).includes('repository'));
  });
