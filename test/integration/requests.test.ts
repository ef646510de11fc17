import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { RecordedRequest } from '../emulators/types.ts';
import { createProduct } from './product.ts';
import { asked, minimum } from './support/minimum.ts';
import { leastFor, routeOf, watchPages } from './support/pages.ts';
import { blueprint, documentOf, plain, type Wanted } from './support/resources.ts';

const enriched: readonly Wanted[] = [
  { kind: 'project', options: { defaultTeam: true } },
  { kind: 'repository', options: { includedFiles: [asked.file] } },
  { kind: 'pull-request', options: { minTimeInDays: 30 } },
  { kind: 'file', options: { files: { path: asked.file }, includedFiles: [asked.file] } },
  { kind: 'folder', options: { folders: [{ path: '*' }], includedFiles: [asked.file] } },
  { kind: 'pipeline', options: { includeRepo: true } },
  { kind: 'pipeline-run', options: { minTimeInDays: 30, maxResults: 2 } },
  { kind: 'build', options: { enrichWithFirstCommit: true } },
  { kind: 'release', options: { expand: 'environments' } },
  { kind: 'test-run', options: { codeCoverage: { flags: 7 } } },
  { kind: 'test-run', options: { includeResults: false, codeCoverage: { flags: 7 } } },
  { kind: 'work-item', options: { expand: 'Fields' } },
  { kind: 'team', options: { includeMembers: true } },
  { kind: 'team', options: { includeAreaPaths: true } },
  { kind: 'user', options: { source: 'graph' } },
  { kind: 'user', options: { source: 'graph', includeGroupMemberships: true } },
  { kind: 'wiki', options: { wikiType: 'projectWiki' } },
  { kind: 'wiki', options: { includeContent: true } },
];

/** Each kind twice in the same words, and once or twice in others that read the same lists. */
const twice = [...plain, ...plain, ...enriched];

const pageSizes = { graph: 7, entitlements: 9, most: 20 };
const lookups = 'POST /_apis/graph/subjectlookup';

const pages = watchPages();

describe('a mapping with all kinds, each twice and more', () => {
  const product = createProduct({
    organisation: { now: new Date(Date.UTC(2026, 0, 5)) },
    azureDevOps: { pageSizes },
    around: (transport) => pages.around(transport),
  });
  const [organisation] = product.azureDevOps.organisations;
  let requests: readonly RecordedRequest[];

  before(async () => {
    product.port.seedBlueprints([blueprint]);
    const { report } = await product.sync({
      mapping: { from: 'inline', text: documentOf(twice) },
      initializePortResources: false,
    });
    assert.deepEqual(report.problems, []);
    requests = product.azureDevOps.requests;
  });

  /** Requests of routes of which nobody counts on the organisation: a new kind's, as a rule. */
  const others = (counted: object) =>
    requests.filter((one) => !(routeOf(one) in counted) && routeOf(one) !== lookups);

  test('no request is sent twice', () => {
    const times = new Map<string, number>();
    for (const { method, url, requestBody } of requests) {
      const request = `${method} ${url} ${requestBody}`.trim();
      times.set(request, (times.get(request) ?? 0) + 1);
    }
    assert.deepEqual(
      [...times].filter(([, count]) => count > 1).map(([request, count]) => `${count} × ${request}`),
      [],
    );
  });

  test('every list is read in as few requests as it has pages, every item once', (context) => {
    const { [lookups]: _, ...sent } = product.azureDevOps.counts();
    const counted = minimum(organisation as NonNullable<typeof organisation>, pageSizes);
    const least = { ...leastFor(others(counted), pages), ...counted };
    assert.deepEqual(sent, Object.fromEntries(Object.entries(least).filter(([, count]) => count > 0)));
    const total = Object.values(least).reduce((sum, count) => sum + count, 0);
    context.diagnostic(`${total} requests for ${twice.length} resources, the least that there can be`);
  });

  test('no user and no group is looked up twice', () => {
    const keys = requests
      .filter((one) => routeOf(one) === lookups)
      .flatMap(({ requestBody }) => JSON.parse(requestBody).lookupKeys as { descriptor: string }[])
      .map(({ descriptor }) => descriptor);
    assert.ok(keys.length > 0);
    assert.equal(new Set(keys).size, keys.length);
  });
});
