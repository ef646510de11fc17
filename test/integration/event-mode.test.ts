import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from '../../src/events/read-event.ts';
import type { Settings } from '../../src/settings/types.ts';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { createProduct, identifier } from './product.ts';

const now = new Date(Date.UTC(2026, 0, 5));
const organisations = [{ name: 'contoso', url: 'https://dev.azure.com/contoso' }];

const blueprint = { identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} };
const resources = [
  resource('work-item', {
    identifier: '.__project.id + "/" + (.id | tostring)',
    blueprint: '"thing"',
    title: '.fields."System.Title"',
  }),
];
const settings: Partial<Settings> = {
  mapping: { from: 'inline', text: JSON.stringify({ resources }) },
  initializePortResources: false,
};

const eventOf = (eventType: string, { id, project }: { id: number; project: { id: string } }) => ({
  eventType,
  resource: { id: 2, workItemId: id },
  resourceContainers: { project: { id: project.id } },
});
type Payload = { eventType: string; [name: string]: unknown };

const ofEvent = (payload: Payload): Partial<Settings> => ({
  ...settings,
  mode: 'event',
  event: { ...readEvent(payload, { organisations }), type: payload.eventType },
});

/** An organisation that has been synced. */
const synced = async () => {
  const product = createProduct({ organisation: { now } });
  product.port.seedBlueprints([blueprint]);
  await product.sync(settings);
  await product.clock.sleep(5_000);
  const organisation = product.azureDevOps.organisations[0] as Organisation;
  return { product, places: [...organisation.all('work-item')] };
};

test('a run for one event reads what it touched and nothing else, writes it, and leaves the last sync’s state', async () => {
  const { product, places } = await synced();
  const [place, other] = places;
  assert.ok(place && other);
  place.update({ title: 'Changed' });
  other.update({ title: 'Not of the event' });
  const before = structuredClone(product.port.integration(identifier));
  const [read, told] = [product.azureDevOps.requests.length, product.port.requests.length];
  const { report, changes } = await product.sync(ofEvent(eventOf('workitem.updated', place.item)));

  assert.equal(report.run.status, 'succeeded');
  assert.equal(report.run.mode, 'event');
  assert.deepEqual(report.run.event, { type: 'workitem.updated', waiting: [] });
  assert.deepEqual([report.totals.updated, report.totals.rawItems], [1, 1]);
  assert.deepEqual(report.mapping, { origin: 'inline', resources: 1 });
  assert.deepEqual(
    report.changes.map(({ action, blueprintTitle, count }) => [action, blueprintTitle, count]),
    [['updated', 'Thing', 1]],
  );
  const { id, project } = place.item;
  assert.deepEqual(
    changes.map(({ action, identifier: of, title }) => [action, of, title]),
    [['updated', `${project.id}/${id}`, 'Changed']],
  );
  assert.equal(
    product.port.entity('thing', `${other.item.project.id}/${other.item.id}`)?.title !== 'Not of the event',
    true,
  );
  assert.equal(product.azureDevOps.requests.length - read, 2);
  assert.deepEqual(product.port.integration(identifier), before);
  const asked = product.port.requests.slice(told).map(({ method, route }) => `${method} ${route}`);
  assert.deepEqual(
    asked.filter((one) => /resync-state|ingest|PUT|PATCH/.test(one)),
    [],
  );
  const write = product.port.requests.slice(told).find(({ route }) => route.endsWith('/entities/bulk'));
  assert.match(JSON.stringify(write), /http_request/);
});

test('what an event says is deleted goes if Azure DevOps says so, and the report tells it', async () => {
  const { product, places } = await synced();
  const [gone, there] = places;
  assert.ok(gone && there);
  gone.remove();
  for (const [{ item }, deleted] of [
    [gone, 1],
    [there, 0],
  ] as const) {
    const { report, changes } = await product.sync(
      ofEvent({ ...eventOf('workitem.deleted', item), resource: { id: item.id } }),
    );
    assert.equal(report.run.status, 'succeeded');
    assert.deepEqual(
      [report.totals.deleted, report.deletions.deleted, report.deletions.stale],
      [deleted, deleted, deleted],
    );
    assert.deepEqual(
      changes.map(({ action }) => action),
      deleted ? ['deleted'] : [],
    );
  }
});

