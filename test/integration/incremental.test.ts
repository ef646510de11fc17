import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { ItemKind, Organisation } from '../emulators/azure-devops/index.ts';
import { virtualClock } from '../emulators/kit/clock.ts';
import type { EmulatedRequest } from '../emulators/types.ts';
import { listeningLog } from '../support/log.ts';
import { createProduct, type Ended, identifier, type Product } from './product.ts';
import { blueprint, documentOf, plain } from './support/resources.ts';
import { mappingOf, onto, projects, repositories, trusted, workItems } from './support/trust.ts';

const now = new Date(Date.UTC(2026, 0, 5));
const MINUTE = 60_000;
/**
 * Time before a run that is longer than the overlap: the next run finds such a change only if the cursor did not
 * move.
 */
const BEFORE_OVERLAP = 7 * MINUTE;
const quarter = (product: Product) => product.clock.sleep(15 * MINUTE);

/** Every kind, with the whole raw item as text. */
const document = JSON.parse(documentOf(plain)) as {
  resources: { kind: string; port: { entity: { mappings: { properties: Record<string, string> } } } }[];
};
for (const { port } of document.resources) port.entity.mappings.properties.text = 'tostring';
const whole = {
  ...blueprint,
  schema: { properties: { kind: { type: 'string' }, text: { type: 'string' } } },
};
const everyKind: Partial<Settings> = {
  mapping: { from: 'inline', text: JSON.stringify(document) },
  initializePortResources: false,
};
const kindOf = (id: string) => document.resources[Number(id.split('/')[0])]?.kind;

const organisationOf = ({ azureDevOps }: Product) => azureDevOps.organisations[0] as Organisation;
const resyncState = ({ port }: Product) => {
  const { updatedAt: _, ...state } = port.integration(identifier)?.resyncState ?? {};
  return state;
};

/** Kinds with short lists; what carries their names changes with them. */
const short: readonly ItemKind[] = ['pipeline', 'release-definition', 'environment', 'team', 'area-path'];
const followed: readonly ItemKind[] = [
  ...(['work-item', 'build', 'release-deployment', 'test-run', 'pull-request'] as const),
  ...(['branch', 'file', 'advanced-security-alert'] as const),
];

test('every kind: the first run is a full sync, the next ones read what changed, and say nothing of the rest', async (t) => {
  const product = createProduct({
    organisation: { now, scale: { projects: 3, workItemsPerProject: 40, buildsPerProject: 20 } },
  });
  product.port.seedBlueprints([whole]);
  const incremental = { ...everyKind, mode: 'incremental' as const };
  const first = await product.sync(incremental);
  assert.match(first.report.run.increments?.full ?? '', /no cursor/);
  const before = resyncState(product);
  await quarter(product);
  // Items of its lists count as known from the second look on.
  await product.sync(incremental);
  await product.sync(incremental);

  await t.test(
    'an unchanged organisation costs Port 12 requests at the most, and writes nothing',
    async () => {
      await quarter(product);
      const [azure, port] = [product.azureDevOps.requests.length, product.port.requests.length];
      const { report } = await product.sync(incremental);
      assert.deepEqual([report.run.status, report.problems, report.warnings], ['succeeded', [], []]);
      const asked = product.azureDevOps.requests.slice(azure);
      const perRepository = asked.filter(({ route }) => /pushes|alerts|enablement/.test(route)).length;
      const ofWikis = asked.filter(({ route }) => /pagesbatch/.test(route)).length;
      const others = asked.length - perRepository - ofWikis;
      const { projects: all } = organisationOf(product);
      assert.ok(ofWikis <= [...organisationOf(product).all('wiki')].length);
      // A project takes one request for each short kind and six for all else, the organisation some more.
      const shortLists = [...kinds.values()].filter(({ isShort }) => isShort).length;
      assert.ok(others <= (6 + shortLists) * all.size() + 13, `${others} for ${all.size()} projects`);
      assert.ok(product.port.requests.length - port <= 12);
      assert.deepEqual(resyncState(product), before);
    },
  );

  await t.test('what changed is as a full sync would have it', async () => {
    organisationOf(product).change({ kinds: followed, share: 0.1, seed: 3 });
    await product.clock.sleep(MINUTE);
    const { report, changes } = await product.sync(incremental);
    assert.deepEqual([report.run.status, report.problems], ['succeeded', []]);
    const done = new Set(changes.map(({ identifier: id }) => kindOf(id)));
    for (const kind of [
      'work-item',
      'build',
      'pipeline-run',
      'release-deployment',
      'test-run',
      'pull-request',
    ])
      assert.ok(done.has(kind), kind);
    for (const kind of ['branch', 'folder', 'advanced-security-alert']) assert.ok(done.has(kind), kind);
    const after = await product.sync(everyKind);
    const left = after.changes.filter(({ action }) => action === 'created' || action === 'updated');
    // A folder has the commit of the newest push to its repository, a test run the branch of its build; alerts of two
    // repositories share a number here.
    const known = ['folder', 'test-run', 'advanced-security-alert'];
    assert.deepEqual(
      left.map(({ identifier: id }) => kindOf(id)).filter((kind) => !known.includes(kind ?? '')),
      [],
    );
  });

  await t.test('short lists are read in full: what changed and what is gone of them', async () => {
    organisationOf(product).change({ kinds: short, share: 0.6, seed: 5 });
    await product.clock.sleep(MINUTE);
    const { changes } = await product.sync(incremental);
    const done = new Set(changes.map(({ identifier: id }) => kindOf(id)));
    for (const kind of short) assert.ok(done.has(kind), kind);
    const after = await product.sync(everyKind);
    const left = after.changes.filter(({ action }) => action === 'updated');
    assert.deepEqual(
      left.filter(({ identifier: id }) => short.includes(kindOf(id) as ItemKind)),
      [],
    );
  });
});

