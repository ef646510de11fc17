import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createOwnership, type Find } from '../../../../src/port/entities/ownership.ts';
import { oceanDatasource } from '../../../emulators/port/emulator.ts';
import { blueprint, collect, flags, identifier, portAndClient, services } from '../support.ts';

const searchRoute = 'POST /v1/blueprints/{blueprint}/entities/search';
const ownedRoute = 'POST /v1/blueprints/entities/datasource-entities';
const deleteRoute = 'POST /v1/blueprints/{blueprint}/bulk/entities/delete';

const inOrg = (...more: Parameters<typeof portAndClient>) => {
  const made = portAndClient(...more);
  made.emulator.seedBlueprints([
    blueprint('service'),
    blueprint('team'),
    blueprint('member', {}, { team: { target: 'team', required: true } }),
  ]);
  return made;
};
const names = (entities: { identifier: string }[]) => entities.map((entity) => entity.identifier);

test('all that is owned is read in pages, whatever wrote it under this identifier', async () => {
  const { port, emulator, counts } = inOrg({ searchPageSize: 10 });
  emulator.seedEntities(oceanDatasource(identifier, '0.12.3'), services(15));
  await port.upsert('service', services(17).slice(15), flags);
  const found = await collect(port.searchOwned('service', ['title']));
  assert.deepEqual(names(found), names(services(17)));
  assert.deepEqual(found[0], { identifier: 'service-0', blueprint: 'service', title: 'Service 0' });
  assert.equal(counts()[searchRoute], 2);
});

test('what another source wrote is not owned', async () => {
  const { port, emulator } = inOrg();
  emulator.seedEntities(oceanDatasource('another-integration'), services(1));
  emulator.seedEntities('port-ocean/github/1.0.0/my-azure-devops-integration/exporter', services(2).slice(1));
  assert.deepEqual(await collect(port.searchOwned('service', [])), []);
  assert.deepEqual(await collect(port.ownedIdentifiers()), []);
});

test('a page that cannot be read is an error and not the end of the list', async () => {
  const { port, emulator } = inOrg({ searchPageSize: 5 });
  emulator.seedEntities(oceanDatasource(identifier), services(12));
  emulator.faults = [
    { match: /entities\/search/, fault: { type: 'status', status: 500 }, skip: 1, times: 9 },
  ];
  await assert.rejects(collect(port.searchOwned('service', [])), { likelyCause: 'unavailable' });
});

test('a page without its list is an error and not an empty one', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = [
    { match: /entities\/search/, fault: { type: 'status', status: 200, body: { ok: true } } },
  ];
  await assert.rejects(collect(port.searchOwned('service', [])), { likelyCause: 'malformed' });
});

for (const [title, entity] of Object.entries({
  'without an identifier': { blueprint: 'service' },
  'with a number for an identifier': { identifier: 5, blueprint: 'service' },
  'with an empty identifier': { identifier: '', blueprint: 'service' },
  'with an object for an identifier': { identifier: { a: 1 }, blueprint: 'service' },
}))
  test(`an entity ${title} is none: no page of it counts, and nothing counts as absent by it`, async () => {
    const { port, emulator } = inOrg();
    emulator.seedEntities(oceanDatasource(identifier), services(2));
    const fault = { type: 'status', status: 200, body: { ok: true, entities: [entity] } } as const;
    emulator.faults = [{ match: /search|datasource/, fault, times: Infinity }];
    const malformed = { name: 'PortError', likelyCause: 'malformed' };
    await assert.rejects(collect(port.searchOwned('service', [])), malformed);
    await assert.rejects(collect(port.ownedIdentifiers()), malformed);
    await assert.rejects(port.whose('service', ['service-0']), malformed);
    emulator.faults = [
      ...emulator.faults,
      { match: /bulk\/entities\/delete/, fault: { type: 'status', status: 200, body: { ok: true } } },
    ];
    await assert.rejects(collect(port.deleteEntities('service', ['service-0'], false)), malformed);
  });

test('an owned entity without a blueprint, and a blueprint without a name, are none', async () => {
  const { port, emulator } = inOrg();
  const answer = { ok: true, entities: [{ identifier: 'a' }], blueprints: [{ title: 'x' }] };
  const fault = { type: 'status', status: 200, body: answer } as const;
  emulator.faults = [{ match: /datasource|blueprints$/, fault, times: Infinity }];
  await assert.rejects(collect(port.ownedIdentifiers()), { likelyCause: 'malformed' });
  await assert.rejects(port.blueprints(), { likelyCause: 'malformed' });
});

test('an answer that says that it failed is an error and not an empty list', async () => {
  const { port, emulator } = inOrg();
  emulator.seedEntities(oceanDatasource(identifier), services(3));
  const fault = { type: 'status', status: 207, body: { ok: false, entities: [], errors: [{}] } } as const;
  emulator.faults = [{ match: /search|datasource/, fault, times: Infinity }];
  await assert.rejects(collect(port.searchOwned('service', [])), /without "entities"/);
  await assert.rejects(collect(port.ownedIdentifiers()), /without "entities"/);
});

test('any number of identifiers is looked up in chunks, and those that are not there are left out', async () => {
  const { port, emulator, counts } = inOrg();
  emulator.seedEntities('UI', services(450));
  const wanted = [...names(services(450)), 'absent'];
  const found = await collect(port.searchByIdentifier('service', wanted, []));
  assert.deepEqual(names(found), names(services(450)));
  assert.equal(counts()[searchRoute], 3);
});

