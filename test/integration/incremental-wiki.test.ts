import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { type Random, seededRandom } from '../emulators/kit/random.ts';
import type { FaultRule } from '../emulators/types.ts';
import type { Product } from './product.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

const MINUTE = 60_000;
const PUSHES = 'GET /{project}/_apis/git/repositories/{repository}/pushes';
const COMPARED = 'GET /{project}/_apis/git/repositories/{repository}/diffs/commits';
const WHOLE = 'GET /{project}/_apis/wiki/wikis/{wiki}/pages/{page}';
const BY_PATH = 'GET /{project}/_apis/wiki/wikis/{wiki}/pages';

const byPath = '(.__wiki.id + .path) | @base64';
const byId = '.__wiki.id + "/" + (.id | tostring)';

const pages = (identifier: string, selector: object) =>
  onto('wiki', 'item', { identifier, title: '.path', properties: { state: '.content // "none"' } }, selector);

const organisationOf = ({ azureDevOps }: Product) => azureDevOps.organisations[0] as Organisation;

/** Synced in full, and once more by increments, so that the lists are known. */
async function synced(identifier: string, selector: object = {}) {
  const product = trusted(
    { organisation: { scale: { projects: 3, repositoriesPerProject: 2, users: 2, pagesPerWiki: 6 } } },
    { ...mappingOf([pages(identifier, selector)]), mode: 'incremental' },
  );
  await product.sync();
  await product.clock.sleep(15 * MINUTE);
  await product.sync();
  await product.clock.sleep(15 * MINUTE);
  return product;
}

/** An incremental run: what it did to pages, by title, and how often it asked each route. */
async function rerun(product: Awaited<ReturnType<typeof synced>>) {
  await product.clock.sleep(MINUTE);
  const before = product.azureDevOps.requests.length;
  const { report, changes } = await product.sync();
  assert.notEqual(report.run.increments?.since, undefined, report.run.increments?.full);
  const asked = product.azureDevOps.requests.slice(before);
  return {
    report,
    did: changes.map(({ action, title }) => `${action} ${title}`).sort(),
    count: (route: string) => asked.filter((one) => `${one.method} ${one.route}` === route).length,
  };
}

/** Runs in full: what it still changed. */
const left = async (product: Awaited<ReturnType<typeof synced>>) =>
  (await product.sync({ mode: 'sync' })).changes.map(({ action, title }) => `${action} ${title}`);

