import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getOrCreate } from '../../src/lib/collections/get-or-create.ts';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { watchPhase } from './support/phase.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

interface Listed {
  project?: { id: string };
  projectId?: string;
  projectReference?: { id: string };
}

/** Lists for all projects, and what is made of them under identifiers that show no id. */
const lists = {
  '/_apis/git/repositories': onto('repository', 'item', {
    identifier: '(.project.id + .name) | @base64',
  }),
  '/_apis/release/releases': onto('release', 'item', {
    identifier: '.id | tostring',
  }),
  '/_apis/wiki/wikis': onto('wiki', 'item', {
    identifier: '(.__project.name + .__wiki.name + .path) | @base64',
    title: '.path',
  }),
};

const projectOf = ({ project, projectId, projectReference }: Listed) =>
  project?.id ?? projectId ?? projectReference?.id;

/** Leaves out an item of the last project, in the projects' order, that has several. */
const shortened = (route: string, projects: readonly string[], which: 0 | -1): FaultRule => ({
  match: (_, label) => label === route,
  fault: {
    type: 'changed',
    name: 'one item less',
    change(right: WireResponse) {
      const { value } = JSON.parse(right.body.toString()) as { value: Listed[] };
      const itemsOf = (id: string) => value.filter((item) => projectOf(item) === id);
      const short = projects.findLast((id) => itemsOf(id).length > 1) ?? '';
      const left = value.filter((item) => item !== itemsOf(short).at(which));
      return { ...right, body: Buffer.from(JSON.stringify({ count: left.length, value: left })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

/** An empty list in the place of answers. */
const emptied = (match: FaultRule['match']): FaultRule => ({
  match,
  fault: {
    type: 'changed',
    name: 'an empty list',
    change: (right) => ({ ...right, body: Buffer.from(JSON.stringify({ count: 0, value: [] })) }),
  },
  times: Number.POSITIVE_INFINITY,
});

test('a list of the pull requests of a project that lacks some deletes nothing', async () => {
  const resource = onto(
    'pull-request',
    'item',
    { identifier: '.pullRequestId | tostring', title: '.title' },
    { minTimeInDays: 900 },
  );
  const product = trusted(
    { organisation: { scale: { projects: 2, repositoriesPerProject: 3, pullRequestsPerRepository: 12 } } },
    mappingOf([resource]),
  );
  await product.sync();
  const before = product.port.entities();
  const shorter = product.azureDevOps.faults;
  product.azureDevOps.faults = [
    {
      match: (_, label) => label === '/{project}/_apis/git/pullrequests',
      fault: {
        type: 'changed',
        name: 'the last ones are missing',
        change(right: WireResponse) {
          const { value } = JSON.parse(right.body.toString()) as { value: { repository: { id: string } }[] };
          const left = value.filter(({ repository }, i) =>
            value.slice(i + 1).some((other) => other.repository.id === repository.id),
          );
          return { ...right, body: Buffer.from(JSON.stringify({ count: left.length, value: left })) };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before);
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /do not agree/);
  product.azureDevOps.faults = shorter;
  product.azureDevOps.organisations[0]?.find('pull-request').remove();
  await product.sync();
  assert.equal(product.port.entities().length, before.length - 1);
});

const scale = { projects: 5, repositoriesPerProject: 3, wikisPerProject: 2, releasesPerProject: 4 };

for (const [route, resource, which] of Object.entries(lists).flatMap(([path, one]) => [
  [path, one, 0] as const,
  [path, one, -1] as const,
]))
  test(`a list for all projects that lacks the ${which ? 'last' : 'first'} item of one deletes nothing: ${route}`, async () => {
    const product = trusted({ organisation: { scale } }, mappingOf([resource]));
    await product.sync();
    const before = product.port.entities();
    const [organisation] = product.azureDevOps.organisations;
    const projects = [...(organisation?.projects.items() ?? [])].map(({ id }) => id);
    product.azureDevOps.faults = [shortened(route, projects, which)];
    const { report } = await product.sync();
    assert.ok(report.deletions.owned > 5);
    nothingDeleted(product.port, before);
    assert.ok(report.deletions.heldBack.length > 0, JSON.stringify(report.deletions));
    product.azureDevOps.faults = [];
    if (resource.kind === 'repository') organisation?.find('repository', ({ slot }) => slot === 2).remove();
    await product.sync();
    assert.equal(product.port.entities().length, before.length - (resource.kind === 'repository' ? 1 : 0));
  });

for (const [route, resource] of Object.entries(lists))
  test(`a list for all projects that lacks an item is not proven by projects' own lists that then have none: ${route}`, async () => {
    const product = trusted({ organisation: { scale } }, mappingOf([resource]));
    await product.sync();
    const before = product.port.entities();
    const projects = [...(product.azureDevOps.organisations[0]?.projects.items() ?? [])].map(({ id }) => id);
    const { log, isAfterReading } = watchPhase();
    product.azureDevOps.faults = [
      shortened(route, projects, -1),
      emptied((_, label) => label === `/{project}${route}` && isAfterReading()),
    ];
    await product.sync({}, log);
    nothingDeleted(product.port, before);
  });

test('a list of all teams that lacks one is not proven by a list of projects that then has none', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([onto('team', 'team')]));
  await product.sync();
  const before = product.port.entities();
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    hiding('/_apis/teams', Number.POSITIVE_INFINITY),
    emptied((_, label) => label === '/_apis/projects' && isAfterReading()),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before);
});

/** A list of all and the projects' own, as labels of routes, and what is below. */
const twice = [
  ['/_apis/git/repositories', '/{project}/_apis/git/repositories', ['branch']],
  ['/_apis/release/releases', '/{project}/_apis/release/releases', ['release']],
  ['/_apis/wiki/wikis', '/{project}/_apis/wiki/wikis', ['wiki']],
  ['/_apis/teams', '/_apis/projects/{project}/teams', ['board', 'column', 'iteration']],
] as const;

const below: Record<string, object> = {
  release: lists['/_apis/release/releases'],
  wiki: lists['/_apis/wiki/wikis'],
  branch: onto('branch', 'item', { identifier: '(.__repository.name + .name) | @base64' }),
  board: onto('board', 'item', { identifier: '.id' }),
  column: onto('column', 'branch', { identifier: '.__board.id + .id + .__stateType' }),
  iteration: onto('iteration', 'repository', { identifier: '.__team.id + .id' }),
};

/** Leaves one item out of each list of a route: out of each answer, or the first alone. */
function hiding(route: string, times: number): FaultRule {
  const hidden = new Map<string, string>();
  return {
    match: (_, label) => label === route,
    fault: {
      type: 'changed',
      name: 'an item is not shown',
      change(right: WireResponse, { url }) {
        const { value } = JSON.parse(right.body.toString()) as { value: { id: string }[] };
        if (value.length < 2 && !hidden.has(url.pathname)) return right;
        const id = getOrCreate(hidden, url.pathname, () => value[0]?.id ?? '');
        const left = value.filter((item) => item.id !== id);
        return { ...right, body: Buffer.from(JSON.stringify({ count: left.length, value: left })) };
      },
    },
    times,
  };
}

for (const [all, own, kinds] of twice)
  for (const times of [1, Number.POSITIVE_INFINITY])
    test(`projects' own lists that lack an item of ${all} delete nothing, ${times === 1 ? 'be it once' : 'and they always do'}`, async () => {
      const product = trusted(
        { organisation: { scale: { ...scale, teamsPerProject: 3 } } },
        mappingOf(kinds.map((kind) => below[kind] as object)),
      );
      await product.sync();
      const before = product.port.entities();
      product.azureDevOps.faults = [hiding(own, times)];
      const { report } = await product.sync();
      nothingDeleted(product.port, before);
      assert.match(
        JSON.stringify(report.deletions.heldBack),
        /lists less itself than the list of all|changed while they were read/,
      );
      product.azureDevOps.faults = [];
      assert.equal((await product.sync()).report.totals.heldBack, 0);
    });

for (const projects of [2, 5])
  for (const [short, why] of [
    ['/_apis/projects/{project}/teams', /lists less itself than the list of all teams/],
    ['/_apis/teams', /has less than|do not agree/],
  ] as const)
    test(`teams that ${short} lacks are not deleted, nor is what is below: of ${projects} projects`, async () => {
      const kinds = twice[3][2].map((kind) => below[kind] as object);
      const all = onto('team', 'team');
      const members = onto('member', 'project', {
        identifier: '.__teamId + "/" + .identity.id',
        title: 'null',
      });
      const product = trusted(
        { organisation: { scale: { projects, teamsPerProject: 3, users: 4 } } },
        mappingOf([all, members, ...kinds]),
      );
      await product.sync();
      const before = product.port.entities();
      product.azureDevOps.faults = [hiding(short, Number.POSITIVE_INFINITY)];
      const { report } = await product.sync();
      nothingDeleted(product.port, before);
      assert.match(JSON.stringify(report.deletions.heldBack), why);

      product.azureDevOps.faults = [];
      product.azureDevOps.organisations[0]?.find('team', ({ name }) => !/ Team$/.test(name)).remove();
      const ended = await product.sync();
      assert.equal(ended.report.totals.heldBack, 0);
      assert.ok(
        product.port.entities('team').length < before.filter((one) => one.blueprint === 'team').length,
      );
    });

/** Answers to a project's own list once the run has read it. */
const ownAnswers: Record<string, FaultRule['fault']> = {
  'has none': {
    type: 'changed',
    name: 'none',
    change: (right) => ({ ...right, body: Buffer.from('{"count":0,"value":[]}') }),
  },
  'is refused with 403': { type: 'status', status: 403 },
  'is not found': { type: 'status', status: 404 },
  'is no question': { type: 'status', status: 400 },
};

for (const [how, fault] of Object.entries(ownAnswers))
  test(`a list of all teams that lacks one is not proven by a project whose own list ${how}`, async () => {
    const product = trusted(
      { organisation: { scale: { projects: 5, teamsPerProject: 3, users: 4 } } },
      mappingOf([onto('team', 'team')]),
    );
    await product.sync();
    const before = product.port.entities();
    product.azureDevOps.faults = [
      hiding('/_apis/teams', Number.POSITIVE_INFINITY),
      {
        match: (_, label) => label === '/_apis/projects/{project}/teams',
        fault,
        times: Number.POSITIVE_INFINITY,
      },
    ];
    const { report } = await product.sync();
    nothingDeleted(product.port, before);
    assert.equal(report.totals.heldBack, 1);
    product.azureDevOps.faults = [];
    assert.equal((await product.sync()).report.totals.heldBack, 0);
  });

for (const projects of [2, 5])
  for (const status of [500, 503])
    test(`own lists that lack repositories delete nothing where the list of all fails with ${status}: ${projects} projects`, async () => {
      const product = trusted(
        { organisation: { scale: { ...scale, projects } } },
        mappingOf([onto('branch', 'item', { identifier: '(.__repository.name + .name) | @base64' })]),
      );
      await product.sync();
      const before = product.port.entities();
      product.azureDevOps.faults = [
        hiding('/{project}/_apis/git/repositories', Number.POSITIVE_INFINITY),
        {
          match: (_, label) => label === '/_apis/git/repositories',
          fault: { type: 'status', status },
          times: Number.POSITIVE_INFINITY,
        },
      ];
      const { report } = await product.sync();
      nothingDeleted(product.port, before);
      assert.ok(report.totals.heldBack > 0);
    });

test('teams and boards that go are compared with each project once', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 5, teamsPerProject: 3, users: 4 } } },
    mappingOf([onto('team', 'team'), below.board as object]),
  );
  await product.sync();
  product.azureDevOps.organisations[0]?.find('team', ({ name }) => !/ Team$/.test(name)).remove();
  const before = product.azureDevOps.requests.length;
  const { report } = await product.sync();
  assert.equal(report.totals.heldBack, 0);
  assert.ok(report.totals.deleted > 1);
  const asked = product.azureDevOps.requests
    .slice(before)
    .flatMap(({ url }) => /projects\/([^/]+)\/teams\?.*skip=0/.exec(url)?.[1] ?? []);
  // The first project's list has been read to prove the list of all, in each of two readings.
  assert.deepEqual([new Set(asked).size, asked.length], [5, 7]);
});

test('a release that is newer than the list for all projects is no sign of a gap', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([lists['/_apis/release/releases']]));
  await product.sync();
  const before = product.port.entities();
  const [organisation] = product.azureDevOps.organisations;
  const last = [...(organisation?.projects.items() ?? [])].at(-1)?.id ?? '';
  organisation?.find('release', ({ id }) => String(id) === before.at(-1)?.identifier).remove();
  for (const [createdOn, left] of [
    ['2001-01-01T00:00:00Z', before.length],
    ['2999-01-01T00:00:00Z', before.length - 1],
  ] as const) {
    product.azureDevOps.faults = [
      {
        match: ({ url }, label) =>
          label === '/{project}/_apis/release/releases' && url.pathname.includes(last),
        fault: {
          type: 'changed',
          name: 'one item more',
          change(right: WireResponse) {
            const { value } = JSON.parse(right.body.toString()) as { value: object[] };
            const more = [{ ...value[0], id: 999_999, createdOn }, ...value];
            return { ...right, body: Buffer.from(JSON.stringify({ count: more.length, value: more })) };
          },
        },
        times: Number.POSITIVE_INFINITY,
      },
    ];
    await product.sync();
    assert.equal(product.port.entities().length, left, createdOn);
  }
});
