import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulks, maximumBulkBytes, maximumBulkEntities } from '../../../../src/port/entities/bulks.ts';
import type { UpsertOutcome } from '../../../../src/port/types.ts';
import { blueprint, flags, portAndClient, services } from '../support.ts';

const bulkRoute = 'POST /v1/blueprints/{blueprint}/entities/bulk';
const singleRoute = 'POST /v1/blueprints/{blueprint}/entities';

const inOrg = (...more: Parameters<typeof portAndClient>) => {
  const made = portAndClient(...more);
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

const named = (...indexes: number[]) => ({
  ok: true,
  entities: indexes.map((index) => ({ identifier: `service-${index}`, index, created: true })),
  errors: [],
});
const answers = (body: object, times = 1) => [
  { match: /entities\/bulk/, fault: { type: 'status' as const, status: 200, body }, times },
];

for (const [what, body] of [
  ['names fewer than were sent', named(1)],
  ['names none', named()],
  ['says only that it is ok', { ok: true }],
  ['has neither', {}],
  [
    'names another in its place',
    { ...named(), entities: [{ identifier: 'service-7', index: 0, created: true }] },
  ],
  ['names an index that was not sent', named(19)],
  ['is no list', { ok: true, entities: 'all', errors: [] }],
] as const) {
  test(`what an answer that ${what} leaves out is sent once more, and then written`, async () => {
    const { port, emulator, counts } = inOrg();
    emulator.faults = answers(body);
    const outcomes = await port.upsert('service', services(3), flags);
    assert.deepEqual(results(outcomes), ['written', 'written', 'written']);
    assert.equal(counts()[bulkRoute], 2);
  });

  test(`what an answer that ${what} leaves out twice counts as refused`, async () => {
    const { port, emulator, counts } = inOrg();
    emulator.faults = answers(body, 9);
    const outcomes = await port.upsert('service', services(3), flags);
    const refused = outcomes.filter((outcome) => outcome.result === 'refused');
    assert.equal(refused.length, what === 'names fewer than were sent' ? 2 : 3);
    for (const outcome of refused) assert.match(outcome.message, /without naming this entity/);
    assert.equal(counts()[bulkRoute], 2);
  });
}

test('an answer to a single entity that does not name it is no success either', async () => {
  for (const entity of [undefined, {}, { identifier: 'another' }]) {
    const { port, emulator, counts } = inOrg();
    emulator.faults = [
      { match: /entities\/bulk/, fault: { type: 'status', status: 422, body: { ok: false } }, times: 9 },
      { match: /entities$/, fault: { type: 'status', status: 200, body: { ok: true, entity } }, times: 9 },
    ];
    assert.deepEqual(results(await port.upsert('service', services(1), flags)), ['refused']);
    assert.equal(counts()[singleRoute], 2);
  }
});

test('of one entity sent twice, the later stays the last where the earlier is sent once more', async () => {
  const { port, emulator } = inOrg();
  emulator.faults = answers({
    ok: true,
    entities: [{ identifier: 'service-0', index: 1, created: true }],
    errors: [],
  });
  await port.upsert('service', [...services(1), ...services(1, { title: 'Later' })], flags);
  assert.equal(emulator.entity('service', 'service-0')?.title, 'Later');
});

/** An answer that puts off some of what was sent, while the emulator takes it all the same. */
const putOff = (statusCode: number, ...indexes: number[]) => ({
  ok: false,
  entities: [0, 1, 2]
    .filter((i) => !indexes.includes(i))
    .map((index) => ({ identifier: `service-${index}`, index, created: true })),
  errors: indexes.map((index) => ({
    identifier: `service-${index}`,
    index,
    statusCode,
    error: 'later',
    message: 'try later',
  })),
});

for (const status of [408, 423, 429, 500, 502, 503, 504]) {
  test(`an entity that Port answers with ${status} in its bulk is sent again, alone, until it is taken`, async () => {
    const { port, emulator, counts, clock } = inOrg();
    emulator.faults = [
      { match: /entities\/bulk/, fault: { type: 'status', status: 207, body: putOff(status, 0, 2) } },
      {
        match: /entities\/bulk/,
        fault: {
          type: 'status',
          status: 207,
          body: {
            ok: false,
            entities: [],
            errors: [0, 1].map((index) => ({ ...putOff(status, 0).errors[0], index })),
          },
        },
      },
    ];
    const began = clock.now();
    const outcomes = await port.upsert('service', services(3), flags);
    assert.deepEqual(results(outcomes), ['written', 'written', 'written']);
    assert.equal(counts()[bulkRoute], 3);
    assert.ok(clock.now() > began, 'after a wait');
  });

  test(`an entity that Port answers with ${status} for good is refused after some tries`, async () => {
    const { port, emulator, counts } = inOrg();
    emulator.faults = [
      {
        match: /entities\/bulk/,
        fault: { type: 'status', status: 207, body: putOff(status, 0, 1, 2) },
        times: 99,
      },
    ];
    const outcomes = await port.upsert('service', services(3), flags);
    assert.deepEqual(results(outcomes), ['refused', 'refused', 'refused']);
    assert.equal((outcomes[0] as { message: string }).message, 'try later');
    assert.equal(counts()[bulkRoute], 6);
  });
}

test('a whole bulk that Port answers as locked is sent again whole, not in halves', async () => {
  const { port, emulator, counts } = inOrg();
  const locked = { type: 'status' as const, status: 423, body: { ok: false, error: 'locked' } };
  emulator.faults = [{ match: /entities\/bulk/, fault: locked, times: 2 }];
  const outcomes = await port.upsert('service', services(8), flags);
  assert.deepEqual(new Set(results(outcomes)), new Set(['written']));
  assert.equal(counts()[bulkRoute], 3);
});

test('where waiting has been of no use for many bulks, the others are not held up by it', async () => {
  const { port, emulator, counts } = inOrg();
  emulator.faults = [
    { match: /entities\/bulk/, fault: { type: 'status', status: 207, body: putOff(500, 0) }, times: 9999 },
  ];
  for (let i = 0; i < 30; i += 1) await port.upsert('service', services(1), flags);
  assert.equal(counts()[bulkRoute], 20 * 6 + 10 * 2);
});

test('a run that is stopped does not wait for what Port put off', async () => {
  const stop = new AbortController();
  const { port, emulator } = inOrg({ client: { signal: stop.signal } });
  emulator.faults = [
    { match: /entities\/bulk/, fault: { type: 'status', status: 207, body: putOff(429, 1) }, times: 99 },
  ];
  stop.abort(new Error('stopped'));
  assert.deepEqual(results(await port.upsert('service', services(3), flags)), [
    'written',
    'unanswered',
    'written',
  ]);
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
