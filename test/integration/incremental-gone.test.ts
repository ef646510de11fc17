import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../../src/settings/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import type { EmulatedRequest } from '../emulators/types.ts';
import type { Product } from './product.ts';
import { mappingOf, onto, trusted } from './support/trust.ts';

/** Items that go from lists which an increment reads in full, while entities that it leaves alone may relate to them. */

const MINUTE = 60_000;
const quarter = ({ clock }: Product) => clock.sleep(15 * MINUTE);

const areas = onto('area-path', 'area', { identifier: '.id | tostring' }, { depth: 5 });
const workItems = onto('work-item', 'item', {
  identifier: '.__project.id + "/" + (.id | tostring)',
  title: '.fields["System.Title"]',
  relations: { area: '.fields["System.AreaId"] | tostring' },
});

const plain = { title: 'Plain', schema: { properties: {} } };
const to = (target: string) => ({ target, required: false, many: false });

/** Areas, and the work items in them, which no list has; a first run and an increment behind them. */
async function withAreas(settings: Partial<Settings> = {}) {
  const scale = { projects: 3, areasPerProject: 12, workItemsPerProject: 4 };
  const product = trusted(
    { organisation: { scale } },
    { ...mappingOf([areas, workItems]), mode: 'incremental', ...settings },
  );
  const { port } = product;
  port.seedBlueprints([
    { identifier: 'area', ...plain, relations: {} },
    { identifier: 'item', ...plain, relations: { area: to('area'), runbook: to('runbook') } },
    { identifier: 'runbook', ...plain, relations: { area: { ...to('area'), required: true } } },
  ]);
  await product.sync();
  await quarter(product);
  await product.sync();
  await quarter(product);
  const related = new Set(port.entities('item').map((one) => one.relations.area));
  const place = (isRelated: boolean) =>
    (product.azureDevOps.organisations[0] as Organisation).find(
      'area-path',
      // An area path with nothing below it.
      ({ id, slot }) => slot > 3 && related.has(`${id}`) === isRelated,
    );
  const [empty, full] = [place(false), place(true)];
  return {
    ...product,
    empty,
    full,
    areaOf: ({ item }: typeof empty) => port.entity('area', `${item.id}`),
    /** An increment, and the routes at which it asked Port. */
    async increment() {
      await product.clock.sleep(MINUTE);
      const before = port.requests.length;
      const { report } = await product.sync();
      assert.notEqual(report.run.increments?.since, undefined);
      return { report, asked: port.requests.slice(before).map(({ url }) => new URL(url).pathname) };
    },
  };
}

const OWNED = '/v1/blueprints/entities/datasource-entities';
const ITEMS = '/v1/blueprints/item/entities/search';
const count = (asked: readonly string[], path: string) => asked.filter((one) => one === path).length;

test('what is gone of a list stays as long as an entity relates to it that is of no list', async () => {
  const { empty, full, areaOf, increment } = await withAreas();
  assert.ok(areaOf(empty) && areaOf(full));
  for (const place of [empty, full]) place.remove();
  const { asked } = await increment();
  assert.deepEqual([areaOf(empty), areaOf(full)?.identifier], [undefined, `${full.item.id}`]);
  // Relations came with the entities that the integration owns, and no others matter.
  assert.deepEqual([count(asked, ITEMS), count(asked, OWNED)], [1, 0]);
});

test('an entity of somebody else keeps nothing that is gone of a list', async () => {
  const { full, areaOf, increment, port } = await withAreas();
  port.remove(
    'item',
    port.entities('item').map((one) => one.identifier),
  );
  const relations = { area: `${full.item.id}` };
  port.seedEntities('UI', [{ blueprint: 'item', identifier: 'theirs', relations }]);
  full.remove();
  await increment();
  assert.equal(areaOf(full), undefined);
});

