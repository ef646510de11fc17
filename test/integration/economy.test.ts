import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oceanDatasource } from '../emulators/port/emulator.ts';
import { createProduct, identifier, type Product } from './product.ts';
import { blueprint, documentOf, plain } from './support/resources.ts';

const now = new Date('2026-01-05T00:00:00Z');
/** Work items enough for several pages and bulks, in few projects. */
const scale = { preset: 'demo' as const, workItemsPerProject: 400 };

const everyWorkItem = {
  from: 'inline' as const,
  text: `
resources:
  - kind: work-item
    selector: {query: 'true'}
    port:
      entity:
        mappings:
          identifier: .__project.id + "/" + (.id | tostring)
          title: .fields."System.Title"
          blueprint: '"workItem"'
          properties: {state: '.fields."System.State"', type: '.fields."System.WorkItemType"'}
`,
};
const workItem = {
  identifier: 'workItem',
  title: 'Work item',
  schema: { properties: { state: { type: 'string' }, type: { type: 'string' } } },
  relations: {},
};

const BULK = 'POST /v1/blueprints/{blueprint}/entities/bulk';
const SEARCH = 'POST /v1/blueprints/{blueprint}/entities/search';
const OWNED = 'POST /v1/blueprints/entities/datasource-entities';

async function requestsOf(product: Product, run: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = product.port.counts();
  await run();
  return Object.fromEntries(
    Object.entries(product.port.counts())
      .map(([route, count]) => [route, count - (before[route] ?? 0)] as const)
      .filter(([route, count]) => count > 0 && !route.includes('/ingest/')),
  );
}

test('a first sync costs N/20 bulks and little else, an unchanged one N/1000 requests and no write', async () => {
  const product = createProduct({ organisation: { scale, now } });
  product.port.seedBlueprints([workItem]);
  const settings = { mapping: everyWorkItem };
  const count = product.azureDevOps.organisations[0]?.expected('work-item') ?? 0;
  assert.ok(count > 2000);

  const first = await requestsOf(product, () => product.sync(settings));
  assert.deepEqual(first, {
    'POST /v1/auth/access_token': 1,
    'GET /v1/integration/{integration}': 2,
    'GET /v1/blueprints': 2,
    'POST /v1/integration': 1,
    'PATCH /v1/integration/{integration}': 1,
    'PATCH /v1/integration/{integration}/resync-state': 2,
    [OWNED]: 1,
    [BULK]: Math.ceil(count / 20),
  });

  const second = await requestsOf(product, async () => {
    const { report } = await product.sync(settings);
    assert.equal(report.totals.unchanged, count);
  });
  assert.deepEqual(second, {
    'POST /v1/auth/access_token': 1,
    'GET /v1/integration/{integration}': 2,
    'GET /v1/blueprints': 1,
    'PATCH /v1/integration/{integration}/resync-state': 2,
    [OWNED]: 1,
    [SEARCH]: Math.ceil(count / 1000),
  });
});

test('what Port holds is read while Azure DevOps lets the first answers wait', async () => {
  const product = createProduct({ organisation: { scale, now } });
  product.port.seedBlueprints([workItem]);
  const settings = { mapping: everyWorkItem };
  await product.sync(settings);
  product.port.requests.length = 0;
  product.azureDevOps.faults.push({
    match: (_, route) => route.endsWith('/wiql'),
    fault: { type: 'slow', ms: 60_000 },
  });
  const began = product.clock.now();
  const { report } = await product.sync(settings);
  assert.equal(report.totals.unchanged, product.azureDevOps.organisations[0]?.expected('work-item'));
  const searches = product.port.requests.filter(({ method, route }) => `${method} ${route}` === SEARCH);
  assert.ok(searches.length > 2);
  assert.deepEqual(
    searches.filter(({ at }) => at >= began + 60_000),
    [],
  );
});