test('owned identifiers of all blueprints come from one route', async () => {
  const { port, emulator, counts } = inOrg({ ownedPageSize: 4 });
  emulator.seedEntities(oceanDatasource(identifier), [
    ...services(6),
    { identifier: 'a', blueprint: 'team' },
  ]);
  const found = await collect(port.ownedIdentifiers());
  assert.equal(found.length, 7);
  assert.deepEqual(found.at(-1), { identifier: 'a', blueprint: 'team' });
  assert.deepEqual(counts(), { [ownedRoute]: 2 });
});

test('where Port lacks that route, every blueprint is searched', async () => {
  const { port, emulator } = inOrg();
  emulator.seedEntities(oceanDatasource(identifier), [
    ...services(2),
    { identifier: 'a', blueprint: 'team' },
  ]);
  emulator.faults = [{ match: /datasource-entities/, fault: { type: 'status', status: 404 }, times: 9 }];
  const found = await collect(port.ownedIdentifiers());
  assert.deepEqual(names(found).sort(), ['a', 'service-0', 'service-1']);
});

test('deletions go in hundreds, and those done are told', async () => {
  const { port, emulator, counts } = inOrg();
  emulator.seedEntities('x', services(250));
  const gone = await collect(port.deleteEntities('service', names(services(250)), false));
  assert.equal(gone.length, 250);
  assert.equal(emulator.entities('service').length, 0);
  assert.equal(counts()[deleteRoute], 3);
});

test('an entity that was gone already counts as gone, one that Port kept does not', async () => {
  const { port, emulator } = inOrg();
  emulator.seedEntities('x', services(2));
  const gone = await collect(port.deleteEntities('service', ['service-0', 'never-there'], false));
  assert.deepEqual(gone.sort(), ['never-there', 'service-0']);
  emulator.faults = [
    {
      match: /entities\/delete/,
      fault: { type: 'status', status: 200, body: { ok: true, deletedEntities: [] } },
    },
  ];
  assert.deepEqual(await collect(port.deleteEntities('service', ['service-1'], false)), []);
});

test('whether owners are heeded is asked along with the first question, and proven by what is ours alone', async () => {
  const { port, emulator, counts } = inOrg();
  emulator.seedEntities('UI', services(2));
  await port.upsert('service', services(4).slice(2), flags);
  const asked = async (...identifiers: string[]) => {
    const before = counts()[searchRoute] ?? 0;
    const { ours } = await port.whose('service', identifiers);
    return [[...ours], (counts()[searchRoute] ?? 0) - before];
  };
  // The question, whether it is heeded, and whether what is left looks like ours.
  assert.deepEqual(await asked('service-0'), [[], 3]);
  // The answer before had nothing of ours, which proves nothing.
  assert.deepEqual(await asked('service-2'), [['service-2'], 2]);
  assert.deepEqual(await asked('service-3'), [['service-3'], 1]);
});

test('the first question waits for nothing', async () => {
  let inFlight = 0;
  let most = 0;
  const find: Find = async function* () {
    most = Math.max(most, ++inFlight);
    await setImmediate();
    inFlight -= 1;
    yield [];
  };
  await createOwnership({ identifier, versions: new Set(['0.1.0']) })(find, ['a']);
  assert.equal(most, 2);
});

test('a deletion whose answer was lost is told as done', async () => {
  const { port, emulator } = inOrg();
  emulator.seedEntities('x', services(3));
  emulator.faults = [{ match: /entities\/delete/, fault: { type: 'reset', afterWork: true } }];
  assert.deepEqual(
    await collect(port.deleteEntities('service', names(services(3)), false)),
    names(services(3)),
  );
});

test('an entity that others require costs only its own deletion', async () => {
  const { port, emulator } = inOrg();
  const teams = Array.from({ length: 30 }, (_, index) => ({ identifier: `t${index}`, blueprint: 'team' }));
  emulator.seedEntities('x', [...teams, { identifier: 'm', blueprint: 'member', relations: { team: 't7' } }]);
  const gone = await collect(port.deleteEntities('team', names(teams), false));
  assert.equal(gone.length, 29);
  assert.deepEqual(names(emulator.entities('team')), ['t7']);
});

test('having no right to delete is an error', async () => {
  const { port, emulator, counts } = inOrg();
  emulator.seedEntities('x', services(4));
  emulator.faults = [
    {
      match: /entities\/delete/,
      fault: { type: 'status', status: 403, body: { ok: false, error: 'forbidden', message: 'No.' } },
      times: 99,
    },
  ];
  await assert.rejects(collect(port.deleteEntities('service', names(services(4)), false)), {
    likelyCause: 'permission',
  });
  assert.equal(counts()[deleteRoute], 1);
});

test('where entities are heavy, the pages after the first hold fewer', async () => {
  const made = portAndClient();
  const text = 'x'.repeat(20_000);
  made.emulator.seedBlueprints([blueprint('service', { text: { type: 'string' } })]);
  made.emulator.seedEntities(oceanDatasource(identifier), services(2_000, { properties: { text } }));
  const sizes: number[] = [];
  for await (const page of made.port.searchOwned('service', ['properties.text'])) sizes.push(page.length);
  assert.equal(sizes[0], 1_000);
  assert.ok((sizes[1] ?? 0) > 160 && (sizes[1] ?? 0) < 250, `${sizes}`);
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    2_000,
  );
});

test('a 404 says that Port has no entity in Port’s own form alone', async () => {
  const { emulator, port } = portAndClient();
  emulator.seedBlueprints([blueprint('thing')]);
  assert.equal(await port.hasEntity('thing', 'a'), false);
  emulator.faults = [
    {
      match: /^GET .*entities/,
      fault: { type: 'status', status: 404, body: { message: 'no Route matched' } },
    },
  ];
  await assert.rejects(port.hasEntity('thing', 'a'), { status: 404 });
});