test('where it cannot be read what relates to it, nothing of a list goes', async () => {
  const { empty, areaOf, increment, port } = await withAreas();
  empty.remove();
  const fault = { type: 'status', status: 400 } as const;
  port.faults.push({ match: ({ url }) => url.pathname === ITEMS, times: Number.POSITIVE_INFINITY, fault });
  const { report } = await increment();
  assert.equal(report.run.status, 'problems');
  assert.equal(report.totals.deleted, 0);
  const { reason = '' } = report.deletions?.heldBack[0] ?? {};
  assert.match(reason, /could not be checked what entities that stay relate to/);
  port.faults = [];
  assert.equal((await increment()).report.totals.deleted, 1);
  assert.equal(areaOf(empty), undefined);
});

/** Work items enough for three pages of Port's search. The last of them relates to what is gone, and so does somebody else's. */
async function withManyItems() {
  const product = await withAreas();
  const { empty, full, port } = product;
  const datasource = port.entities('item')[0]?.datasource ?? '';
  const other = port.entities('area').find(({ identifier }) => identifier !== `${full.item.id}`);
  assert.ok(other && other.identifier !== `${empty.item.id}`);
  const related = port.entities('item').filter(({ relations }) => relations.area === `${full.item.id}`);
  port.remove(
    'item',
    related.map((one) => one.identifier),
  );
  const seeds = Array.from({ length: 2_100 }, (_, i) => ({
    blueprint: 'item',
    identifier: `more-${i}`,
    relations: { area: i === 2_099 ? `${full.item.id}` : other.identifier },
  }));
  port.seedEntities(datasource, seeds);
  const relations = { area: `${empty.item.id}` };
  port.seedEntities('UI', [{ blueprint: 'item', identifier: 'theirs', relations }]);
  for (const place of [empty, full]) place.remove();
  return product;
}

test('of many entities that may relate to it, Port is asked for those that do', async () => {
  const { empty, full, areaOf, increment } = await withManyItems();
  const { asked } = await increment();
  assert.deepEqual([areaOf(empty), areaOf(full)?.identifier], [undefined, `${full.item.id}`]);
  // A page in which one relates to another area, and the question.
  assert.equal(count(asked, OWNED), 0);
  assert.equal(count(asked, ITEMS), 2);
});

const answers = {
  'has none of them': { status: 200, body: { ok: true, entities: [] } },
  'refuses the question': { status: 422, body: { ok: false, error: 'invalid_request', message: 'no' } },
};
for (const [how, answer] of Object.entries(answers))
  test(`where Port's answer to what relates to it ${how}, all pages are read`, async () => {
    const { empty, full, areaOf, increment, port } = await withManyItems();
    port.faults.push({
      match: ({ body }: EmulatedRequest) => /"relatedTo"/.test(body.toString()),
      times: Number.POSITIVE_INFINITY,
      fault: { type: 'status', ...answer },
    });
    const { asked } = await increment();
    assert.deepEqual([areaOf(empty), areaOf(full)?.identifier], [undefined, `${full.item.id}`]);
    assert.equal(count(asked, ITEMS), 4);
  });

test('what would take along an entity that is of no list stays', async () => {
  const mapping = mappingOf([areas, workItems], { deleteDependentEntities: true });
  const { empty, areaOf, increment, port } = await withAreas(mapping);
  const [item] = port.entities('item');
  assert.ok(item);
  // Required by an entity of nobody's, to which an item relates that the increment does not read.
  port.seedEntities('UI', [
    { blueprint: 'runbook', identifier: 'theirs', relations: { area: `${empty.item.id}` } },
  ]);
  Object.assign(item.relations, { runbook: 'theirs' });
  empty.remove();
  const { report } = await increment();
  assert.ok(areaOf(empty));
  assert.ok(port.entity('runbook', 'theirs'));
  assert.match(report.deletions?.heldBack[0]?.reason ?? '', /would delete another entity too/);
});

test('where the entities of a list cannot be read, what is owned is known all the same', async () => {
  const { full, increment, port } = await withAreas();
  full.update({ name: 'renamed' });
  port.faults.push({
    match: ({ url }) => url.pathname.endsWith('/area/entities/search'),
    times: 1,
    fault: { type: 'status', status: 400 },
  });
  const { report, asked } = await increment();
  assert.equal(count(asked, OWNED), 1);
  assert.deepEqual([report.run.status, report.totals.updated, report.totals.created], ['succeeded', 1, 0]);
});
