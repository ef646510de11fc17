import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getOrCreate } from '../../src/lib/collections/get-or-create.ts';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

/** Ends of routes of lists of a project or another parent, and what is made of them under identifiers that show the item's own place. */
const lists = [
  ['repository', '/{project}/_apis/git/repositories', '.id'],
  ['pull-request', '/pullrequests', '.repository.id + "/" + (.pullRequestId | tostring)'],
  [
    'branch',
    '/{project}/_apis/git/repositories/{repository}/refs',
    '(.__repository.id + "/" + .name) | @base64',
  ],
  [
    'repository-policy',
    '/{project}/_apis/git/policy/configurations',
    '.__repository.id + "/" + (.id | tostring)',
  ],
  ['pipeline', '/{project}/_apis/pipelines', '.__projectId + "/" + (.id | tostring)'],
  ['build', '/{project}/_apis/build/builds', '.__project.id + "/" + (.id | tostring)'],
  ['pipeline-run', '/{project}/_apis/pipelines/{pipeline}/runs', '.__project.id + "/" + (.id | tostring)'],
  [
    'pipeline-deployment',
    '/{project}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords',
    '.__environment.id as $e | "\\($e)/\\(.id)"',
  ],
  ['environment', '/{project}/_apis/distributedtask/environments', '.id | tostring'],
  ['release', '/{project}/_apis/release/releases', '.id | tostring'],
  ['release-definition', '/{project}/_apis/release/definitions', '.__project.id + "/" + (.id | tostring)'],
  ['wiki', '/{project}/_apis/wiki/wikis', '(.__wiki.id + .path) | @base64'],
  ['board', '/{project}/{team}/_apis/work/boards', '.id'],
  [
    'pipeline-stage',
    '/{project}/_apis/build/builds/{build}/timeline',
    '(.__build.id | tostring) + "/" + .id',
  ],
  ['iteration', '/{project}/{team}/_apis/work/teamsettings/iterations', '.__team.id + "/" + .id'],
  [
    'advanced-security-alert',
    '/{project}/_apis/alert/repositories/{repository}/alerts',
    '.__repositoryId + "/" + (.alertId | tostring)',
  ],
  ['group-member', '/memberships/{subject}', '(.__group.descriptor + "/" + .descriptor) | @base64'],
  ['area-path', '/{project}/_apis/wit/classificationnodes/{group}', '.__project.id + "/" + .identifier'],
] as const;

/** Gives each list the answer that the list of another parent had before. */
const mixedUp = (route: string): { record: FaultRule; mix: FaultRule } => {
  const answers: { path: string; asks: string; answer: WireResponse }[] = [];
  const asksOf = ({ searchParams }: URL) =>
    ['searchCriteria.status', '$skip', 'continuationToken'].map((name) => searchParams.get(name)).join();
  const match: FaultRule['match'] = (_, label) => label.endsWith(route);
  return {
    record: {
      match,
      fault: {
        type: 'changed',
        name: 'recorded',
        change: (right, { url }) =>
          void answers.push({ path: url.pathname, asks: asksOf(url), answer: right }),
      },
      times: Number.POSITIVE_INFINITY,
    },
    mix: {
      match,
      fault: {
        type: 'changed',
        name: "another parent's answer",
        change: (right, { url }) =>
          answers.find(
            ({ path, asks, answer }) =>
              path !== url.pathname && asks === asksOf(url) && !answer.body.equals(right.body),
          )?.answer,
      },
      times: Number.POSITIVE_INFINITY,
    },
  };
};

const scale = {
  projects: 3,
  teamsPerProject: 2,
  users: 8,
  // Groups of one sort: what is told of another sort may be the same subject.
  extraGroups: 0,
  iterationsPerTeam: 2,
  areasPerProject: 3,
  repositoriesPerProject: 2,
  alertsPerRepository: 3,
  branchesPerRepository: 2,
  policiesPerRepository: 1,
  pullRequestsPerRepository: 2,
  pipelinesPerProject: 2,
  buildsPerProject: 3,
  environmentsPerProject: 2,
  deploymentsPerEnvironment: 2,
  releaseDefinitionsPerProject: 2,
  releasesPerProject: 2,
  wikisPerProject: 1,
  pagesPerWiki: 2,
};

