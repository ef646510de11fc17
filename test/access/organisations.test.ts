import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOrganisation } from '../emulators/azure-devops/index.ts';
import { documentOf, examples } from '../examples/support.ts';
import { createProduct, type ProductOptions } from '../integration/product.ts';
import { resource } from '../support/resource.ts';

const scale = { projects: 2, workItemsPerProject: 5, testRunsPerProject: 2 };
const now = new Date(Date.UTC(2026, 0, 5));
const contoso = 'https://dev.azure.com/contoso';
const fabrikam = 'https://dev.azure.com/Fabrikam';

const two = (options: ProductOptions['azureDevOps'] = {}) => {
  const organisations = ['contoso', 'Fabrikam'].map((name, i) =>
    createOrganisation({ seed: i + 1, name, scale, now }),
  );
  const product = createProduct({ azureDevOps: { organisations, ...options } });
  product.port.seedBlueprints([
    {
      identifier: 'thing',
      title: 'Thing',
      schema: { properties: { url: { type: 'string' }, name: { type: 'string' } } },
      relations: {},
    },
  ]);
  return product;
};

const mapping = (kind: string, identifier: string) => ({
  mapping: {
    from: 'inline' as const,
    text: JSON.stringify({
      resources: [
        resource(kind, {
          identifier,
          blueprint: '"thing"',
          properties: { url: '.__organizationUrl', name: '.__organizationName' },
        }),
      ],
    }),
  },
  initializePortResources: false,
  organizationUrls: [contoso, fabrikam],
});

const propertiesIn = ({ port }: ReturnType<typeof two>) =>
  Object.values(port.catalog().thing ?? {}).map(({ properties }) => properties as Record<string, string>);

describe('several organisations', () => {
  test('each item says which one it is of', async () => {
    const product = two();
    const { report } = await product.sync(mapping('repository', '.id'));
    assert.equal(report.run.status, 'succeeded');
    assert.deepEqual(report.warnings, []);
    const places = new Set(propertiesIn(product).map(({ url, name }) => `${name} at ${url}`));
    assert.deepEqual([...places].toSorted(), [`Fabrikam at ${fabrikam}`, `contoso at ${contoso}`].toSorted());
  });

  for (const [kind, identifier] of [
    ['project', '.name'],
    ['repository', '.name'],
    ['branch', '.__repository.name + "/" + .name'],
    ['work-item', '.id | tostring'],
  ] as const)
    test(`an entity that both make is the last one’s, in either order, and told: ${kind}`, async () => {
      for (const organizationUrls of [
        [contoso, fabrikam],
        [fabrikam, contoso],
      ]) {
        const product = two();
        const { report } = await product.sync({ ...mapping(kind, identifier), organizationUrls });
        const count = report.resources[0]?.entities ?? 0;
        const collided = /^[a-z-]+-0: (\d+) of the entities of "thing"/.exec(report.warnings.join('\n'));
        assert.ok(collided, report.warnings.join('\n'));
        assert.ok(Number(collided[1]) > 0 && Number(collided[1]) <= count);
        assert.match(report.warnings.join('\n'), /__organizationName into the identifier/);
        const items = report.resources[0]?.rawItems ?? 0;
        if (items === 2 * count) {
          assert.equal(Number(collided[1]), count);
          assert.ok(propertiesIn(product).every(({ url }) => url === organizationUrls[1]));
        }
      }
    });

  test('entities of one organisation that meet among themselves are not its affair', async () => {
    const product = two();
    const expression = '.__organizationName + "/" + (.name | .[0:1])';
    const { report } = await product.sync(mapping('repository', expression));
    assert.ok((report.resources[0]?.entities ?? 0) < (report.resources[0]?.rawItems ?? 0));
    assert.deepEqual(report.warnings, []);
  });

  for (const [title, options] of [
    [
      'does not take the credential',
      { credentials: [{ kind: 'pat', token: 'emulated-token', organisations: ['contoso'] }] },
    ],
    ['does not exist', { organisations: [createOrganisation({ seed: 1, name: 'contoso', scale, now })] }],
  ] satisfies [string, ProductOptions['azureDevOps']][])
    test(`one that ${title} costs only itself, and no deletion`, async () => {
      const product = two();
      const settings = mapping('repository', '.id');
      const all = await product.sync(settings);
      const half = two(options);
      const { report } = await half.sync(settings);
      assert.equal(report.run.status, 'problems');
      assert.deepEqual(
        report.organisations.map(({ name, complete }) => [name, complete]),
        [
          ['contoso', true],
          ['Fabrikam', false],
        ],
      );
      const entities = propertiesIn(half);
      assert.ok(entities.length > 0 && entities.every(({ name }) => name === 'contoso'));
      assert.ok(entities.length < (all.report.resources[0]?.entities ?? 0));
    });

  test('one that fails later deletes nothing of its own, nor of the other', async () => {
    const product = two();
    const settings = mapping('repository', '.id');
    await product.sync(settings);
    product.azureDevOps.faults.push({
      match: ({ url }) => /Fabrikam/.test(url.pathname),
      fault: { type: 'status', status: 503 },
      times: Number.POSITIVE_INFINITY,
    });
    const { report } = await product.sync(settings);
    assert.equal(report.run.status, 'problems');
    assert.equal(report.totals.deleted, 0);
    assert.ok(report.totals.unchanged > 0);
  });

  test('each problem names the organisation that it is of, the same of two is two', async () => {
    const product = two();
    product.azureDevOps.faults.push({
      match: /repositories$/,
      fault: { type: 'status', status: 404, body: { message: 'TF200016: gone' } },
      times: Number.POSITIVE_INFINITY,
    });
    const { report } = await product.sync(mapping('repository', '.id'));
    const messages = report.problems.map(({ message }) => message);
    assert.equal(messages.filter((message) => message.startsWith('contoso: Could not read')).length, 1);
    assert.equal(messages.filter((message) => message.startsWith('Fabrikam: Could not read')).length, 1);
    assert.equal(messages.length, 2);
    for (const { reason } of report.resources[0]?.incompleteReasons ?? [])
      assert.match(reason, /^(contoso|Fabrikam): /);
  });

  test('one alone is not named with each problem', async () => {
    const product = two();
    product.azureDevOps.faults.push({
      match: /repositories$/,
      fault: { type: 'status', status: 404 },
      times: Number.POSITIVE_INFINITY,
    });
    const { report } = await product.sync({ ...mapping('repository', '.id'), organizationUrls: [contoso] });
    assert.match(report.problems[0]?.message ?? '', /^Could not read/);
  });
});

