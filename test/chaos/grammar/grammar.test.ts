import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { routes } from '../../emulators/azure-devops/index.ts';
import { seededRandom } from '../../emulators/kit/random.ts';
import { type Sample, samplesByRoute } from '../sweep/samples.ts';
import { portRoutes } from '../sweep/sweep.ts';
import { drawFault, faultsOf, type Service } from './grammar.ts';
import { listOf } from './lists.ts';
import { type Family, families } from './types.ts';

/** Routes that are there for other clients, or for addresses that the product does not use. */
const notAsked = [
  'OPTIONS /_apis',
  'OPTIONS /_apis/{area}',
  'GET /_apis/git/repositories',
  'GET /_apis/wit/workitems',
  'GET /_apis/resourceAreas/{area}',
  'GET /_apis/connectionData',
  'GET /{project}/_apis/git/repositories/{repository}',
  'GET /_apis/git/repositories/{repository}',
  'GET /_apis/git/repositories/{repository}/items',
  'POST /_apis/wit/wiql',
  'POST /{project}/{team}/_apis/wit/wiql',
  'GET /{project}/_apis/build/builds/{build}/timeline/{timeline}',
  'GET /{project}/_apis/pipelines/environments',
  'GET /{project}/_apis/pipelines/environments/{environment}/environmentdeploymentrecords',
  // Lists for all projects, where some are left out here.
  'GET /_apis/management/enablement',
  'GET /_apis/release/releases',
  'GET /_apis/wiki/wikis',
  // Changes, deletions and single items.
  'GET /{project}/_apis/git/deletedrepositories',
  'GET /{project}/_apis/git/recycleBin/repositories',
  'GET /{project}/_apis/git/repositories/{repository}/diffs/commits',
  'GET /{project}/_apis/git/repositories/{repository}/pullrequests/{pullRequest}',
  'GET /{project}/_apis/git/repositories/{repository}/pushes',
  'GET /{project}/_apis/test/runs/{run}',
  'GET /{project}/_apis/wiki/wikis/{wiki}/pages',
  'GET /{project}/_apis/wit/recyclebin',
  // Subscriptions of service hooks: asked for by the always-on process alone.
  'GET /_apis/hooks/publishers/{publisher}/eventtypes',
  'GET /_apis/hooks/subscriptions',
  'POST /_apis/hooks/subscriptions',
  'PUT /_apis/hooks/subscriptions/{subscription}',
  'DELETE /_apis/hooks/subscriptions/{subscription}',
  'POST /_apis/security/permissionevaluationbatch',
];

let samples: Map<string, Sample[]>;
before(async () => {
  samples = await samplesByRoute();
});

const serviceOf = (route: string): Service => (/ \/(v1|ingest)\//.test(route) ? 'port' : 'azureDevOps');

/** Conditions for an answer that a family can change. Families that are not here can change any answer. */
const needs: Partial<Record<Family, (sample: Sample, all: readonly Sample[]) => boolean>> = {
  'page short': ({ request, right }) =>
    /skip=/i.test(request.url.search) && (itemsOf(right)?.length ?? 0) > 1,
  'page doubled': ({ right }) => (itemsOf(right)?.length ?? 0) > 0,
  'page in another order': ({ right }) => (itemsOf(right)?.length ?? 0) > 1,
  'page contradicting itself': ({ right }) => (itemsOf(right)?.length ?? 0) > 0 && 'count' in jsonOf(right),
  'page again': (sample, all) =>
    all.filter((one) => listKey(one) === listKey(sample)).length > 2 && isPage(sample),
  // Port's lists have no such fault: an entity that they lack is not deleted for that.
  'list with less, once': ({ request, right }) =>
    (itemsOf(right)?.length ?? 0) > 0 && !request.url.pathname.startsWith('/v1/'),
  // Questions whose only parameter the grammar leaves out have no such fault.
  'parameter not known': ({ request: { url } }) =>
    [...url.searchParams.keys()].some((name) => name !== 'api-version') &&
    !/^\/v1\/|\/memberships\/|\/pages\/\d/.test(url.pathname),
  'items null': ({ right }) => (itemsOf(right)?.length ?? 0) > 0,
  'items stripped': ({ right }) => Object.keys(jsonOf(right)).length > 0,
  'items of another type': ({ right }) => (itemsOf(right)?.length ?? 0) > 0,
  'list of another type': ({ right }) => Object.keys(jsonOf(right)).length > 0,
  'entities not named': ({ request, right }) =>
    /\/bulk/.test(request.url.pathname) && (itemsOf(right)?.length ?? 0) > 0,
};

const jsonOf = ({ body, headers }: Sample['right']): Record<string, unknown> =>
  /json/.test(headers['content-type'] ?? '') && body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
const itemsOf = (right: Sample['right']) => listOf(jsonOf(right))?.items;
const isPage = ({ request, right }: Sample) =>
  (itemsOf(right)?.length ?? 0) > 0 && /continuationToken=/i.test(request.url.search);
const listKey = ({ request: { url } }: Sample) => url.pathname;

describe('the grammar of faults', () => {
  test('a clean run asks every route of the emulator, but for those that are said not to be asked', () => {
    const asked = routes.filter((route) => samples.has(route));
    assert.deepEqual([...asked, ...notAsked].sort(), [...routes].sort());
    assert.deepEqual(
      portRoutes.filter((route) => !samples.has(route)),
      // The route at which Port takes no list of states.
      ['PUT /ingest/{integration}/metrics/syncMetrics/resync/{eventId}/kind/{kindIdentifier}'],
    );
  });

  test('every family of faults meets every route whose answers can have it', () => {
    const missing: string[] = [];
    for (const [route, all] of samples) {
      const faults = faultsOf(serviceOf(route), route);
      for (const family of families) {
        const able = needs[family];
        if (able && !all.some((sample) => able(sample, all))) continue;
        const some = faults.filter((one) => one.family === family);
        if (
          !some.some((fault) => all.some(({ right, request }) => fault.change(right, request) !== undefined))
        )
          missing.push(`${family} on ${route}`);
      }
    }
    assert.deepEqual(missing, []);
  });

  test('a fault changes a copy: the right answer stays what it is', () => {
    for (const [route, all] of samples) {
      const { right, request } = all[0] as Sample;
      const as = JSON.stringify([right.status, right.headers, right.body.toString('base64')]);
      for (const fault of faultsOf(serviceOf(route), route)) fault.change(right, request);
      assert.equal(JSON.stringify([right.status, right.headers, right.body.toString('base64')]), as, route);
    }
  });

  test('names tell the faults of a route apart, and a seed draws the same one every time', () => {
    for (const route of samples.keys()) {
      const names = faultsOf(serviceOf(route), route).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, route);
      const draw = () => drawFault(serviceOf(route), route, seededRandom(7)).name;
      assert.equal(draw(), draw());
    }
  });
});
