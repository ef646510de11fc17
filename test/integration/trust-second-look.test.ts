import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from '../../src/lib/log.ts';
import type { FaultRule, WireResponse } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { watchPhase } from './support/phase.ts';
import { branches, mappingOf, onto, projects, trusted } from './support/trust.ts';

const scale = {
  projects: 3,
  repositoriesPerProject: 3,
  branchesPerRepository: 3,
  buildsPerProject: 5,
  stagesPerBuild: 2,
  testRunsPerProject: 4,
  resultsPerTestRun: 3,
  workItemsPerProject: 450,
};

/** A log, and the requests to Azure DevOps by route since the lists were read. */
function countAfterReading(): { log: Log; rule: FaultRule; asked: Record<string, number> } {
  const { log, isAfterReading } = watchPhase();
  const asked: Record<string, number> = {};
  const match = ({ method }: { method: string }, label: string) => {
    const route = `${method} ${label}`;
    if (isAfterReading()) asked[route] = (asked[route] ?? 0) + 1;
    return false;
  };
  return { log, asked, rule: { match, fault: { type: 'reset' } } };
}

/** Costs by kind: the expression of its identifiers, a selector, and the requests before the entity of one item goes. */
const costs = [
  [
    'branch',
    '.__repository.id + "/" + .name',
    {},
    // The list for all projects is compared with what the project lists. Of the other repositories nothing is gone.
    {
      'GET /_apis/projects': 1,
      'GET /_apis/git/repositories': 1,
      'GET /{project}/_apis/git/repositories': 3,
      'GET /{project}/_apis/git/repositories/{repository}/refs': 2,
    },
  ],
  [
    'build',
    '.__project.id + "/" + (.id | tostring)',
    // Commits that are read for each build are not read again.
    { enrichWithFirstCommit: true },
    { 'GET /_apis/projects': 1, 'GET /{project}/_apis/build/builds': 2 },
  ],
  [
    'test-run',
    '.project.id + "/" + (.id | tostring)',
    {},
    { 'GET /_apis/projects': 1, 'GET /{project}/_apis/test/runs': 3 },
  ],
  [
    'release-definition',
    '.__project.id + "/" + (.id | tostring)',
    {},
    { 'GET /_apis/projects': 1, 'GET /{project}/_apis/release/definitions': 1 },
  ],
  [
    'release-deployment',
    '.projectReference.id + "/" + (.id | tostring)',
    {},
    // One may not tell its project, so that each project's list may have had it.
    { 'GET /_apis/projects': 1, 'GET /{project}/_apis/release/deployments': 6 },
  ],
  [
    'work-item',
    '.__project.id + "/" + (.id | tostring)',
    {},
    // One to know whether a project was renamed. No query names the item, so that none is read.
    { 'GET /_apis/projects': 2, 'POST /{project}/_apis/wit/wiql': 3 },
  ],
] as const;

for (const [kind, identifier, selector, expected] of costs)
  test(`before the entity of one ${kind} goes, the lists that may have had it are read again, and no others`, async () => {
    const resource = onto(kind, 'item', { identifier, title: 'null' }, selector);
    const product = trusted({ organisation: { scale } }, mappingOf([resource]));
    await product.sync();
    product.azureDevOps.organisations[0]?.find(kind, (item) => !isDefault(item)).remove();
    const { log, asked, rule } = countAfterReading();
    product.azureDevOps.faults = [rule];
    const { report } = await product.sync({}, log);
    assert.equal(report.totals.deleted, 1);
    assert.deepEqual(asked, expected);
  });

const isDefault = (item: object) => 'name' in item && /\b(?:main|master)$/.test(String(item.name));