test('an event that touches nothing here is a success that says why, and asks for nothing', async () => {
  const { product, places } = await synced();
  const read = product.azureDevOps.requests.length;
  const port = product.port.requests.length;
  const nothing = async (payload: Payload) =>
    (await product.sync(ofEvent(payload))).report.run.event?.nothing ?? assert.fail();
  const { item } = places[0] ?? assert.fail();
  assert.match(await nothing({ eventType: 'new.thing', resource: {} }), /none that this version knows/);
  assert.match(await nothing({ eventType: 'tfvc.checkin', resource: {} }), /no kind shows/);
  const trial = {
    ...eventOf('workitem.updated', item),
    subscriptionId: '00000000-0000-0000-0000-000000000000',
  };
  assert.match(await nothing(trial), /trial of a subscription/);
  const resourceContainers = { account: { baseUrl: 'https://dev.azure.com/other/' } };
  assert.match(await nothing({ ...eventOf('workitem.updated', item), resourceContainers }), /organisation/);
  assert.deepEqual([product.azureDevOps.requests.length, product.port.requests.length], [read, port]);
  const build = {
    eventType: 'build.complete',
    resource: { id: 5 },
    resourceContainers: { project: item.project },
  };
  const { report } = await product.sync(ofEvent(build));
  assert.deepEqual([report.run.status, report.totals.rawItems], ['succeeded', 0]);
  assert.equal(product.azureDevOps.requests.length, read);
});

test('an event is written while a sync is at work, and the run says what may come of it', async () => {
  const { product, places } = await synced();
  const [place] = places;
  assert.ok(place);
  place.update({ title: 'Changed' });
  const integration = product.port.integration(identifier);
  assert.ok(integration);
  const at = (ms: number) => new Date(product.clock.now() + ms).toISOString();
  const state = {
    status: 'running',
    lastResyncStart: at(-60_000),
    lastResyncEnd: null,
    nextResync: at(200_000),
  };
  integration.resyncState = state as typeof integration.resyncState;
  const { report } = await product.sync(ofEvent(eventOf('workitem.updated', place.item)));
  assert.deepEqual([report.run.status, report.totals.updated], ['succeeded', 1]);
  assert.match(report.warnings.join(), /Another run of the integration is at work/);
  assert.deepEqual(integration.resyncState, state);
  integration.resyncState = { ...state, nextResync: at(-1) } as typeof integration.resyncState;
  const dead = await product.sync(ofEvent(eventOf('workitem.updated', place.item)));
  assert.deepEqual(dead.report.warnings, []);
});

test('without an integration in Port, and where a service does not answer, the run fails and says so', async () => {
  const { product, places } = await synced();
  const { item } = places[0] ?? assert.fail();
  const payload = eventOf('workitem.updated', item);
  const other = await product.sync({ ...ofEvent(payload), integrationIdentifier: 'another' });
  assert.equal(other.report.run.status, 'failed');
  assert.match(other.report.run.failure?.message ?? '', /does not exist in Port yet/);
  product.azureDevOps.faults = [
    { match: /./, fault: { type: 'status', status: 403 }, times: Number.POSITIVE_INFINITY },
  ];
  const { report } = await product.sync(ofEvent(payload));
  assert.equal(report.run.status, 'problems');
  assert.equal(report.totals.deleted, 0);
  assert.match(report.problems[0]?.message ?? '', /403/);
});

test('a mapping that is given counts, whatever Port has stored', async () => {
  const { product, places } = await synced();
  const [place] = places;
  const integration = product.port.integration(identifier);
  assert.ok(place && integration);
  integration.config = { resources: [] };
  place.update({ title: 'Changed' });
  const { report } = await product.sync(ofEvent(eventOf('workitem.updated', place.item)));
  assert.deepEqual([report.run.status, report.totals.updated], ['succeeded', 1]);
});