test('with content: an edited, a new and a removed page are found by the pushes to the wiki, and nothing else is read', async () => {
  const product = await synced(byPath, { includeContent: true });
  const organisation = organisationOf(product);
  const wikis = [...organisation.all('wiki')].length;
  const [edited, removed] = [...organisation.all('wiki-page')];
  assert.ok(edited && removed);
  edited.update({ content: 'Another text' });
  removed.grow(1);
  removed.remove();
  const { report, did, count } = await rerun(product);
  const [created, ...others] = did;
  assert.match(created ?? '', /^created \//);
  assert.deepEqual(others, [`deleted ${removed.item.path}`, `updated ${edited.item.path}`]);
  assert.deepEqual([report.run.status, report.run.increments?.waiting], ['succeeded', []]);
  // A list of pushes ends with an empty page. Both pages that are there, and a question for the one that is not.
  assert.deepEqual([count(PUSHES), count(COMPARED), count(WHOLE), count(BY_PATH)], [wikis + 1, 1, 2, 1]);
  assert.deepEqual(await left(product), []);
});

test('with content: a wiki that was not pushed to costs one request', async () => {
  const product = await synced(byPath, { includeContent: true });
  const { did, count } = await rerun(product);
  const wikis = [...organisationOf(product).all('wiki')].length;
  assert.deepEqual([did, count(PUSHES), count(COMPARED), count(WHOLE)], [[], wikis, 0, 0]);
});

test('with content: pages of a wiki of code are found in its folder of the repository', async () => {
  const product = await synced(byPath, { includeContent: true, wikiType: 'codeWiki' });
  const page = [...organisationOf(product).all('wiki-page')].findLast(({ item }) =>
    product.port.entities('item').some(({ title }) => title === item.path),
  );
  assert.ok(page);
  organisationOf(product).change({ kinds: ['wiki-page'], share: 1, seed: 1 });
  const { report } = await rerun(product);
  assert.equal(report.totals.updated, product.port.entities('item').length);
  assert.deepEqual(await left(product), []);
});

test('with content: a wiki of a repository that is disabled has no pushes to ask for', async () => {
  const product = await synced(byPath, { includeContent: true, wikiType: 'codeWiki' });
  const wiki = organisationOf(product).find('wiki', ({ type }) => type === 'codeWiki');
  const repository = organisationOf(product).find('repository', ({ id }) => id === wiki.item.repositoryId);
  for (const one of [wiki, repository]) one.update({ isDisabled: true });
  assert.match((await product.sync()).report.run.increments?.full ?? '', /disabled/);
  const { report, count } = await rerun(product);
  assert.deepEqual(
    [report.run.status, report.problems, count(PUSHES)],
    ['succeeded', [], 1],
    'one is enabled',
  );
});

test('with content: a page that changed before its wiki was disabled comes once the wiki is enabled', async () => {
  const product = await synced(byPath, { includeContent: true, wikiType: 'codeWiki' });
  const organisation = organisationOf(product);
  const wiki = organisation.find('wiki', ({ type }) => type === 'codeWiki');
  const repository = organisation.find('repository', ({ id }) => id === wiki.item.repositoryId);
  const [first] = wiki.item.pages.items();
  const page = organisation.find('wiki-page', ({ id }) => id === first?.id);
  page.update({ content: 'Another text' });
  const disable = (isDisabled: boolean) => {
    for (const one of [wiki, repository]) one.update({ isDisabled });
  };
  disable(true);
  for (const isDisabled of [true, false, false]) {
    disable(isDisabled);
    await product.clock.sleep(2 * 3_600_000);
    assert.equal((await product.sync()).report.run.status, 'succeeded');
  }
  assert.deepEqual(await left(product), []);
});

test('with content: the entity of a removed page that only its id names waits, and is told', async () => {
  const product = await synced(byId, { includeContent: true });
  const [page] = organisationOf(product).all('wiki-page');
  page?.remove();
  const { report, did } = await rerun(product);
  assert.deepEqual(did, []);
  assert.deepEqual(
    report.run.increments?.waiting?.map(({ count, reason }) => [count, reason]),
    [[1, 'the mapping needs more of it than is known to say which entity it was']],
  );
  assert.deepEqual(await left(product), [`deleted ${page?.item.path}`]);
});

test('with content: a page that its wiki does not list and that the service shows is not deleted', async () => {
  const product = await synced(byPath, { includeContent: true });
  const [page] = organisationOf(product).all('wiki-page');
  assert.ok(page);
  page.update({ content: 'Another text' });
  product.azureDevOps.faults = [
    {
      match: (_, route) => route.endsWith('/pagesbatch'),
      times: Number.POSITIVE_INFINITY,
      fault: {
        type: 'changed',
        name: 'a list that lacks a page',
        change(right) {
          const { value }: { value: { path: string }[] } = JSON.parse(right.body.toString());
          const rest = value.filter(({ path }) => path !== page.item.path);
          return { ...right, body: Buffer.from(JSON.stringify({ count: rest.length, value: rest })) };
        },
      },
    },
  ];
  const { report, did } = await rerun(product);
  assert.deepEqual(did, []);
  assert.match(
    report.run.increments?.waiting?.[0]?.reason ?? '',
    /nothing of Azure DevOps says that it is gone/,
  );
});

test('with content: a page whose file was pushed with spaces in its name is listed, and not deleted', async () => {
  const product = await synced(byPath, { includeContent: true });
  const [page] = organisationOf(product).all('wiki-page');
  page?.update({ path: '/Made of two' });
  assert.ok((await left(product)).includes('created /Made of two'));
  page?.update({ isNonConformant: true });
  const { did, report } = await rerun(product);
  assert.deepEqual([did, report.problems], [[], []]);
  const full = await product.sync({ mode: 'sync' });
  assert.deepEqual([full.changes, full.report.problems], [[], []]);
  assert.match(JSON.stringify(full.report), /its file is not named as pages are/);
});

test('with content: all changed pages are found where a comparison gives fewer at once than were asked for', async () => {
  const product = await synced(byPath, { includeContent: true });
  const organisation = organisationOf(product);
  organisation.change({ kinds: ['wiki-page'], share: 1, seed: 1 });
  const pages = [...organisation.all('wiki-page')].length;
  product.azureDevOps.faults = [
    {
      match: (_, route) => `GET ${route}` === COMPARED,
      times: Number.POSITIVE_INFINITY,
      fault: {
        type: 'changed',
        name: 'two changes at once',
        change(right) {
          const answer: { changes: object[]; allChangesIncluded: boolean } = JSON.parse(
            right.body.toString(),
          );
          const changes = answer.changes.slice(0, 2);
          const allChangesIncluded = answer.allChangesIncluded && answer.changes.length <= 2;
          return {
            ...right,
            body: Buffer.from(JSON.stringify({ ...answer, changes, allChangesIncluded })),
          };
        },
      },
    },
  ];
  const { report } = await rerun(product);
  assert.equal(report.totals.updated, pages);
});

test('with content: where the pushes are refused it is told, and the next run looks again', async () => {
  const product = await synced(byPath, { includeContent: true });
  const [page] = organisationOf(product).all('wiki-page');
  page?.update({ content: 'Another text' });
  product.azureDevOps.faults = [
    {
      match: (_, route) => `GET ${route}` === PUSHES,
      times: Number.POSITIVE_INFINITY,
      fault: { type: 'status', status: 403, body: { message: 'TF401027' } },
    },
  ];
  const refused = await rerun(product);
  assert.deepEqual(refused.did, []);
  assert.equal(refused.report.run.status, 'problems');
  assert.ok(refused.report.problems.some(({ subject }) => /wiki pages/.test(subject)));
  product.azureDevOps.faults = [];
  assert.deepEqual((await rerun(product)).did, [`updated ${page?.item.path}`]);
});

test('without content: the list of pages tells all, by any identifier, and no push is asked for', async () => {
  const product = await synced(byId);
  const [renamed, removed] = [...organisationOf(product).all('wiki-page')];
  assert.ok(renamed && removed);
  renamed.update({ path: '/Another name' });
  removed.grow(1);
  removed.remove();
  const { report, did, count } = await rerun(product);
  assert.deepEqual(
    did.filter((one) => !one.startsWith('created /')),
    [`deleted ${removed.item.path}`, 'updated /Another name'],
  );
  assert.deepEqual([report.run.status, count(PUSHES), count(WHOLE)], ['succeeded', 0, 0]);
  assert.deepEqual(await left(product), []);
});

const LIES: readonly FaultRule['fault'][] = [
  { type: 'status', status: 500, body: { message: 'An error' } },
  { type: 'status', status: 404, body: { message: 'A gateway does not know it' } },
  { type: 'sign-in' },
  { type: 'malformed' },
  { type: 'truncated', share: 0.5 },
  {
    type: 'changed',
    name: 'half of a list',
    change(right) {
      const answer = JSON.parse(right.body.toString());
      for (const name of ['value', 'changes'])
        if (Array.isArray(answer[name])) answer[name] = answer[name].slice(0, answer[name].length / 2);
      if (Array.isArray(answer.value)) answer.count = answer.value.length;
      return { ...right, body: Buffer.from(JSON.stringify(answer)) };
    },
  },
];
const ROUTES = [PUSHES, COMPARED, WHOLE, BY_PATH, 'POST /{project}/_apis/wiki/wikis/{wiki}/pagesbatch'];

/** Some pages are edited, added or removed. */
function mutate(organisation: Organisation, random: Random): void {
  for (let n = random.integer(1, 3); n > 0; n--) {
    const place = random.pick([...organisation.all('wiki-page')]);
    const what = random.integer(0, 3);
    if (what === 0) place.grow(random.integer(1, 2));
    else if (what === 1) place.remove();
    else place.update({ content: `Text ${random.integer(1, 1_000_000)}` });
  }
}

const contents = (product: Product): string[] =>
  product.port.entities('item').map(({ title, properties }) => `${title}: ${properties.state}`);

test('with content: whatever an answer is turned into, no page that is there is lost, and a full sync finds the rest', async () => {
  let [faults, changed] = [0, 0];
  for (let seed = 1; seed <= 25; seed++) {
    const random = seededRandom(seed);
    const product = await synced(byPath, { includeContent: true });
    const organisation = organisationOf(product);
    for (let i = 0; i < 3; i++) {
      const there = new Map(product.port.entities('item').map((one) => [one.identifier, one.title]));
      mutate(organisation, random);
      const isCalm = random.chance(0.4);
      const [route, fault] = [random.pick(ROUTES), random.pick(LIES)];
      let left = random.integer(1, 3);
      if (!isCalm)
        product.azureDevOps.faults = [
          {
            match: (_, label) => route.endsWith(` ${label}`) && left-- > 0,
            times: Number.POSITIVE_INFINITY,
            fault,
          },
        ];
      const { report, did } = await rerun(product);
      if (left < 1) faults += 1;
      changed += did.length;
      product.azureDevOps.faults = [];
      const exist = [...organisation.all('wiki-page')].map(({ item }) => item.path);
      const name = `seed ${seed}, run ${i + 1}: ${isCalm ? 'calm' : `${route} ${JSON.stringify(fault)}`}`;
      // Pages of several wikis have the same path.
      const times = (paths: readonly unknown[], path: unknown) => paths.filter((one) => one === path).length;
      const kept = [...there].flatMap(([id, title]) => (product.port.entity('item', id) ? [title] : []));
      for (const path of new Set(there.values())) {
        const least = Math.min(times([...there.values()], path), times(exist, path));
        assert.ok(times(kept, path) >= least, `${name}: ${path} is lost`);
      }
      if (isCalm && i === 0) assert.equal(report.run.status, 'succeeded', name);
    }
    await product.clock.sleep(MINUTE);
    await product.sync({ mode: 'sync' });
    const right = [...organisation.all('wiki-page')].map(({ item }) => `${item.path}: ${item.content}`);
    assert.deepEqual(contents(product).sort(), right.sort(), `seed ${seed}`);
  }
  assert.ok(faults > 15 && changed > 60, `${faults} faults, ${changed} changes`);
});