/** Changes the lists of a route in one of the two readings. `name`: where the list stands in its answers. */
const changed = (
  route: RegExp,
  isIn: () => boolean,
  change: (value: Record<string, unknown>[], path: string) => unknown[],
  name = 'value',
): FaultRule => ({
  match: (_, label) => route.test(label) && isIn(),
  fault: {
    type: 'changed',
    name: 'another list',
    change(right: WireResponse, { url }) {
      const body = JSON.parse(`${right.body}`);
      const list = change(body[name], url.pathname);
      const count = 'count' in body ? { count: list.length } : {};
      return { ...right, body: Buffer.from(JSON.stringify({ ...body, ...count, [name]: list })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

test('a repository that one answer calls disabled keeps its branches', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([branches]));
  await product.sync();
  const before = product.port.entities();
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    changed(
      /\/git\/repositories$/,
      () => !isAfterReading(),
      (value) => value.map((item) => ({ ...item, isDisabled: true })),
    ),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'the second answer did not call it so');
});

test('a list of projects that is empty once deletes nothing, though identifiers show no project', async () => {
  const iterations = onto('iteration', 'iteration');
  const product = trusted({ organisation: { scale } }, mappingOf([projects, iterations]));
  await product.sync();
  const before = product.port.entities();
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    changed(
      /^\/_apis\/projects$/,
      () => !isAfterReading(),
      () => [],
    ),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'the second answer had the projects');
});

test('where a list cannot be read a second time, what may be of it stays, and the rest goes', async () => {
  const product = trusted({ organisation: { scale } }, mappingOf([branches]));
  await product.sync();
  const all = product.port.entities('branch').map(({ identifier }) => identifier);
  const others = [...(product.azureDevOps.organisations[0]?.all('branch') ?? [])].filter(
    ({ item }) => !isDefault(item),
  );
  for (const one of others) one.remove();
  const isGone = (identifier: string) => others.some(({ item }) => identifier.endsWith(item.objectId));
  const gone = all.filter(isGone);
  const [kept = ''] = gone.map((identifier) => identifier.split('/', 1)[0]);
  const stays = gone.filter((identifier) => identifier.startsWith(kept));
  assert.ok(stays.length < gone.length);
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    {
      match: ({ url }, label) =>
        /\/refs$/.test(label) &&
        isAfterReading() &&
        url.pathname.includes(kept) &&
        !/top=1\b/.test(url.search),
      fault: { type: 'status', status: 403 },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync({}, log);
  const left = product.port.entities('branch').map(({ identifier }) => identifier);
  assert.deepEqual(
    left,
    all.filter((identifier) => !isGone(identifier) || stays.includes(identifier)),
  );
  assert.match(report.deletions.heldBack[0]?.reason ?? '', /could not be read a second time/);
});

/** Changes of a mapping after which some items do not tell which entity is theirs. */
const broken = [
  ['a selector that fails', { query: '.name | test("\\\\.") | error' }, {}],
  ['an identifier that fails', {}, { identifier: '.id | error' }],
  [
    'an itemsToParse that fails',
    {},
    {},
    { itemsToParse: '.id | error', itemsToParseTopLevelTransform: false },
  ],
  ['an identifier that is empty', {}, { identifier: '.nowhere' }],
] as const;

for (const [what, selector, fields, port] of broken)
  test(`${what} in the second reading alone deletes nothing, as in the first`, async () => {
    const product = trusted({ organisation: { scale } }, mappingOf([onto('pipeline', 'item')]));
    await product.sync();
    const before = product.port.entities();
    const { log, isAfterReading } = watchPhase();
    const own = /\/pipelines$/;
    product.azureDevOps.faults = [
      changed(
        own,
        () => !isAfterReading(),
        () => [],
      ),
    ];
    const resource = onto('pipeline', 'item', fields, selector);
    Object.assign(resource.port, port);
    await product.sync(mappingOf([resource], { entityDeletionThreshold: 1 }), log);
    nothingDeleted(product.port, before, 'the second answer had items of which nobody knows what they are');
  });

test('an item that only the second reading names, and that the service does not show, stays', async () => {
  const items = onto('work-item', 'item', {
    identifier: '"\\(.id)/\\(.fields["System.WorkItemType"] | length)"',
    title: 'null',
  });
  const product = trusted(
    { organisation: { scale: { ...scale, workItemsPerProject: 5 } } },
    mappingOf([items]),
  );
  await product.sync();
  const before = product.port.entities();
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    changed(
      /\/wiql$/,
      () => !isAfterReading(),
      (list) => list.slice(1),
      'workItems',
    ),
    changed(/\/workitems$/, isAfterReading, (list) => list.map(() => null)),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'the second list of ids named it');
});

/** Everything of a kind, under this identifier, after a first sync. No limit is in the way of deletions. */
async function synced(kind: string, identifier: string, faults: FaultRule[] = [], selector: object = {}) {
  const product = trusted(
    { organisation: { scale } },
    mappingOf([onto(kind, 'item', { identifier, title: 'null' }, selector)], { entityDeletionThreshold: 1 }),
  );
  product.azureDevOps.faults = faults;
  await product.sync();
  const before = product.port.entities();
  assert.ok(before.length > 3);
  return { product, before };
}

/** Kinds whose items may not tell their project, where they tell it, and what else their identifiers are made of. */
const mayNotTell = [
  ['release', 'projectReference', '.id'],
  ['release', 'projectReference', '.createdBy.id + "/" + (.id | tostring)'],
  ['release-deployment', 'projectReference', '.id'],
  // Items with all their details tell it: the list of a window has no parameter for these.
  ['test-run', 'project', '.id', { minTimeInDays: 3650 }],
] as const;

for (const [kind, name, rest, selector] of mayNotTell)
  test(`where the service does not tell ${name} of a ${kind}, a list that is empty once deletes nothing: ${rest}`, async () => {
    const lists = /\/(?:releases|deployments|runs)$/;
    const always = changed(
      lists,
      () => true,
      (value) => value.map(({ [name]: _, ...item }) => item),
    );
    const identifier = `(.${name}.id | tostring) + "/" + (${rest} | tostring)`;
    const { product, before } = await synced(kind, identifier, [always], selector);
    assert.ok(before.some(({ identifier }) => identifier.startsWith('null/')));
    const { log, isAfterReading } = watchPhase();
    const once = changed(
      lists,
      () => !isAfterReading(),
      () => [],
    );
    product.azureDevOps.faults = [once, always];
    await product.sync({}, log);
    nothingDeleted(product.port, before, 'the second answer had all of them');
  });

/** Kinds that show their project or repository by what their list or its parents tell, which is asked for. */
const telling = [
  ['branch', '(.__repository.project.id | tostring) + "/" + .__repository.name + "/" + .name'],
  ['repository-policy', '(.__repository.project.id | tostring) + "/" + (.id | tostring)'],
  ['pull-request', '(.repository.id | tostring) + "/" + .createdBy.id + "/" + (.pullRequestId | tostring)'],
] as const;

for (const [kind, identifier] of telling)
  test(`a ${kind} whose repository does not tell whose it is has not been read, and nothing goes for it`, async () => {
    const { product, before } = await synced(kind, identifier);
    const { log, isAfterReading } = watchPhase();
    product.azureDevOps.faults = [
      changed(
        /\/(?:refs|configurations|pullrequests)$/,
        () => !isAfterReading(),
        () => [],
      ),
      changed(
        /\/git\/(?:repositories|pullrequests)$|\/pullrequests$/,
        () => true,
        (value) =>
          value.map((item) => ({
            ...item,
            ...('repository' in item ? { repository: null } : { project: null }),
          })),
      ),
    ];
    const { report } = await product.sync({}, log);
    nothingDeleted(product.port, before, 'nothing said whose it is');
    assert.equal(report.run.status === 'succeeded', false);
  });

/** Kinds of which each list hangs under an item that a list names, and what makes their identifiers. */
const below = [
  ['pull-request', '.repository.id + "/" + (.pullRequestId | tostring)'],
  ['pipeline-run', '.__project.id + "/" + (.__pipeline.id | tostring) + "/" + (.id | tostring)'],
  ['pipeline-stage', '(.__build.id | tostring) + "/" + .id'],
  ['pipeline-deployment', '(.environmentId | tostring) + "/" + (.id | tostring)'],
  ['wiki', '.__wiki.id + "/" + (.id | tostring)'],
] as const;

/** The same without the parent's id: nothing shows of which list one is. */
const notShown = [
  ['pipeline-run', '.__project.id + "/" + (.id | tostring)'],
  ['pipeline-deployment', '.__project.id + "/" + (.id | tostring)'],
] as const;

/** Changes answers by the time that their question is asked, counted from 1. */
const answers = (
  change: (value: Record<string, unknown>[], url: URL, time: number) => unknown[] | undefined,
): FaultRule => {
  const times = new Map<string, number>();
  return {
    match: (_, label) => label !== '/_apis/projects',
    times: Number.POSITIVE_INFINITY,
    fault: {
      type: 'changed',
      name: 'another list',
      change(right, { url }) {
        if (right.body.length === 0) return undefined;
        const body = JSON.parse(`${right.body}`);
        const [name] = ['value', 'records'].filter((one) => Array.isArray(body[one]));
        if (name === undefined) return undefined;
        const time = (times.get(url.href) ?? 0) + 1;
        times.set(url.href, time);
        const list = change(body[name], url, time);
        if (!list) return undefined;
        return { ...right, body: Buffer.from(JSON.stringify({ ...body, count: list.length, [name]: list })) };
      },
    },
  };
};

/** Changes the first answer to each question, and none after it. */
const firstAnswers = (change: (value: Record<string, unknown>[], url: URL) => unknown[]): FaultRule =>
  answers((value, url, time) => (time === 1 ? change(value, url) : undefined));

for (const [kind, identifier] of [...below, ...notShown])
  test(`where each list is empty the first time that it is asked for, no ${kind} goes: ${identifier}`, async () => {
    const { product, before } = await synced(kind, identifier);
    product.azureDevOps.faults = [firstAnswers(() => [])];
    await product.sync();
    nothingDeleted(product.port, before, 'no list was read twice');
    product.azureDevOps.faults = [];
    const { report } = await product.sync();
    assert.deepEqual(report.deletions.heldBack, []);
  });

/** Details in the first list of repositories that decide which of their lists are asked for. */
const looks: readonly Record<string, unknown>[] = [
  { isDisabled: true },
  { defaultBranch: null },
  { defaultBranch: 'refs/heads/release/2026.2' },
];

/** Kinds that are read by repository, with what makes their identifiers. */
const ofRepositories = [
  ['branch', '.__repository.id + "/" + .name', {}],
  ['pull-request', '.repository.id + "/" + (.pullRequestId | tostring)', {}],
  ['repository-policy', '.__repository.id + "/" + (.id | tostring)', {}],
  ['folder', '.__repository.id + .path', { folders: [{ path: '*' }] }],
  ['file', '.repo.id + "/" + .file.path', { files: { path: ['**/*.md'] } }],
] as const;

for (const [kind, identifier, selector] of ofRepositories)
  for (const look of looks)
    test(`where repositories are told as ${JSON.stringify(look)} once, and lists are cut once, no ${kind} goes`, async () => {
      const { product, before } = await synced(kind, `(${identifier}) | @base64`, [], selector);
      product.azureDevOps.faults = [
        firstAnswers((value, { pathname }) =>
          /\/git\/repositories$/.test(pathname)
            ? value.map((item) => ({ ...item, ...look }))
            : value.slice(0, /\/items$/.test(pathname) ? 2 : 0),
        ),
      ];
      await product.sync();
      nothingDeleted(product.port, before, 'one answer had less');
      product.azureDevOps.faults = [];
      assert.deepEqual((await product.sync()).report.deletions.heldBack, []);
    });

test('a second reading that lacks what the first one had has less, and may lack more', async () => {
  const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
  const cuts = [1, 2];
  product.azureDevOps.faults = [
    answers((value, { pathname }, time) =>
      pathname.endsWith('/build/builds') ? value.slice(0, value.length - (cuts[time - 1] ?? 0)) : undefined,
    ),
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'no two answers agreed, and the third had all of them');
  assert.match(JSON.stringify(report.deletions.heldBack), /two readings of the lists disagree/);
  product.azureDevOps.faults = [];
  assert.deepEqual((await product.sync()).report.deletions.heldBack, []);
});

const thirdReadings: [string, (at: number) => boolean][] = [
  ['the third has all', () => true],
  ['the third lacks another one', (at) => at !== 0],
  ['the third has fewer', (at) => at < 2],
];
for (const [what, kept] of thirdReadings)
  test(`a list that has in its second reading what its first lacked is read a third time: ${what}`, async () => {
    const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
    product.azureDevOps.faults = [
      answers((value, { pathname }, time) => {
        if (!pathname.endsWith('/build/builds')) return undefined;
        return time < 3 ? value.slice(0, time - 3) : value.filter((_, at) => kept(at));
      }),
    ];
    await product.sync();
    nothingDeleted(product.port, before, 'no two readings agreed');
    product.azureDevOps.faults = [];
    assert.deepEqual((await product.sync()).report.deletions.heldBack, []);
  });

/** Numbers of items, from the end, that each of three readings lacks. All lack the last one, which is there. */
const contradictions: Record<string, readonly (readonly number[])[]> = {
  'of one size each': [
    [1, 2, 3],
    [1, 2],
    [1, 4],
  ],
  'the third with more than the second': [[1, 2], [1, 3], [1]],
  'the second with less than the first': [[1, 2], [1, 3, 4], [1]],
};
for (const [what, lacking] of Object.entries(contradictions))
  test(`what three readings lack stays, where the second one has what the first lacked, and the third another list again: ${what}`, async () => {
    const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
    product.azureDevOps.faults = [
      answers((value, { pathname }, time) =>
        pathname.endsWith('/build/builds')
          ? value.filter((_, at) => !lacking[time - 1]?.includes(value.length - at))
          : undefined,
      ),
    ];
    const { report } = await product.sync();
    nothingDeleted(product.port, before, 'no two readings agreed');
    assert.match(JSON.stringify(report.deletions.heldBack), /of which no two readings agree/);
  });

test('what is in none of three readings goes, where the first one lacked something else', async () => {
  const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
  product.azureDevOps.organisations[0]?.find('build', () => true).remove();
  product.azureDevOps.faults = [
    answers((value, { pathname }, time) =>
      time === 1 && pathname.endsWith('/build/builds') ? value.slice(0, -1) : undefined,
    ),
  ];
  const { report } = await product.sync();
  assert.equal(report.totals.deleted, 1);
  assert.equal(product.port.entities().length, before.length - 1);
});

test('a list that loses more than half between two readings is not believed, whatever a third one says', async () => {
  const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
  product.azureDevOps.faults = [
    answers((value, { pathname }, time) =>
      pathname.endsWith('/build/builds') ? value.slice(0, time === 1 ? -1 : 1) : undefined,
    ),
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'a list that breaks down is none in use');
  assert.match(JSON.stringify(report.deletions.heldBack), /a second reading has fewer/);
});

test('where a list loses an item in each run between two readings, what was gone before goes', async () => {
  const { product, before } = await synced('build', '.__project.id + "/" + (.id | tostring)');
  const [gone] = [...(product.azureDevOps.organisations[0]?.all('build') ?? [])];
  gone?.remove();
  product.azureDevOps.faults = [
    answers((value, { pathname }, time) =>
      time > 1 && pathname.endsWith('/build/builds') ? value.slice(0, -1) : undefined,
    ),
  ];
  const { report } = await product.sync();
  assert.deepEqual([report.totals.deleted, report.deletions.heldBack], [1, []]);
  assert.equal(product.port.entities().length, before.length - 1);
});

test('an item whose ids are in another case in the second reading is there', async () => {
  const { product, before } = await synced('iteration', '.__team.id + "/" + .id');
  const { log, isAfterReading } = watchPhase();
  const lists = /\/iterations$/;
  product.azureDevOps.faults = [
    changed(
      lists,
      () => !isAfterReading(),
      (value) => value.slice(0, -1),
    ),
    changed(lists, isAfterReading, (value) =>
      value.map((item) => ({ ...item, id: String(item.id).toUpperCase() })),
    ),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'the second answer had it in capitals');
});

test('Port is asked once for the relations of what may be of lists that fail the second time', async () => {
  const iterations = onto('iteration', 'item', { relations: { project: '.__project.id' } });
  const product = trusted(
    { organisation: { scale: { projects: 10, teamsPerProject: 3, iterationsPerTeam: 4 } } },
    mappingOf([projects, iterations]),
  );
  await product.sync();
  const searches = () => product.port.counts()['POST /v1/blueprints/{blueprint}/entities/search'] ?? 0;
  const all = [...(product.azureDevOps.organisations[0]?.all('iteration') ?? [])];
  for (const one of all.slice(0, 10)) one.remove();
  const before = searches();
  const { log, isAfterReading } = watchPhase();
  product.azureDevOps.faults = [
    {
      match: (_, label) => /\/iterations$/.test(label) && isAfterReading(),
      fault: { type: 'status', status: 403 },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync({}, log);
  assert.ok(report.totals.heldBack > 0);
  assert.ok(searches() - before < 10, `${searches() - before} searches`);
});

test('an item that only the second reading has, and not all that itemsToParse takes from it, loses nothing', async () => {
  const results = onto('test-run', 'item', {
    identifier: '(.id | tostring) + "/" + (.item.id | tostring)',
    title: 'null',
  });
  Object.assign(results.port, { itemsToParse: '.__testResults' });
  const product = trusted({ organisation: { scale } }, mappingOf([results], { entityDeletionThreshold: 1 }));
  await product.sync();
  const before = product.port.entities();
  const { log, isAfterReading } = watchPhase();
  const shorter = (route: RegExp, isIn: () => boolean) => changed(route, isIn, (value) => value.slice(0, -1));
  product.azureDevOps.faults = [
    shorter(/\/test\/runs$/, () => !isAfterReading()),
    shorter(/\/results$/, isAfterReading),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'one answer had the results of the last run, and not all of them');
});

test('where each reading finds a build more, what is of one that is gone goes all the same', async () => {
  const product = trusted(
    { organisation: { scale } },
    mappingOf([onto('pipeline-stage', 'item', { identifier: '.id', title: 'null' })], {
      entityDeletionThreshold: 1,
    }),
  );
  const builds = [...(product.azureDevOps.organisations[0]?.all('build') ?? [])];
  const [old, ...others] = builds.map(({ item }) => item.id);
  const arriving = others.slice(0, 2);
  const hides = (most: number) => (value: Record<string, unknown>[], url: URL, time: number) =>
    url.pathname.endsWith('/build/builds') && url.searchParams.get('$top') !== '1'
      ? value.filter(({ id }) => !arriving.slice(0, most - time).includes(Number(id)))
      : undefined;
  product.azureDevOps.faults = [answers(hides(Number.POSITIVE_INFINITY))];
  await product.sync();
  const before = product.port.entities();
  builds[0]?.remove();
  product.azureDevOps.faults = [answers(hides(3))];
  const { report } = await product.sync();
  assert.ok(report.totals.deleted > 0, `the stages of build ${old} are in none of three readings`);
  assert.deepEqual(report.deletions.heldBack, []);
  assert.ok(before.length > report.totals.deleted);
});

test('the third reading asks for what only the second one found, and what that hangs under', async () => {
  const identifier = '.__project.id + "/" + (.id | tostring)';
  const { product, before } = await synced('pipeline-run', identifier);
  const { log, asked, rule } = countAfterReading();
  const hidden = product.azureDevOps.organisations[0]?.find('pipeline', () => true).item.id;
  const ofHidden = `/pipelines/${hidden}/runs`;
  product.azureDevOps.faults = [
    rule,
    firstAnswers((value, { pathname }) =>
      pathname.endsWith(ofHidden) ? [] : value.filter(({ id }) => id !== hidden || /runs$/.test(pathname)),
    ),
  ];
  await product.sync({}, log);
  nothingDeleted(product.port, before, 'one answer of two had the runs');
  const RUNS = 'GET /{project}/_apis/pipelines/{pipeline}/runs';
  const projects = product.azureDevOps.organisations[0]?.all('project') ?? [];
  const pipelines = [...(product.azureDevOps.organisations[0]?.all('pipeline') ?? [])];
  const inOne = pipelines.length / [...projects].length;
  assert.equal(asked[RUNS], inOne + 1);
});

test('an identifier that the mapping makes in another case is another one: the old entity goes', async () => {
  const { product } = await synced('iteration', '.id');
  const upper = onto('iteration', 'item', { identifier: '.id | ascii_upcase', title: 'null' });
  const { report } = await product.sync(mappingOf([upper], { entityDeletionThreshold: 1 }));
  assert.ok(report.totals.created > 3);
  assert.deepEqual([report.totals.deleted, report.deletions.heldBack], [report.totals.created, []]);
});