for (const [kind, route, identifier] of lists)
  test(`the answer of another parent, mixed up on the way, is no list of this one: ${kind}`, async () => {
    const options =
      kind === 'area-path' ? { depth: 5 } : kind === 'pull-request' ? { minTimeInDays: 3650 } : {};
    const product = trusted(
      { organisation: { scale } },
      mappingOf([onto(kind, 'item', { identifier, title: 'null' }, options)]),
    );
    const { record, mix } = mixedUp(route);
    product.azureDevOps.faults = [record];
    assert.equal((await product.sync()).report.run.status, 'succeeded');
    const before = product.port.entities();
    assert.ok(before.length > 2);
    product.azureDevOps.faults = [mix];
    const { report } = await product.sync();
    nothingDeleted(product.port, before, 'the lists were mixed up');
    assert.ok(report.resources.some(({ complete }) => !complete));
    assert.match(
      JSON.stringify(report.problems),
      /of another (project|repository|pipeline|environment|build|team|subject) than the one that was asked for/,
    );
    product.azureDevOps.faults = [];
    assert.equal((await product.sync()).report.run.status, 'succeeded');
    assert.equal(product.port.entities().length, before.length);
  });

/** Routes that read one item alone, and what is made of it with options that ask for that. */
const singles = [
  ['project', '/_apis/projects/{project}', '.id', { defaultTeam: true }],
  ['board', '/{project}/{team}/_apis/work/boards/{board}', '.id', {}],
  ['column', '/{project}/{team}/_apis/work/boards/{board}', '.__board.id + .id + .__stateType', {}],
  [
    'wiki',
    '/{project}/_apis/wiki/wikis/{wiki}/pages/{page}',
    '(.__wiki.id + .path) | @base64',
    { includeContent: true },
  ],
  [
    'build',
    '/{project}/_apis/git/repositories/{repository}/commits/{commit}',
    '.__project.id + "/" + (.id | tostring) + "/" + (.__commit.__sha // "none")',
    { enrichWithFirstCommit: true },
  ],
  [
    'pipeline',
    '/{project}/_apis/build/definitions/{definition}',
    '.__projectId + "/" + (.id | tostring)',
    { includeRepo: true },
  ],
  ['team', '/{project}/{team}/_apis/work/teamsettings/teamfieldvalues', '.id', { includeAreaPaths: true }],
  [
    'folder',
    '/{project}/_apis/git/repositories/{repository}/items',
    '(.__repository.id + .path) | @base64',
    { folders: [{ path: '*' }] },
  ],
  [
    'file',
    '/{project}/_apis/git/repositories/{repository}/itemsbatch',
    '(.repo.id + .file.path) | @base64',
    { files: { path: ['README.md', 'docs/*.md'] } },
  ],
] as const;

for (const [kind, route, identifier, options] of singles)
  test(`the answer about another item, mixed up on the way, is nothing of this one: ${kind}`, async () => {
    const product = trusted(
      { organisation: { scale: { ...scale, pipelinesPerProject: 1, pagesPerWiki: 3 } } },
      mappingOf([onto(kind, 'item', { identifier, title: '. | tostring' }, options)]),
    );
    const { record, mix } = mixedUp(route);
    product.azureDevOps.faults = [record];
    await product.sync();
    const before = product.port.entities();
    assert.ok(before.length > 2);
    product.azureDevOps.faults = [mix];
    const { report } = await product.sync();
    assert.ok(product.azureDevOps.requests.some(({ change }) => change !== undefined));
    nothingDeleted(product.port, before, 'single items were mixed up');
    assert.deepEqual(
      product.port.entities().map(({ title }) => title),
      before.map(({ title }) => title),
    );
    assert.notEqual(report.run.status, 'succeeded');
  });