test('a run after a small change writes the difference in full bulks', async () => {
  const product = createProduct({ organisation: { scale, now } });
  product.port.seedBlueprints([workItem]);
  const settings = { mapping: everyWorkItem };
  await product.sync(settings);
  const [organisation] = product.azureDevOps.organisations;
  organisation?.remove({ kinds: ['work-item'], share: 0.01, seed: 3 });
  organisation?.change({ kinds: ['work-item'], share: 0.05, seed: 4 });
  const writes = { updated: 0, deleted: 0 };
  const third = await requestsOf(product, async () => {
    const { report } = await product.sync(settings);
    Object.assign(writes, report.totals);
  });
  assert.ok(writes.updated > 20 && writes.deleted > 20);
  assert.equal(third[BULK], Math.ceil(writes.updated / 20));
  assert.equal(third['POST /v1/blueprints/{blueprint}/bulk/entities/delete'], 1);
});

test('entities of an Ocean installation are adopted: nothing is made again, what is gone is deleted', async () => {
  const fresh = createProduct({ organisation: { scale, now } });
  fresh.port.seedBlueprints([workItem]);
  await fresh.sync({ mapping: everyWorkItem });

  const product = createProduct({ organisation: { scale, now } });
  product.port.seedBlueprints([workItem]);
  product.port.seedIntegration({
    identifier,
    version: '0.12.4',
    processingMode: 'dsp',
    config: { resources: [] },
    arePortResourcesInitialized: true,
  });
  const ocean = oceanDatasource(identifier);
  const entities = Object.entries(fresh.port.catalog().workItem ?? {});
  product.port.seedEntities(ocean, [
    ...entities.map(([id, entity]) => ({ identifier: id, blueprint: 'workItem', ...entity })),
    { identifier: 'long-gone', blueprint: 'workItem', title: 'Closed years ago' },
  ]);
  const { report } = await product.sync({ mapping: everyWorkItem });
  assert.equal(report.integration.state, 'adopted');
  assert.equal(report.totals.created, 0);
  assert.equal(report.totals.updated, 0);
  assert.equal(report.totals.unchanged, entities.length);
  assert.equal(report.totals.deleted, 1);
  assert.equal(product.port.entity('workItem', 'long-gone'), undefined);
  assert.equal(product.port.integration(identifier)?.processingMode, 'ocean-core');

  // The way back: entities that the run wrote still count as the integration's own for the Docker step.
  for (const entity of product.port.entities('workItem'))
    assert.match(entity.datasource, new RegExp(`^port-ocean/azure-devops/.*/${identifier}/exporter$`));
});

test('the plan of an adoption says that mapping moves here, and changes nothing', async () => {
  const product = createProduct({ organisation: { scale: 'demo', now } });
  product.port.seedBlueprints([workItem]);
  product.port.seedIntegration({
    identifier,
    version: '0.12.4',
    processingMode: 'dsp',
    config: { resources: [] },
  });
  const { report } = await product.sync({ mapping: everyWorkItem, mode: 'plan' });
  assert.match(report.plan?.setup.join('\n') ?? '', /ocean-core/);
  assert.equal(product.port.integration(identifier)?.processingMode, 'dsp');
  assert.equal(product.port.writes, 0);
});

test('an unchanged sync of every kind, each with a blueprint of its own, costs Port 45 requests at the most', async () => {
  const product = createProduct({ organisation: { now } });
  const document = JSON.parse(documentOf(plain)) as {
    resources: { kind: string; port: { entity: { mappings: { blueprint: string } } } }[];
  };
  for (const { kind, port } of document.resources) port.entity.mappings.blueprint = `"${kind}"`;
  product.port.seedBlueprints(
    document.resources.map(({ kind }) => ({ ...blueprint, identifier: kind, relations: {} })),
  );
  const settings = {
    mapping: { from: 'inline' as const, text: JSON.stringify(document) },
    sendRawDataExamples: true,
  };
  await product.sync(settings);
  const before = product.port.requests.length;
  const { report } = await product.sync(settings);
  assert.equal(report.totals.created + report.totals.updated + report.totals.refused, 0);
  assert.ok(report.totals.unchanged > 2_000);
  const requests = product.port.requests.slice(before);
  assert.ok(requests.length <= 45, `${requests.length} requests`);
  // The run's state, its last metrics and log lines go out side by side.
  const end = requests.slice(-3).map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  assert.deepEqual(end.sort(), [
    `PATCH /v1/integration/${identifier}/resync-state`,
    `POST /ingest/${identifier}/logs`,
    `POST /ingest/${identifier}/metrics/syncMetrics`,
  ]);
});
