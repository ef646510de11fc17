import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Wanted } from '../../../../src/port/types.ts';
import { oceanDatasource } from '../../../emulators/port/emulator.ts';
import type { Fault } from '../../../emulators/types.ts';
import { blueprint, identifier, portAndClient } from '../support.ts';

const ACROSS = 'POST /v1/entities/search';
const OWN = 'POST /v1/blueprints/{blueprint}/entities/search';
const onAcross = (_: unknown, route: string) => route === '/v1/entities/search';
const names = ['team', 'service', 'member'];
const include = ['title', 'properties.count', 'updatedAt'];

const entitiesOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    identifier: `${name}-${i}`,
    blueprint: name,
    title: `${name} ${i}`,
    properties: { count: i },
  }));

/** An organisation with so many entities of each blueprint. */
const inOrg = (...counts: number[]) => {
  const made = portAndClient();
  made.emulator.seedBlueprints(names.map((name) => blueprint(name)));
  for (const [i, count] of counts.entries())
    made.emulator.seedEntities(oceanDatasource(identifier), entitiesOf(names[i] as string, count));
  return made;
};

/** Entities wanted of each blueprint, by their numbers. */
const wanted = (...counts: number[]): Wanted[] =>
  counts.map((count, i) => ({
    blueprint: names[i] as string,
    identifiers: entitiesOf(names[i] as string, count).map((entity) => entity.identifier),
    include,
  }));

type Found = Awaited<ReturnType<ReturnType<typeof portAndClient>['port']['searchOwnedAcross']>>;
const told = (found: Found) =>
  [...found.values()].flat().map((entity) => `${entity.blueprint}/${entity.identifier}`);

test('entities of several blueprints are one request, each with what is compared and when it was written', async () => {
  const { port, emulator, counts } = inOrg(2, 3);
  const found = await port.searchOwnedAcross(wanted(2, 3));
  assert.deepEqual(counts(), { [ACROSS]: 1 });
  assert.deepEqual([...found.keys()], ['team', 'service']);
  assert.deepEqual(told(found), [
    'team/team-0',
    'team/team-1',
    'service/service-0',
    'service/service-1',
    'service/service-2',
  ]);
  const [entity] = found.get('service') ?? [];
  assert.deepEqual([entity?.title, entity?.properties], ['service 0', { count: 0 }]);
  assert.equal(entity?.updatedAt, emulator.entity('service', 'service-0')?.updatedAt);
});

test('entities of one blueprint are asked for in its own search', async () => {
  const { port, counts } = inOrg(3);
  assert.equal(told(await port.searchOwnedAcross(wanted(3))).length, 3);
  assert.deepEqual(counts(), { [OWN]: 1 });
});

test('200 of one blueprint are a request to its own search, and what is left over is packed by 200', async () => {
  const { port, counts } = inOrg(450, 150, 60);
  assert.equal(told(await port.searchOwnedAcross(wanted(450, 150, 60))).length, 660);
  // 450 = 2 × 200 + 50; 50 and 150 are together, so that 60 are alone.
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 3 });
});

test('what the answer lacks is asked for in the own search of its blueprint', async () => {
  const { port, emulator, counts } = inOrg(2, 3, 1);
  emulator.edit('service', 'service-1', {}, 'UI');
  const found = await port.searchOwnedAcross(wanted(3, 3, 1));
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 2 });
  assert.equal(told(found).length, 5);
  const asked = emulator.requests.filter(({ route }) => route.includes('{blueprint}'));
  assert.ok(asked.every(({ requestBody }) => /"value":\["(team-2|service-1)"\]/.test(requestBody)));
});

test('a blueprint of which something was new the last time is asked by itself, until nothing is', async () => {
  const { port, counts } = inOrg(2, 3);
  await port.searchOwnedAcross(wanted(3, 4));
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 2 });
  await port.searchOwnedAcross(wanted(3, 3));
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 4 });
  await port.searchOwnedAcross(wanted(2, 3));
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 6 });
  assert.equal(told(await port.searchOwnedAcross(wanted(2, 3))).length, 5);
  assert.deepEqual(counts(), { [ACROSS]: 2, [OWN]: 6 });
});

