import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PendingEntity } from '../../../../../src/sync/load/pending-entity.ts';
import { inTopologicalOrder } from '../../../../../src/sync/load/write/dependency-order.ts';

const entity = (
  identifier: string,
  relations: Record<string, unknown> = {},
  blueprint = 'build',
): PendingEntity => ({
  target: 0,
  blueprint,
  slot: 0,
  fingerprint: 0,
  body: { identifier, blueprint, relations },
});

const relationsOf = () => ({
  previous: { target: 'build', many: false, required: false },
  projects: { target: 'project', many: true, required: false },
});

const ordered = (...pending: PendingEntity[]) =>
  inTopologicalOrder(pending, relationsOf).map((bulk) => bulk.pending.map((p) => p.body.identifier));

test('what an entity relates to comes before it, also across blueprints', () => {
  const pending = [
    entity('3', { previous: '2' }),
    entity('2', { previous: '1', projects: ['a', 'elsewhere'] }),
    entity('1', { previous: null, other: '3' }),
    entity('a', {}, 'project'),
  ];
  assert.deepEqual(ordered(...pending), [['1'], ['a'], ['2'], ['3']]);
});

test('members of a cycle come all the same, and before what relates to them', () => {
  const pending = [
    entity('behind', { previous: 'x' }),
    entity('x', { previous: 'y' }),
    entity('y', { previous: 'x' }),
    entity('self', { previous: 'self' }),
  ];
  const bulks = ordered(...pending);
  assert.deepEqual(bulks.flat().toSorted(), ['behind', 'self', 'x', 'y']);
  assert.deepEqual(bulks.at(-1), ['behind']);
});

test('a chain of very many is put in order too', () => {
  const many = 20_000;
  const chain = Array.from({ length: many }, (_, at) => entity(`${at}`, { previous: `${at + 1}` }));
  const bulks = ordered(...chain);
  assert.equal(bulks.length, many);
  assert.deepEqual([bulks[0], bulks.at(-1)], [[`${many - 1}`], ['0']]);
});