const pullRequests = onto('pull-request', 'pullRequest', {
  identifier: '.repository.id + "/" + (.pullRequestId | tostring)',
  title: '.title',
});
const own = {
  mapping: {
    from: 'inline' as const,
    text: JSON.stringify({ resources: [projects, repositories, workItems, pullRequests] }),
  },
};

/** A small product with a first run behind it. */
async function synced(settings: Partial<Settings> = {}) {
  const product = trusted({}, { ...own, mode: 'incremental', ...settings });
  product.port.seedBlueprints([
    { identifier: 'pullRequest', title: 'Pull request', schema: { properties: {} }, relations: {} },
  ]);
  await product.sync();
  await quarter(product);
  return product;
}

const acted = ({ changes }: Ended) => changes.map(({ action, blueprint: of }) => `${action} ${of}`).sort();

test('a deleted work item leaves, proven by the recycle bin; a repository, by its list', async () => {
  const product = await synced();
  organisationOf(product).find('work-item').remove();
  organisationOf(product)
    .find('repository', ({ isDisabled }) => isDisabled)
    .remove();
  await product.clock.sleep(MINUTE);
  const ended = await product.sync();
  assert.ok(acted(ended).includes('deleted item'), acted(ended).join());
  assert.equal(ended.report.totals.deleted, acted(ended).filter((one) => one.startsWith('deleted')).length);
});

test('the report of increments knows the integration and the mapping that it went by', async () => {
  const product = await synced();
  // Reads the short lists as a full sync does; the next one finds them as they were.
  await product.sync();
  const { report } = await product.sync();
  assert.notEqual(report.run.increments?.since, undefined);
  assert.equal(report.integration.state, 'existing');
  assert.deepEqual(report.mapping, { origin: 'inline', resources: 4 });
});

test('lists that are read in full ask Port of their own entities, and of no others', async () => {
  const product = await synced();
  const before = product.port.requests.length;
  const { report } = await product.sync();
  assert.ok(report.phases.some(({ name }) => name === 'Remove what is gone'));
  // The integration once more for the mark of a run at work, and nothing else that the increment has read already.
  const read = product.port.requests.slice(before).filter(({ method }) => method === 'GET');
  assert.deepEqual(
    read.map(({ route }) => route).filter((route) => !/cursor|resync-request/.test(route)),
    ['/v1/integration/{integration}', '/v1/blueprints', '/v1/integration/{integration}'],
  );
  // A search for all owned entities is needed only when something is gone.
  assert.deepEqual(ownedIn(product, before), []);
  const asked = product.port.requests.slice(before).filter(({ url }) => /entities\/search/.test(url));
  assert.deepEqual([...new Set(asked.map(({ url }) => /blueprints\/(\w+)/.exec(url)?.[1]))].sort(), [
    'project',
    'pullRequest',
    'repository',
  ]);
});

