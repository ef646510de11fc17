import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { kinds } from '../../src/kinds/registry.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { createProduct } from './product.ts';
import { codeCases } from './support/code-cases.ts';
import { type Delivered, deliveredBy } from './support/delivered-by.ts';
import { deliveryCases } from './support/delivery-cases.ts';
import { planningCases } from './support/planning-cases.ts';
import { plain } from './support/resources.ts';

const cases = [...codeCases, ...deliveryCases, ...planningCases];
const now = new Date(Date.UTC(2026, 0, 5));

describe('options', () => {
  const product = createProduct({ organisation: { now } });
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  let delivered: readonly Delivered[];

  before(async () => {
    delivered = (await deliveredBy(product, cases)).delivered;
  });

  cases.forEach(({ kind, title, expected, check }, index) => {
    test(`${kind}: ${title}`, () => {
      const { items, report } = delivered[index] as Delivered;
      assert.equal(items.length, report.rawItems);
      if (expected) assert.equal(items.length, organisation.expected(kind, expected));
      check?.(items, organisation);
    });
  });

  test('each option of each kind is among these', () => {
    for (const { name, options } of kinds.values()) {
      const used = new Set(cases.flatMap((one) => (one.kind === name ? Object.keys(one.options) : [])));
      const windows = ['minTimeInDays', 'maxResults'];
      const missing = Object.keys(options).filter((option) => !used.has(option) && !windows.includes(option));
      assert.deepEqual(missing, [], name);
    }
  });
});

test('a project with an excluded tag is left out with everything in it', async () => {
  const product = createProduct({ organisation: { now } });
  const [organisation] = product.azureDevOps.organisations;
  const tags = { excludedTags: ['archived', 'tier1'] };
  const { delivered } = await deliveredBy(product, plain, tags);
  for (const { kind, items } of delivered) {
    const expected = organisation?.expected(kind, {
      ...tags,
      paths: ['README.md'],
      folders: ['*'],
      depth: 14,
    });
    assert.equal(items.length, expected, kind);
  }
});

test('a work item query is read to its end, however many there are in a project', async () => {
  const product = createProduct({
    organisation: { now, scale: { projects: 1, workItemsInLargestProject: 20_100 } },
  });
  const [organisation] = product.azureDevOps.organisations;
  const options = { query: '.id % 500 == 0', expand: 'None' };
  const { delivered } = await deliveredBy(product, [{ kind: 'work-item', options }]);
  assert.equal(delivered[0]?.report.rawItems, organisation?.expected('work-item'));
  const counts = product.azureDevOps.counts();
  assert.equal(counts['POST /{project}/_apis/wit/wiql'], 2);
  assert.equal(counts['GET /{project}/_apis/wit/workitems'], Math.ceil(20_100 / 200));
});

test('a property file:// holds the text of a file, null where there is none', async () => {
  const product = createProduct({ organisation: { now, scale: { projects: 2 } } });
  product.port.seedBlueprints([
    {
      identifier: 'service',
      title: 'Service',
      schema: { properties: { readme: { type: 'string' } } },
      relations: {},
    },
  ]);
  const properties = { readme: 'file://README.md' };
  const resources = [resource('repository', { identifier: '.id', blueprint: '"service"', properties })];
  await product.sync({
    mapping: { from: 'inline', text: JSON.stringify({ resources }) },
    initializePortResources: false,
  });
  const texts = product.port.entities('service').map(({ properties }) => properties.readme);
  assert.equal(texts.length, product.azureDevOps.organisations[0]?.expected('repository'));
  const { length } = texts.filter((text) => typeof text === 'string' && text.startsWith('# '));
  assert.equal(length, product.azureDevOps.organisations[0]?.expected('file', { paths: ['README.md'] }));
  assert.ok(texts.some((text) => text === null || text === undefined));
});

for (const enableMergeEntity of [true, false])
  test(`a text file:// that cannot be read is not written empty, and stops no deletion (merge: ${enableMergeEntity})`, async () => {
    const product = createProduct({ organisation: { now, scale: { projects: 2 } } });
    product.port.seedBlueprints([
      {
        identifier: 'service',
        title: 'Service',
        schema: { properties: { readme: { type: 'string' }, url: { type: 'string' } } },
        relations: {},
      },
    ]);
    const sync = (url: string) => {
      const properties = { readme: 'file://README.md', url };
      const resources = [resource('repository', { identifier: '.id', blueprint: '"service"', properties })];
      const text = JSON.stringify({ enableMergeEntity, resources });
      return product.sync({ mapping: { from: 'inline', text }, initializePortResources: false });
    };
    await sync('.webUrl');
    const readmes = () => product.port.entities('service').map(({ properties }) => properties.readme);
    const before = readmes();
    const [written] = product.port.entities('service').filter(({ properties }) => properties.readme);
    const own = written?.datasource ?? '';
    product.port.seedEntities(own, [{ identifier: 'gone', blueprint: 'service' }]);
    product.azureDevOps.faults = [
      {
        match: /repositories\/[^/]+\/items/,
        fault: {
          type: 'status',
          status: 403,
          body: { $id: '1', message: 'No.', typeKey: 'GitNeedsPermissionException' },
        },
        times: Number.POSITIVE_INFINITY,
      },
    ];
    const { report } = await sync('"other"');
    assert.equal(report.run.status, 'problems');
    assert.equal(product.port.entity('service', 'gone'), undefined);
    assert.deepEqual(readmes(), before);
    const [counted] = report.resources;
    assert.equal(counted?.complete, true);
    const { entities = 0, updated = 0, unchanged = 0, refused = 0 } = counted ?? {};
    assert.equal(entities, updated + unchanged + refused);
    assert.equal(updated > 0, enableMergeEntity);
    assert.ok(report.problems.some(({ phase, subject }) => phase === 'read' && subject === 'repository'));

    product.azureDevOps.faults = [];
    await sync('"other"');
    const last = await sync('"other"');
    assert.equal(last.report.totals.unchanged, entities);
    assert.deepEqual(readmes(), before);
  });

test('code coverage need not name a configuration, which the specification does not promise', async () => {
  const covered = async (entry: object) => {
    const product = createProduct({ organisation: { now } });
    product.azureDevOps.faults.push({
      match: /\/codecoverage$/,
      times: Number.POSITIVE_INFINITY,
      fault: {
        type: 'changed',
        name: 'coverage of another form',
        change: (right) => ({ ...right, body: Buffer.from(JSON.stringify({ count: 1, value: [entry] })) }),
      },
    });
    const asked = { kind: 'test-run', options: { includeResults: false, codeCoverage: { flags: 7 } } };
    const [first] = (await deliveredBy(product, [asked])).delivered;
    return first?.items.some((item) => isDeepStrictEqual(item.__codeCoverage, { count: 1, value: [entry] }));
  };
  assert.equal(await covered({ modules: [], state: 'succeeded' }), true);
  assert.equal(await covered({ configuration: { id: 1 } }), true);
  await assert.rejects(covered({ configuration: null, state: 'succeeded' }), /no code coverage/);
});