test('an entity that the answer left out is found all the same', async () => {
  const { port, emulator } = inOrg(2, 3);
  emulator.faults = [{ match: onAcross, fault: lessOne, times: Infinity }];
  assert.equal(told(await port.searchOwnedAcross(wanted(2, 3))).length, 5);
});

type Answer = Record<string, unknown> & { entities: Record<string, unknown>[] };

const changed = (name: string, change: (answer: Answer) => void): Fault => ({
  type: 'changed',
  name,
  change: (response) => {
    const answer = JSON.parse(response.body.toString());
    change(answer);
    return { ...response, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
  },
});

const lessOne = changed('one less', ({ entities }) => void entities.pop());

const doubtful: Record<string, Fault> = {
  'says that it failed': changed('ok', (answer) => {
    answer.ok = false;
  }),
  'says nothing of its success': changed('ok', (answer) => {
    delete answer.ok;
  }),
  'names blueprints that could not be searched': changed('failed', (answer) => {
    answer.failedBlueprints = ['member'];
  }),
  'has a page behind it': changed('next', (answer) => {
    answer.next = 'x';
  }),
  'has no list': changed('list', (answer) => {
    answer.entities = {} as never;
  }),
  'has an entity that was not asked for': changed('other', ({ entities }) => {
    Object.assign(entities[0] as object, { identifier: 'another' });
  }),
  'has one of another blueprint': changed('blueprint', ({ entities }) => {
    Object.assign(entities[0] as object, { blueprint: 'member' });
  }),
  'does not tell a blueprint': changed('no blueprint', ({ entities }) => {
    delete entities[0]?.blueprint;
  }),
  'has an entity twice': changed('twice', ({ entities }) => {
    entities.push(entities[0] as Record<string, unknown>);
  }),
  'does not tell when one was written': changed('time', ({ entities }) => {
    delete entities[0]?.updatedAt;
  }),
  'tells no properties of one': changed('properties', ({ entities }) => {
    delete entities[0]?.properties;
  }),
  'tells no relations of one': changed('relations', ({ entities }) => {
    delete entities[0]?.relations;
  }),
  'is no JSON': { type: 'status', status: 200, body: '<html>' },
  'is empty': { type: 'status', status: 200, body: '' },
  ...Object.fromEntries(
    [400, 403, 404, 405, 413, 422, 500, 504].map((status) => [
      `is a ${status}`,
      { type: 'status', status, body: { ok: false, error: 'x', message: 'x' } } as const,
    ]),
  ),
};

for (const [what, fault] of Object.entries(doubtful))
  test(`where the answer ${what}, the blueprints are asked one by one, from then on`, async () => {
    const { port, emulator, counts, log } = inOrg(2, 3);
    emulator.faults = [{ match: onAcross, fault, times: Infinity }];
    const expected = [
      'team/team-0',
      'team/team-1',
      'service/service-0',
      'service/service-1',
      'service/service-2',
    ];
    assert.deepEqual(told(await port.searchOwnedAcross(wanted(2, 3))), expected);
    assert.equal(counts()[OWN], 2);
    assert.equal(log.lines.filter((line) => line.startsWith('debug: ')).length, 1);
    const { [ACROSS]: tries } = counts();
    assert.deepEqual(told(await port.searchOwnedAcross(wanted(2, 3))), expected);
    assert.deepEqual(counts(), { [ACROSS]: tries, [OWN]: 4 });
  });

test('where the answer is larger than one may be, the blueprints are asked one by one', async () => {
  const { port, emulator, counts } = portAndClient({ client: { maxAnswerBytes: 100 } });
  emulator.seedBlueprints(names.map((name) => blueprint(name)));
  assert.deepEqual(told(await port.searchOwnedAcross(wanted(2, 3))), []);
  assert.deepEqual(counts(), { [ACROSS]: 1, [OWN]: 2 });
});

test('a service that is given up, and credentials that are refused, end it', async () => {
  const { port, emulator, counts } = inOrg(2, 3);
  emulator.faults = [{ match: onAcross, fault: { type: 'status', status: 401 }, times: Infinity }];
  await assert.rejects(port.searchOwnedAcross(wanted(2, 3)), { likelyCause: 'credential' });
  assert.equal(counts()[OWN], undefined);
});