/** Requests for all that is owned, since one of them all. */
const ownedIn = ({ port }: Product, before: number) =>
  port.requests.slice(before).filter(({ url }) => /datasource-entities/.test(url));

test('cursors after which nothing was found stay for an hour, and are moved by one request when something was', async () => {
  const product = await synced();
  await product.sync();
  await product.sync();
  const moved = async () => {
    await quarter(product);
    const before = product.port.requests.length;
    await product.sync();
    const writes = product.port.requests.slice(before).filter(({ method }) => method === 'PUT');
    return writes.length;
  };
  assert.equal(await moved(), 0);
  organisationOf(product).find('work-item').update({ title: 'Another title' });
  assert.equal(await moved(), 1);
  const hours = [await moved(), await moved(), await moved(), await moved(), await moved()];
  assert.deepEqual(hours, [0, 0, 0, 0, 1]);
});

test('one active pull request of many has changed: each repository costs one list, and none is read singly', async () => {
  const product = await synced();
  const places = [...organisationOf(product).all('pull-request')];
  for (const place of new Map(places.map((one) => [one.item.repository.id, one])).values()) place.grow(12);
  await product.clock.sleep(MINUTE);
  await product.sync({ mode: 'sync' });
  await product.sync();
  await quarter(product);
  const active = [...organisationOf(product).all('pull-request')].filter(
    ({ item }) => item.status === 'active',
  );
  const shown = active.filter(({ item }) =>
    product.port.entity('pullRequest', `${item.repository.id}/${item.pullRequestId}`),
  );
  const among = new Map<string, number>();
  for (const { item } of shown) among.set(item.repository.id, (among.get(item.repository.id) ?? 0) + 1);
  assert.ok([...among.values()].filter((count) => count > 3).length > 1, [...among.values()].join());
  shown[0]?.update({ title: 'Another title' });
  const before = product.azureDevOps.requests.length;
  assert.deepEqual(acted(await product.sync()), ['updated pullRequest']);
  const asked = product.azureDevOps.requests.slice(before);
  const lists = asked.filter(
    ({ route, url }) =>
      route.endsWith('/repositories/{repository}/pullrequests') && /status=active/i.test(url),
  );
  // The only one of a repository is read singly, and from the list of its branches.
  const only = [...among.values()].filter((one) => one === 1).length;
  const numbers = new Set(shown.map(({ item }) => `${item.pullRequestId}`));
  const singly = asked.filter(({ route, url }) => {
    const id = /(\d+)(?:\?|$)/.exec(url)?.[1] ?? '';
    return route.endsWith('/pullrequests/{pullRequest}') && numbers.has(id);
  });
  assert.equal(singly.length, only);
  // Lists are read to their ends, since some pull requests that were closed are looked for, too.
  assert.ok(lists.length <= 2 * among.size, `${lists.length} for ${among.size}`);
});

test('a pull request that was closed, and one that is active and changed, are read again', async () => {
  const product = await synced();
  await product.sync();
  await quarter(product);
  organisationOf(product)
    .find('pull-request', ({ status }) => status === 'active')
    .update({ title: 'Another title' });
  await product.clock.sleep(MINUTE);
  assert.deepEqual(acted(await product.sync()), ['updated pullRequest']);
  await quarter(product);
  assert.deepEqual(acted(await product.sync()), []);
});

test('a list of changes that cannot be read holds its cursor: the next run finds what it would have told', async () => {
  const product = await synced();
  organisationOf(product).find('work-item').update({ title: 'Changed' });
  await product.clock.sleep(BEFORE_OVERLAP);
  product.azureDevOps.faults = [
    { match: /wiql/, fault: { type: 'status', status: 403 }, times: Number.POSITIVE_INFINITY },
  ];
  const failed = await product.sync();
  assert.equal(failed.report.run.status, 'problems');
  assert.deepEqual(acted(failed), []);
  product.azureDevOps.faults = [];
  for (let run = 0; run < 3; run += 1) await quarter(product);
  assert.deepEqual(acted(await product.sync()), ['updated item']);
});

