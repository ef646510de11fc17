import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changeFeeds } from '../../src/kinds/changes/registry.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { EmulatedRequest } from '../emulators/types.ts';
import { asFaults, type Lie, lies } from '../unit/sync/incremental/support/lies.ts';
import { createProduct } from './product.ts';
import { mappingOf, onto } from './support/trust.ts';

const MINUTE = 60_000;

/** A kind of each list of changes, each with an identifier that proves which item it is of. */
const resources = [
  onto('work-item', 'work-item', { identifier: '"w/" + (.id | tostring)', title: '.fields["System.Title"]' }),
  onto('pull-request', 'pull-request', { identifier: '"p/" + (.pullRequestId | tostring)', title: '.title' }),
  onto('branch', 'branch', { identifier: '.__repository.id + "/" + .name', title: '.objectId' }),
  onto('build', 'build', { identifier: '"b/" + (.id | tostring)', title: '.status' }),
  onto('release', 'release', {
    identifier: '.projectReference.id + "/" + (.id | tostring)',
    title: '.status',
  }),
  onto('test-run', 'test-run', { identifier: '"t/" + (.id | tostring)', title: '.state' }),
  onto('advanced-security-alert', 'advanced-security-alert', {
    identifier: '.__repositoryId + "/" + (.alertId | tostring)',
    title: '.state',
  }),
];
const kinds = resources.map(({ kind }) => kind);
const blueprints = kinds.map((identifier) => ({
  identifier,
  title: identifier,
  schema: { properties: {}, required: [] },
  relations: {},
}));
const scale = { projects: 1, repositoriesPerProject: 3, workItemsPerProject: 9, buildsPerProject: 6 };

/** Changes of everything, and deletions of what Azure DevOps says to be gone. */
function change(organisation: Organisation): void {
  organisation.change({ share: 0.3, seed: 4 });
  organisation.remove({ kinds: ['work-item', 'branch', 'build', 'release'], share: 0.4, seed: 5 });
}

/**
 * Writes that a full sync still makes after an incremental run among lies and an honest one, without the deletions
 * that the first run said would wait for it; and the deletions of the first run.
 */
async function leftAfter(some: readonly Lie[]) {
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
  product.port.seedBlueprints(blueprints);
  const settings = { ...mappingOf(resources), initializePortResources: false, mode: 'incremental' as const };
  await product.sync(settings);
  await product.clock.sleep(15 * MINUTE);
  change(product.azureDevOps.organisations[0] as Organisation);
  // Longer ago than a cursor is read again: where the lies move one, the honest run does not find it.
  await product.clock.sleep(7 * MINUTE);
  product.azureDevOps.faults = asFaults(some, ROUTES).map(({ match, ...rule }) => ({
    ...rule,
    match: (request, route) => !isItems(request) && typeof match === 'function' && match(request, route),
  }));
  const lied = await product.sync(settings);
  product.azureDevOps.faults = [];
  await product.clock.sleep(15 * MINUTE);
  await product.sync(settings);
  const full = await product.sync({ ...settings, mode: 'sync' });
  const told = (ended: typeof full) =>
    ended.changes
      .filter(({ action }) => action !== 'held-back')
      .map(({ action, blueprint, identifier }) => `${action} ${blueprint} ${identifier}`);
  const waits = lied.report.run.increments?.waiting?.flatMap(({ examples }) => examples) ?? [];
  const isWaiting = (one: string) => waits.some((name) => one.endsWith(`/${name.split(' ').at(-1)}`));
  const left = told(full).filter((one) => !(one.startsWith('deleted') && isWaiting(one)));
  return { left, deleted: told(lied).filter((one) => one.startsWith('deleted')) };
}

/** Lists of changes, each of one project or repository. */
const ROUTES = [
  'POST /{project}/_apis/wit/wiql',
  'GET /{project}/_apis/wit/recyclebin',
  'GET /{project}/_apis/git/pullrequests',
  'GET /{project}/_apis/git/repositories/{repository}/pushes',
  'GET /{project}/_apis/build/builds',
  'GET /{project}/_apis/release/deployments',
  'GET /{project}/_apis/release/releases',
  'GET /{project}/_apis/test/runs',
  'GET /{project}/_apis/alert/repositories/{repository}/alerts',
];

/**
 * Whether items are read for what they are, on a route that lists changes as well: the catalog has what it says of
 * them.
 */
const isItems = ({ url: { search } }: EmulatedRequest): boolean =>
  /buildIds|releaseIdFilter|alertIds/.test(search) && !/onlyDeleted/.test(search);

const nameOf = (some: readonly Lie[]): string =>
  some
    .map(
      ({ name, route, skip, times }) => `${name} (${ROUTES[route % ROUTES.length]}, ${times} after ${skip})`,
    )
    .join('; ');

test('whatever the lists of changes answer, nothing goes that is there, and an honest run makes up for it', async () => {
  const feeds = changeFeeds.filter((feed) => feed.kinds.some((kind) => kinds.includes(kind)));
  assert.equal(feeds.length, 7);
  const honest = await leftAfter([]);
  assert.ok(honest.deleted.length > 3, honest.deleted.join());
  const known = new Set(honest.left);
  await fc.assert(
    fc.asyncProperty(
      fc.array(lies, { minLength: 2, maxLength: 5 }),
      fc.nat(ROUTES.length),
      async (drawn, shift) => {
        const some = drawn.map((lie, i) => ({ ...lie, route: lie.route + shift + 2 * i }));
        const { left, deleted } = await leftAfter(some);
        for (const one of left) {
          assert.ok(known.has(one), `${one} is left: ${nameOf(some)}`);
          assert.ok(
            !deleted.includes(one.replace('created', 'deleted')),
            `${one} was deleted: ${nameOf(some)}`,
          );
        }
        for (const one of deleted) assert.ok(honest.deleted.includes(one), `${one}: ${nameOf(some)}`);
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 25), seed: 9 },
  );
});