test('policies of another repository, from a cache that leaves out the query, are none of this one', async () => {
  const policies = onto('repository-policy', 'item', {
    identifier: '.__repository.id + "/" + (.id | tostring)',
    title: 'null',
  });
  const product = trusted({ organisation: { scale } }, mappingOf([policies]));
  await product.sync();
  const before = product.port.entities();
  assert.ok(before.length > 2);
  const answers = new Map<string, WireResponse>();
  product.azureDevOps.faults = [
    {
      match: (_, label) => label === '/{project}/_apis/git/policy/configurations',
      fault: {
        type: 'changed',
        name: 'the answer of the same path',
        change(right, { url }) {
          const known = getOrCreate(answers, url.pathname, () => right);
          return known === right ? undefined : known;
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'policies were mixed up');
  assert.match(JSON.stringify(report.problems), /of another repository than the one that was asked for/);
  product.azureDevOps.faults = [];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});

test('tags are no branches, where a list of branches has them too', async () => {
  const branches = onto('branch', 'item', {
    identifier: '(.__repository.id + "/" + .refName) | @base64',
    title: '.refName',
  });
  const product = trusted({ organisation: { scale } }, mappingOf([branches]));
  product.azureDevOps.faults = [
    {
      match: (_, label) => label === '/{project}/_apis/git/repositories/{repository}/refs',
      fault: {
        type: 'changed',
        name: 'all refs',
        change(right) {
          const answer = JSON.parse(right.body.toString()) as { value: { name: string }[] };
          const tags = answer.value.map((ref, i) => ({ ...ref, name: `refs/tags/v${i}` }));
          return { ...right, body: Buffer.from(JSON.stringify({ value: [...tags, ...answer.value] })) };
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const names = product.port.entities('item').map(({ title }) => String(title));
  assert.ok(names.length > 2);
  assert.deepEqual(
    names.filter((name) => !name.startsWith('refs/heads/')),
    [],
  );
});

test('pull requests of another status than the one that was asked for are no list of those', async () => {
  const options = { minTimeInDays: 3650 };
  const identifier = '.repository.id + "/" + (.pullRequestId | tostring)';
  const product = trusted(
    { organisation: { scale } },
    mappingOf([onto('pull-request', 'item', { identifier, title: 'null' }, options)]),
  );
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities();
  const active = new Map<string, WireResponse>();
  product.azureDevOps.faults = [
    {
      match: /\/pullrequests$/,
      fault: {
        type: 'changed',
        name: 'a cache that leaves the status out',
        change: (right, { url }) => {
          if (url.searchParams.get('searchCriteria.status') === 'active') active.set(url.pathname, right);
          return active.get(url.pathname);
        },
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'closed pull requests were asked for, and active ones given');
  assert.match(JSON.stringify(report.problems), /another word than \\"(abandoned|completed)\\" under/);
});

test('groups that a group is a member of are not its members', async () => {
  const identifier = '(.__group.descriptor + "/" + .descriptor) | @base64';
  const product = trusted(
    { organisation: { scale: { ...scale, extraGroups: 2 } } },
    mappingOf([onto('group-member', 'item', { identifier, title: 'null' })]),
  );
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities();
  product.azureDevOps.faults = [
    {
      match: /memberships/,
      fault: {
        type: 'changed',
        name: 'the other direction',
        change: (right) => swapped(right),
      },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'members were asked for, and groups above given');
  assert.match(JSON.stringify(report.problems), /of another subject than the one that was asked for/);
});

/** Each membership, with its two ends in each other's place. */
const swapped = (right: WireResponse): WireResponse => {
  const { value, ...more } = JSON.parse(right.body.toString('utf8'));
  const edges = value.map((edge: Record<string, unknown>) => ({
    ...edge,
    containerDescriptor: edge.memberDescriptor,
    memberDescriptor: edge.containerDescriptor,
  }));
  return { ...right, body: Buffer.from(JSON.stringify({ ...more, value: edges })) };
};