test('a list of changes that fails for good holds its cursor for a week, and makes no further run a full sync', async () => {
  const product = await synced();
  product.azureDevOps.faults = [
    { match: /pullrequests/, fault: { type: 'status', status: 400 }, times: Number.POSITIVE_INFINITY },
  ];
  const runs: (string | undefined)[] = [];
  for (let day = 0; day < 10; day++) {
    await product.clock.sleep(24 * 60 * MINUTE);
    runs.push((await product.sync()).report.run.increments?.full);
    await quarter(product);
    const { increments } = (await product.sync()).report.run;
    assert.equal(increments?.full, undefined, `day ${day}`);
    const age = product.clock.now() - Date.parse(increments?.since ?? '');
    assert.ok(age < 8 * 24 * 60 * MINUTE, `day ${day}: ${increments?.since}`);
  }
  for (const full of runs) assert.match(full ?? '', /the last full sync began/);
});

test('a list of changes that cannot be read holds no other back: what these tell is not read again', async () => {
  const product = await synced();
  const { clock, port } = product;
  const organisation = organisationOf(product);
  const wiql = {
    match: /wiql/,
    fault: { type: 'status', status: 403 },
    times: Number.POSITIVE_INFINITY,
  } as const;
  const searchesIn = async () => {
    await clock.sleep(BEFORE_OVERLAP);
    const before = port.requests.length;
    const ended = await product.sync();
    const asked = port.requests.slice(before).filter(({ url }) => /pullRequest\/entities\/search/.test(url));
    return { acted: acted(ended), searches: asked.length };
  };
  organisation.find('work-item').update({ title: 'Changed' });
  const isActive = ({ status }: { status: string }) => status === 'active';
  const closedDate = new Date(clock.now()).toISOString();
  organisation.find('pull-request', isActive).update({ status: 'completed', closedDate, title: 'Closed' });
  product.azureDevOps.faults = [wiql];
  assert.deepEqual(await searchesIn(), { acted: ['updated pullRequest'], searches: 1 });
  // Active items are looked at twice after a change.
  assert.deepEqual(await searchesIn(), { acted: [], searches: 1 });
  assert.deepEqual(await searchesIn(), { acted: [], searches: 0 });
  product.azureDevOps.faults = [];
  assert.deepEqual(await searchesIn(), { acted: ['updated item'], searches: 0 });
});

test('a write that Port does not answer holds the cursor', async () => {
  const product = await synced();
  organisationOf(product).find('work-item').update({ title: 'Changed' });
  await product.clock.sleep(BEFORE_OVERLAP);
  product.port.faults = [
    { match: /entities\/bulk/, fault: { type: 'reset' }, times: Number.POSITIVE_INFINITY },
  ];
  await product.sync();
  product.port.faults = [];
  for (let run = 0; run < 3; run += 1) await quarter(product);
  const ended = await product.sync();
  assert.equal(ended.report.run.increments?.full, undefined);
  assert.deepEqual(acted(ended), ['updated item']);
});

