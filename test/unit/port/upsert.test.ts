import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulks, maximumBulkBytes, maximumBulkEntities } from '../../../src/port/bulks.ts';
import type { UpsertOutcome } from '../../../src/port/types.ts';
import { blueprint, flags, services, world } from './support.ts';

const bulkRoute = 'POST /v1/blueprints/{blueprint}/entities/bulk';
const singleRoute = 'POST /v1/blueprints/{blueprint}/entities';

const inOrg = (...more: Parameters<typeof world>) => {
  const made = world(...more);
  made.emulator.seedBlueprints([
    blueprint(
      'service',
      { count: { type: 'number' }, text: { type: 'string' } },
      {
        owner: { target: 'team', many: false, required: false },
      },
    ),
    blueprint('team'),
  ]);
  return made;
};
const results = (outcomes: UpsertOutcome[]) => outcomes.map(({ result }) => result);

test('bulks keep all entities in order, and none breaks a limit of Port’s', () => {
  const entity = fc.record({
    identifier: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    blueprint: fc.constant('service'),
    properties: fc.record({ text: fc.nat(400_000).map((length) => 'ü'.repeat(length)) }),
  });
  fc.assert(
    fc.property(fc.array(entity, { maxLength: 45 }), (entities) => {
      const cut = bulks(entities);
      assert.deepEqual(cut.flat(), entities);
      for (const bulk of cut) {
        assert.ok(bulk.length >= 1 && bulk.length <= maximumBulkEntities);
        const bytes = Buffer.byteLength(JSON.stringify({ entities: bulk }));
        assert.ok(bulk.length === 1 || bytes <= maximumBulkBytes);
      }
    }),
    { numRuns: 30 },
  );
});

test('more entities than a bulk takes are sent in the fewest bulks', async () => {
  const { port, counts, emulator } = inOrg();
  const outcomes = await port.upsert('service', services(45), flags);
  assert.equal(outcomes.length, 45);
  assert.equal(counts()[bulkRoute], 3);
  assert.equal(emulator.entities('service').length, 45);
});

test('bytes count, not characters: a bulk of long umlauts is cut before it is sent', async () => {
  const { port, counts, emulator } = inOrg();
  await port.upsert('service', services(6, { properties: { text: 'ü'.repeat(200_000) } }), flags);
  assert.equal(counts()[bulkRoute], 3);
  assert.deepEqual(new Set(emulator.requests.map(({ status }) => status)), new Set([200]));
});

test('what is written is told as created the first time and as updated after it', async () => {
  const { port } = inOrg();
  const first = await port.upsert('service', services(2), flags);
  const second = await port.upsert('service', services(2), flags);
  assert.deepEqual(first[1], { result: 'written', created: true, identifier: 'service-1' });
  assert.deepEqual(second[1], { result: 'written', created: false, identifier: 'service-1' });
});

test('refusals of some are aligned with what was sent', async () => {
  const { port } = inOrg();
  const sent = services(5).map((entity, index) => ({
    ...entity,
    properties: { count: index === 3 ? 'many' : 1 },
  }));
  const outcomes = await port.upsert('service', sent, flags);
  assert.deepEqual(results(outcomes), ['written', 'written', 'written', 'refused', 'written']);
  const refusal = outcomes[3] as Extract<UpsertOutcome, { result: 'refused' }>;
  assert.equal(refusal.statusCode, 422);
  assert.match(refusal.message, /count/);
  assert.equal(refusal.missingRelation, false);
});

test('a target that is not there yet is told as a missing relation', async () => {
  const { port } = inOrg();
  const [outcome] = await port.upsert('service', services(1, { relations: { owner: 'nobody' } }), flags);
  assert.equal(outcome?.result === 'refused' && outcome.missingRelation, true);
});

test('a search identifier that matches nothing is refused, and waits for no relation', async () => {
  const { port } = inOrg();
  const identifier = { combinator: 'and', rules: [{ property: '$title', operator: '=', value: 'none' }] };
  const [first, second] = await port.upsert(
    'service',
    [{ identifier, blueprint: 'service' }, ...services(1)],
    flags,
  );
  assert.equal(first?.result === 'refused' && first.missingRelation, false);
  assert.equal(second?.result, 'written');
});

