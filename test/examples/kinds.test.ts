import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { kinds } from '../../src/kinds/registry.ts';
import { carries } from '../../src/mapping/carries.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import type { Resource } from '../../src/mapping/types.ts';
import { builtInResources } from '../../src/port/defaults/resources.ts';
import { createProduct, type Ended, type Product } from '../integration/product.ts';
import { portAndClient } from '../unit/port/support.ts';
import { documentOf, type Example, examples, textOf } from './support.ts';

const blueprints = new Map(examples.map(({ blueprint }) => [blueprint.identifier, blueprint]));

/** An emulated organisation with a Port in which all the examples' blueprints were pasted. */
const prepared = (projects: number): Product => {
  const product = createProduct({
    organisation: {
      now: new Date(Date.UTC(2026, 0, 5)),
      scale: { projects, branchesPerRepository: 5, testRunsPerProject: 20, workItemsPerProject: 30 },
    },
  });
  product.port.seedBlueprints([...blueprints.values()]);
  return product;
};

const syncOf = (product: Product, chosen: readonly Example[], flags: Record<string, unknown> = {}) =>
  product.sync({
    mapping: { from: 'inline', text: documentOf(chosen, flags) },
    initializePortResources: false,
  });

const flawless = ({ report }: Ended) => {
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.warnings, []);
  assert.equal(report.run.status, 'succeeded');
  for (const one of report.resources) {
    const name = `resources[${one.index}] (${one.kind})`;
    assert.ok(one.entities > 0, `${name} makes no entity`);
    assert.equal(one.refused, 0, `${name} is refused`);
    assert.equal(one.failed + one.misconfigured + one.skipped, 0, `${name} leaves items out`);
    assert.deepEqual(one.fieldErrors, [], `${name} has fields that fail`);
  }
};

test('there is an example for every kind, and none for anything else', () => {
  assert.deepEqual(examples.map(({ kind }) => kind).sort(), [...kinds.keys()].sort());
});

describe('each example', () => {
  for (const { kind, blueprint, parsed } of examples) {
    const { mapping, warnings } = parsed;

    test(`${kind}: its mapping feeds its own blueprint from its own kind, without a warning`, () => {
      assert.deepEqual(warnings, []);
      for (const resource of mapping.resources) {
        assert.equal(resource.kind, kind);
        for (const entity of resource.entities)
          assert.equal(entity.blueprint, JSON.stringify(blueprint.identifier));
      }
    });

    test(`${kind}: its mapping names only what its blueprint has`, () => {
      const known = { ...blueprint.schema?.properties };
      const relations = { ...blueprint.relations };
      for (const { entities } of mapping.resources)
        for (const entity of entities) {
          for (const name of Object.keys(entity.properties ?? {})) assert.ok(name in known, name);
          for (const name of Object.keys(entity.relations ?? {})) assert.ok(name in relations, name);
        }
    });

    test(`${kind}: its identifiers show whose an item is`, () => {
      const { under = {}, id } = kinds.get(kind) ?? {};
      const ids = [...Object.values(under), ...(id === undefined ? [] : [[id]])];
      // One of a release that does not tell its project takes it out of an address.
      const isShown = Object.keys(under).length > 0 && kind !== 'release-deployment';
      for (const { identifier } of mapping.resources.flatMap(({ entities }) => entities))
        if (isShown)
          assert.ok(typeof identifier === 'string' && ids.some((paths) => carries(identifier, paths)));
    });

    test(`${kind}: it stands alone`, async () => {
      flawless(await syncOf(prepared(1), [{ kind, blueprint, parsed }]));
    });
  }
});

describe('all examples together', () => {
  let product: Product;
  let first: Ended;

  before(async () => {
    product = prepared(3);
    // Entities to which others relate must be made by another example.
    first = await syncOf(product, examples, { createMissingRelatedEntities: false });
  });

  test('every relation points at an entity that another example makes', () => flawless(first));

  test('every property and relation that they map has a value somewhere', () => {
    for (const { blueprint, parsed } of examples) {
      const made = product.port.entities(blueprint.identifier);
      for (const { kind, entities } of parsed.mapping.resources)
        for (const { properties = {}, relations = {} } of entities) {
          for (const name of Object.keys(properties))
            assert.ok(
              made.some((one) => hasValue(one.properties[name])),
              `${kind}: ${name}`,
            );
          for (const name of Object.keys(relations))
            assert.ok(
              made.some((one) => hasValue(one.relations[name])),
              `${kind}: ${name}`,
            );
        }
    }
  });

  test('a second run finds everything as it should be', async () => {
    const { report } = await syncOf(product, examples, { createMissingRelatedEntities: false });
    const { created, updated, refused, deleted, heldBack } = report.totals;
    assert.deepEqual(
      { created, updated, refused, deleted, heldBack },
      { created: 0, updated: 0, refused: 0, deleted: 0, heldBack: 0 },
    );
    assert.ok(report.totals.unchanged > 0);
  });
});

const hasValue = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

describe('beside the default resources', () => {
  const defaults = parseMapping({ document: builtInResources.mapping }, kinds, { from: 'default' });
  const formulas = ({ entities }: Resource) =>
    entities.map(({ identifier, blueprint }) => [blueprint, identifier]);

  for (const resource of defaults.mapping.resources) {
    // The example keeps policies as entities of their own; the defaults write them onto the repository.
    if (resource.kind === 'repository-policy') continue;
    const example = examples.find(({ kind }) => kind === resource.kind) as Example;

    test(`${resource.kind}: the identity is formed as the defaults form it`, () => {
      for (const one of example.parsed.mapping.resources) assert.deepEqual(formulas(one), formulas(resource));
    });

    test(`${resource.kind}: relations that both have are formed alike`, () => {
      const theirs = resource.entities[0]?.relations ?? {};
      const ours = example.parsed.mapping.resources[0]?.entities[0]?.relations ?? {};
      for (const [name, expression] of Object.entries(theirs)) assert.equal(ours[name], expression, name);
    });
  }

  for (const theirs of builtInResources.blueprints)
    test(`${theirs.identifier}: the example has all that the default blueprint has`, () => {
      const ours = blueprints.get(theirs.identifier);
      assert.partialDeepStrictEqual(ours, theirs);
    });
});

test('pasted in the order of the README, Port accepts every blueprint', async () => {
  const { port } = portAndClient();
  const order = [...textOf('README.md').matchAll(/kinds\/([a-z-]+)\/blueprint\.json/g)].map(
    ([, kind]) => examples.find((one) => one.kind === kind)?.blueprint,
  );
  assert.equal(order.length, examples.length);
  for (const body of order)
    await port.request({ method: 'POST', path: '/v1/blueprints', route: '/v1/blueprints', body });
  const there = new Set((await port.blueprints()).map(({ identifier }) => identifier));
  for (const identifier of blueprints.keys()) assert.ok(there.has(identifier), identifier);
});