test('what somebody else writes each time that it is read holds the cursor: the next run brings it', async () => {
  const product = await synced();
  const place = organisationOf(product).find('work-item');
  const key = `${place.item.project.id}/${place.item.id}`;
  place.update({ title: 'Changed' });
  await product.clock.sleep(BEFORE_OVERLAP);
  const edit = () =>
    product.port.edit('item', key, { title: 'Theirs' }, product.port.entity('item', key)?.datasource);
  product.azureDevOps.faults = [
    {
      match: (_, route) => {
        if (/wit.workitems/.test(route)) edit();
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  const overtaken = await product.sync();
  assert.match(overtaken.report.run.increments?.waiting?.[0]?.reason ?? '', /somebody else has written/);
  product.azureDevOps.faults = [];
  for (let run = 0; run < 3; run += 1) await quarter(product);
  const ended = await product.sync();
  assert.equal(ended.report.run.increments?.full, undefined);
  assert.deepEqual(acted(ended), ['updated item']);
  assert.equal(product.port.entity('item', key)?.title, 'Changed');
});

test('a full sync is due after fullEvery, for another mapping or version, and when somebody asks for it in Port', async () => {
  const product = await synced();
  const whyFull = async (settings: Partial<Settings> = {}) =>
    (await product.sync(settings)).report.run.increments?.full;
  assert.equal(await whyFull(), undefined);
  assert.match((await whyFull({ fullEvery: 600 })) ?? '', /the last full sync began 1[56] min/);
  assert.equal(await whyFull(), undefined);
  const text = JSON.stringify({ resources: [projects, workItems] });
  assert.match((await whyFull({ mapping: { from: 'inline', text } })) ?? '', /no cursor for this mapping/);
  assert.equal(await whyFull(), undefined, 'the cursors of the other mapping are still there');
  await product.clock.sleep(MINUTE);
  const integration = product.port.integration(identifier);
  assert.ok(integration);
  integration.resyncRequest = new Date(product.clock.now()).toISOString();
  assert.match((await whyFull()) ?? '', /asked for a resync/);
  await product.clock.sleep(MINUTE);
  assert.equal(await whyFull(), undefined);
});

test('a resync that is asked for while a full sync reads comes after it, also where the machine slept meanwhile', async () => {
  let behind = 0;
  let asked = false;
  const product = trusted(
    {
      organisation: { now, scale: { projects: 2, repositoriesPerProject: 1, users: 2 } },
      tools: ({ clock }) => ({ clock: { ...clock, now: () => clock.now() - behind } }),
      around: (transport) => async (request) => {
        const integration = product.port.integration(identifier);
        if (integration && !asked && request.url.includes('/workitems?')) {
          asked = true;
          await product.clock.sleep(MINUTE);
          integration.resyncRequest = new Date(product.clock.now()).toISOString();
          await product.clock.sleep(60 * MINUTE);
          // The machine's own clock stands still while it sleeps.
          behind = 60 * MINUTE;
        }
        return transport(request);
      },
    },
    { ...own, mode: 'incremental' },
  );
  await product.sync();
  behind = 0;
  assert.ok(asked);
  await quarter(product);
  assert.match((await product.sync()).report.run.increments?.full ?? '', /asked for a resync/);
});

test('a full sync of another process counts: the next one is due after that', async () => {
  const product = await synced({ fullEvery: 1_800 });
  await product.sync({ mode: 'sync' });
  await quarter(product);
  await product.clock.sleep(5 * MINUTE);
  assert.equal((await product.sync()).report.run.increments?.full, undefined);
});

test('where Port refuses the routes, each run is a full sync and says so; a state directory keeps the cursors', async (t) => {
  const product = trusted({}, { ...own, mode: 'incremental' });
  product.port.faults = [
    { match: /\/cursor/, fault: { type: 'status', status: 403 }, times: Number.POSITIVE_INFINITY },
  ];
  const refused = await product.sync();
  assert.match(refused.report.run.increments?.full ?? '', /does not tell its cursors .*stateDirectory/);
  assert.match(refused.report.warnings.join(), /The next run is a full sync again/);
  const stateDirectory = await mkdtemp(join(tmpdir(), 'cursors-'));
  t.after(() => rm(stateDirectory, { recursive: true }));
  await product.sync({ stateDirectory });
  await quarter(product);
  assert.equal((await product.sync({ stateDirectory })).report.run.increments?.full, undefined);
  const path = join(stateDirectory, 'cursors.json');
  assert.match(await readFile(path, 'utf8'), /"repository\/\d+": "2026/);
  await writeFile(path, '{"version":1,"cursors":');
  assert.match((await product.sync({ stateDirectory })).report.run.increments?.full ?? '', /no cursor/);
});

test('an increment that meets another run ends at once as skipped', async () => {
  const product = await synced();
  const integration = product.port.integration(identifier);
  assert.ok(integration);
  integration.resyncState = {
    status: 'running',
    lastResyncStart: new Date(product.clock.now() - MINUTE).toISOString(),
    lastResyncEnd: null,
  };
  const ended = await product.sync({ overlap: { wait: 0, staleAfter: 3_600, giveWay: 'skip' } });
  assert.equal(ended.report.run.status, 'skipped');
  assert.deepEqual(acted(ended), []);
});

test('what a full sync brought and was taken back since is found, though it is as an increment before had it', async () => {
  const product = await synced();
  await product.sync();
  await quarter(product);
  const organisation = organisationOf(product);
  const request = organisation.find('pull-request', ({ status }) => status === 'active');
  const repository = organisation.find('repository', ({ isDisabled }) => !isDisabled);
  const [title, name] = [request.item.title, repository.item.name];
  request.update({ title: 'For a while' });
  repository.update({ name: 'for-a-while' });
  const full = await product.sync({ fullEvery: 60 });
  assert.match(full.report.run.increments?.full ?? '', /the last full sync began/);
  assert.deepEqual(acted(full), ['updated pullRequest', 'updated repository']);
  request.update({ title });
  repository.update({ name });
  await quarter(product);
  const ended = await product.sync();
  assert.notEqual(ended.report.run.increments?.since, undefined);
  assert.deepEqual(acted(ended), ['updated pullRequest', 'updated repository']);
});

test('what comes into sight without having changed makes the run a full sync', async () => {
  const product = await synced();
  const disabled = organisationOf(product).find('repository', ({ isDisabled }) => isDisabled === true);
  disabled.update({ isDisabled: false });
  await product.clock.sleep(MINUTE);
  const ended = await product.sync();
  assert.match(ended.report.run.increments?.full ?? '', /other repositories are disabled/);
  await quarter(product);
  assert.equal((await product.sync()).report.run.increments?.full, undefined);
});

test('what comes into sight is not known before all of it was read: the next run is a full sync again', async () => {
  const product = await synced();
  const organisation = organisationOf(product);
  const disabled = organisation.find('repository', ({ isDisabled }) => isDisabled === true);
  disabled.update({ isDisabled: false });
  const next = async () => {
    await quarter(product);
    return (await product.sync()).report;
  };
  product.azureDevOps.faults = [
    { match: /pullrequests/, fault: { type: 'status', status: 400 }, times: Number.POSITIVE_INFINITY },
  ];
  const first = await next();
  assert.equal(first.run.status, 'problems');
  product.azureDevOps.faults = [];
  assert.match((await next()).run.increments?.full ?? '', /other repositories are disabled/);
  assert.equal((await next()).run.increments?.full, undefined);
});

test('what comes into sight while a list fails for good makes two runs full, and no more', async () => {
  const product = await synced();
  organisationOf(product)
    .find('repository', ({ isDisabled }) => isDisabled === true)
    .update({ isDisabled: false });
  product.azureDevOps.faults = [
    { match: /pullrequests/, fault: { type: 'status', status: 400 }, times: Number.POSITIVE_INFINITY },
  ];
  const full: boolean[] = [];
  for (let i = 0; i < 4; i++) {
    await quarter(product);
    full.push((await product.sync()).report.run.increments?.full !== undefined);
  }
  assert.deepEqual(full, [true, true, false, false]);
});

test('where Port does not tell what was in sight, the run is a full sync: something may have come into it', async () => {
  const product = await synced();
  const before = product.port.requests.length;
  await product.sync();
  const keys = product.port.requests
    .slice(before)
    .filter(({ method, url }) => method === 'GET' && /cursor\?kind=project&/.test(url))
    .map(({ url }) => new URL(url).search);
  // The last full sync, and the digest of what was in sight.
  assert.equal(keys.length, 2);
  const reasons = [];
  for (const key of keys) {
    await quarter(product);
    product.port.faults = [
      {
        match: ({ method, url }) => method === 'GET' && url.search === key,
        fault: { type: 'status', status: 404, body: { ok: false, error: 'not_found' } },
      },
    ];
    reasons.push((await product.sync()).report.run.increments?.full?.slice(0, 18));
  }
  assert.deepEqual(reasons.sort(), ['other projects are', 'there is no cursor']);
});

test('maxDeletions is of the whole run: of lists and of single items together', async () => {
  const product = await synced();
  const organisation = organisationOf(product);
  organisation.find('work-item').remove();
  organisation.find('repository', ({ isDisabled }) => isDisabled !== true).remove();
  await product.clock.sleep(MINUTE);
  const ended = await product.sync({ maxDeletions: 1 });
  const { report } = ended;
  assert.ok(report.totals.deleted <= 1, `${report.totals.deleted} deleted`);
  assert.equal(report.deletions.deleted, report.totals.deleted);
});

test('what a limit held back of lists that are read in full goes when the limit allows it, though no list is another', async () => {
  const product = await synced();
  organisationOf(product)
    .find('repository', ({ isDisabled }) => isDisabled !== true)
    .remove();
  await product.clock.sleep(MINUTE);
  const held = await product.sync({ maxDeletions: 0 });
  assert.deepEqual([held.report.run.increments?.full, held.report.totals.deleted], [undefined, 0]);
  assert.ok(held.report.totals.heldBack > 0);
  await quarter(product);
  await product.sync({ deletions: false });
  const { report } = await product.sync();
  assert.equal(report.run.increments?.full, undefined);
  assert.equal(report.totals.deleted, held.report.totals.heldBack);
});

test('an increment whose credential is refused fails as a full sync does; one that reads a part goes on', async () => {
  const product = await synced();
  await quarter(product);
  const always = { times: Number.POSITIVE_INFINITY };
  product.azureDevOps.faults = [{ match: /./, fault: { type: 'sign-in' }, ...always }];
  const { report } = await product.sync();
  assert.equal(report.run.increments?.full, undefined);
  assert.deepEqual([report.run.status, report.run.failure?.code], ['failed', 'PCS2101']);
  product.azureDevOps.faults = [{ match: /wiql/, fault: { type: 'status', status: 403 }, ...always }];
  assert.equal((await product.sync()).report.run.status, 'problems');
  product.azureDevOps.faults = [];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});

test('what is held back until somebody does something costs an unchanged run nothing', async () => {
  const product = await synced();
  organisationOf(product)
    .find('repository', ({ isDisabled }) => isDisabled !== true)
    .remove();
  await product.clock.sleep(MINUTE);
  const held = await product.sync({ deletions: false });
  assert.ok(held.report.totals.heldBack > 0);
  await quarter(product);
  await product.sync({ deletions: false });
  const before = product.port.requests.length;
  const { report } = await product.sync({ deletions: false });
  assert.ok(!report.phases.some(({ name }) => name === 'Remove what is gone'));
  assert.ok(product.port.requests.length - before <= 14);
  assert.ok((await product.sync()).report.totals.deleted > 0);
});

test('the log of an increment tells its settings once, and none of the part that reads its lists', async () => {
  const product = await synced();
  const { log, lines } = listeningLog();
  const { report } = await product.sync({}, log);
  assert.ok(
    report.phases.some(({ name }) => name === 'Remove what is gone'),
    'lists were read in full',
  );
  const settings = lines.filter((line) => line.includes('Settings: '));
  assert.deepEqual(
    settings.map((line) => /mode \S+/.exec(line)?.[0]),
    ['mode incremental,'],
  );
});

test('with enableMergeEntity: false what several kinds write is left to the full sync', async () => {
  const more = onto('pull-request', 'repository', { identifier: '.repository.id', title: '.title' });
  const text = JSON.stringify({
    enableMergeEntity: false,
    resources: [projects, repositories, workItems, more],
  });
  const product = await synced({ mapping: { from: 'inline', text } });
  const before = structuredClone(product.port.entities('repository'));
  organisationOf(product)
    .find('pull-request', ({ status }) => status === 'active')
    .update({ title: 'Another title' });
  await product.clock.sleep(MINUTE);
  const ended = await product.sync();
  assert.deepEqual(acted(ended), []);
  assert.deepEqual(product.port.entities('repository'), before);
});

test('clocks that differ lose nothing: a full sync is due by Port’s, a change is found by that of Azure DevOps', async () => {
  for (const skew of [-40, 40]) {
    const clock = virtualClock();
    const late = { ...clock, now: () => clock.now() + skew * MINUTE };
    const settings = { ...own, mode: 'incremental' as const };
    const product = trusted(
      {
        clock,
        azureDevOps: { clock: late },
        organisation: { now, time: late.now, scale: { projects: 2, repositoriesPerProject: 1, users: 2 } },
      },
      settings,
    );
    product.port.seedBlueprints([
      { identifier: 'pullRequest', title: 'Pull request', schema: { properties: {} }, relations: {} },
    ]);
    await product.sync();
    await quarter(product);
    await product.sync();
    await quarter(product);
    organisationOf(product).find('work-item').update({ title: 'Changed' });
    await clock.sleep(MINUTE);
    const ended = await product.sync();
    assert.ok(acted(ended).includes('updated item'));
    const integration = product.port.integration(identifier);
    assert.ok(integration);
    integration.resyncRequest = new Date(clock.now()).toISOString();
    assert.match((await product.sync()).report.run.increments?.full ?? '', /asked for a resync/);
    await clock.sleep(MINUTE);
    assert.equal((await product.sync()).report.run.increments?.full, undefined);
  }
});

test('what an increment did to single items is told in its report, as that of a full sync is', async () => {
  const product = trusted(
    { organisation: { now, scale: { projects: 2, repositoriesPerProject: 1, users: 2 } } },
    { ...own, mode: 'incremental' },
  );
  await product.sync();
  await quarter(product);
  organisationOf(product).find('work-item').update({ title: 'Changed' });
  await product.clock.sleep(MINUTE);
  const { report, changes } = await product.sync();
  const { title } = product.port.blueprints.get('item') ?? {};
  assert.deepEqual(
    report.changes.map(({ action, blueprintTitle, count }) => [action, blueprintTitle, count]),
    [['updated', title, 1]],
  );
  assert.deepEqual(report.changes[0]?.examples, changes);
});

test('the files of a repository change with its pushes, whether an option or the mapping names them', async () => {
  for (const [selector, text] of [
    [{ includedFiles: ['README.md'] }, 'tostring'],
    [{}, 'file://README.md'],
  ] as const) {
    const product = createProduct({
      organisation: { now, scale: { projects: 2, repositoriesPerProject: 4 } },
    });
    product.port.seedBlueprints([whole]);
    const mapping = {
      resources: [
        {
          kind: 'repository',
          selector: { query: 'true', ...selector },
          port: {
            entity: {
              mappings: { identifier: '.id', blueprint: `"${whole.identifier}"`, properties: { text } },
            },
          },
        },
      ],
    };
    const settings: Partial<Settings> = {
      mapping: { from: 'inline', text: JSON.stringify(mapping) },
      initializePortResources: false,
      mode: 'incremental',
    };
    await product.sync(settings);
    await quarter(product);
    await product.sync(settings);
    await quarter(product);
    organisationOf(product).change({ kinds: ['file'], share: 1, seed: 3 });
    await product.clock.sleep(MINUTE);
    const { report } = await product.sync(settings);
    assert.equal(report.run.increments?.full, undefined);
    assert.ok(report.totals.updated > 0, text);
  }
});

test('the file of a branch that could not be read is read again by the next increment', async () => {
  const product = createProduct({ organisation: { now, scale: { projects: 1, repositoriesPerProject: 2 } } });
  product.port.seedBlueprints([whole]);
  const identifier = '.__repository.id + "/" + .name';
  const properties = { text: 'file://README.md' };
  const settings: Partial<Settings> = {
    ...mappingOf([onto('branch', whole.identifier, { identifier, properties })]),
    initializePortResources: false,
    mode: 'incremental',
  };
  await product.sync(settings);
  await quarter(product);
  await product.sync(settings);
  await quarter(product);
  organisationOf(product).change({ kinds: ['file'], share: 1, seed: 3 });
  await product.clock.sleep(BEFORE_OVERLAP);
  const match = ({ url }: EmulatedRequest) =>
    /\/items$/.test(url.pathname) && url.searchParams.get('path') === '/README.md';
  product.azureDevOps.faults = [{ match, fault: { type: 'status', status: 404 }, times: 1_000 }];
  const failing = await product.sync(settings);
  assert.equal(failing.report.run.status, 'problems', JSON.stringify(failing.report.totals));
  product.azureDevOps.faults = [];
  await quarter(product);
  const { report } = await product.sync(settings);
  assert.equal(report.run.increments?.full, undefined);
  assert.ok(report.totals.updated > 0);
});