test('an entity that makes Port refuse the whole bulk costs only itself', async () => {
  const { port, emulator, counts } = inOrg();
  const sent = services(20).map((entity, index) =>
    index === 13 ? { ...entity, identifier: 'not allowed!' } : entity,
  );
  const outcomes = await port.upsert('service', sent, flags);
  assert.deepEqual(
    results(outcomes).flatMap((result, index) => (result === 'refused' ? [index] : [])),
    [13],
  );
  assert.match((outcomes[13] as { message: string }).message, /^body\/identifier must match pattern/);
  assert.equal(emulator.entities('service').length, 19);
  assert.ok((counts()[bulkRoute] ?? 0) <= 11, 'halves, not one by one');
});

test('an entity too large for Port is refused after one try alone, and the others are written', async () => {
  const { port, emulator, counts } = inOrg();
  const sent = services(3).map((entity, index) => ({
    ...entity,
    properties: { text: 'x'.repeat(index === 1 ? 1_100_000 : 10) },
  }));
  const outcomes = await port.upsert('service', sent, flags);
  assert.deepEqual(results(outcomes), ['written', 'refused', 'written']);
  assert.equal((outcomes[1] as { statusCode: number }).statusCode, 413);
  assert.equal(counts()[singleRoute], 1);
  assert.equal(emulator.entities('service').length, 2);
});

test('a bulk that Port finds too large after all is split', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'status', status: 413 }, times: 3 }];
  const outcomes = await port.upsert('service', services(8), flags);
  assert.deepEqual(new Set(results(outcomes)), new Set(['written']));
  assert.equal(emulator.entities('service').length, 8);
});

test('a blueprint that does not exist refuses each entity with that reason, in one request', async () => {
  const { port, counts } = inOrg();
  const outcomes = await port.upsert('ghost', services(20), flags);
  assert.deepEqual(new Set(results(outcomes)), new Set(['refused']));
  for (const outcome of outcomes) {
    assert.ok(outcome.result === 'refused' && /"ghost".*was not found/.test(outcome.message));
    assert.equal(outcome.missingRelation, false);
  }
  assert.equal(counts()[bulkRoute], 1);
});

test('of one entity sent twice in a bulk that is split, the later one stays', async () => {
  const { port, emulator } = inOrg();
  const sent = [
    ...services(3),
    { ...services(1)[0], title: 'Later', blueprint: 'service', identifier: 'service-0' },
  ];
  emulator.faults = [
    { match: /entities\/bulk/, fault: { type: 'status', status: 422, body: { ok: false } }, times: 3 },
  ];
  await port.upsert('service', sent, flags);
  assert.equal(emulator.entity('service', 'service-0')?.title, 'Later');
});

test('validation writes nothing and does not count as a write of this integration', async () => {
  const { port, emulator } = inOrg();
  const outcomes = await port.upsert('service', services(2), { ...flags, validationOnly: true });
  assert.deepEqual(results(outcomes), ['written', 'written']);
  assert.equal(emulator.writes, 0);
});

test('a service that is down is an error, not a refusal of every entity', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'status', status: 503 }, times: 99 }];
  await assert.rejects(port.upsert('service', services(2), flags), {
    name: 'PortError',
    likelyCause: 'unavailable',
  });
});

test('an answer that says nothing of an entity counts it as refused', async () => {
  const { port, emulator } = inOrg();
  const body = { ok: true, entities: [{ identifier: 'service-1', index: 1, created: true }], errors: [] };
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'status', status: 200, body } }];
  const outcomes = await port.upsert('service', services(2), flags);
  assert.deepEqual(results(outcomes), ['refused', 'written']);
});

test('an answer that is not JSON is an error', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'malformed' } }];
  await assert.rejects(port.upsert('service', services(2), flags), { likelyCause: 'malformed' });
});

test('a bulk whose answer was lost is sent again and changes nothing more', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'reset', afterWork: true } }];
  const outcomes = await port.upsert('service', services(3), flags);
  assert.deepEqual(new Set(results(outcomes)), new Set(['written']));
  assert.equal(emulator.entities('service').length, 3);
});

test('what was answered to the first half holds when the second one gets no answer', async () => {
  const { port, emulator } = inOrg();
  const sent = services(4).map((entity, index) =>
    index === 1 ? { ...entity, identifier: 'not allowed!' } : entity,
  );
  // All four, the first two, each of them, the refused one by itself: then Port is gone.
  emulator.faults = [
    { match: /POST .*entities\/bulk/, fault: { type: 'reset' }, skip: 4, times: Number.POSITIVE_INFINITY },
  ];
  const outcomes = await port.upsert('service', sent, flags);
  assert.deepEqual(results(outcomes), ['written', 'refused', 'unanswered', 'unanswered']);
});