describe('an Azure DevOps Server', () => {
  const collection = 'https://tfs.contoso.example:8443/tfs/DefaultCollection';
  const served = (latest?: string) => {
    const product = createProduct({
      organisation: { scale, now },
      azureDevOps: {
        collections: { contoso: '/tfs/DefaultCollection' },
        ...(latest && { server: { latest } }),
      },
    });
    product.port.seedBlueprints(examples.map(({ blueprint }) => blueprint));
    return product;
  };
  const settings = {
    mapping: { from: 'inline' as const, text: documentOf(examples, {}) },
    initializePortResources: false,
    organizationUrls: [collection],
  };
  const missing = ['user', 'group', 'group-member', 'advanced-security-alert'];
  const countsOf = (report: { resources: readonly { kind: string; index: number; rawItems: number }[] }) =>
    report.resources
      .filter(({ kind }) => !missing.includes(kind))
      .map(({ kind, index, rawItems }) => `${kind}-${index}: ${rawItems}`);

  let newest: ReturnType<ReturnType<typeof served>['sync']> | undefined;

  for (const latest of ['7.1', '7.0', '6.0', '5.1', '5.0'])
    test(`that knows nothing newer than ${latest} gives the same items`, async () => {
      newest ??= served().sync(settings);
      const product = served(latest);
      const { report } = await product.sync(settings);
      assert.deepEqual(report.problems, []);
      assert.equal(report.run.status, 'succeeded');
      assert.deepEqual(countsOf(report), countsOf((await newest).report));
      const stepped = product.azureDevOps.requests.filter(({ status }) => status === 400);
      assert.ok(stepped.length < 120, `${stepped.length} refused versions`);
    });

  test('has no Graph, no entitlements and no Advanced Security: said once, asked for never', async () => {
    const product = served('7.1');
    const { report } = await product.sync(settings);
    const said = report.notes.filter(({ reason }) => reason.includes('is an Azure DevOps Server'));
    assert.deepEqual(
      said.map(({ count }) => count),
      [1, 2, 1],
    );
    assert.match(said.map(({ reason }) => reason).join('\n'), /no Graph/);
    assert.match(said.map(({ reason }) => reason).join('\n'), /no user entitlements/);
    assert.match(said.map(({ reason }) => reason).join('\n'), /no Advanced Security/);
    const asked = product.azureDevOps.requests.filter(({ url }) =>
      /userentitlements|\/graph\/|\/alert\//.test(url),
    );
    assert.deepEqual(asked, []);
    assert.ok(report.resources.every(({ complete }) => complete));
  });

  test('of which nothing but that is mapped is read in full, and empty', async () => {
    const product = served('7.1');
    const chosen = examples.filter(({ kind }) => kind === 'advanced-security-alert');
    const { report } = await product.sync({
      ...settings,
      mapping: { from: 'inline', text: documentOf(chosen, {}) },
    });
    assert.equal(report.run.status, 'succeeded');
    assert.deepEqual(product.azureDevOps.requests, []);
  });
});
