import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../../src/check/trial.ts';
import type { EntityBody, MappedItem } from '../../../src/mapping/types.ts';
import { createCounters } from '../../../src/report/counters/counters.ts';
import { mapping, resource } from '../sync/support.ts';

test('what a sample of any size became is shown in part', async () => {
  const tried = resource(0, 'repository', [{}]);
  const body = {
    identifier: 'web',
    blueprint: 'service',
    title: 'x '.repeat(1_000_000),
    properties: { list: Array(100_000).fill({ a: 1 }), text: 'short', none: null },
  } as unknown as EntityBody;
  const mapped: MappedItem[] = [
    { outcomes: [{ result: 'mapped', entities: [{ mapping: 0, key: 'web', blueprint: 'service', body }] }] },
  ];
  const result = await trial(
    tried,
    { from: 'own', items: [{ id: 1 }] },
    { map: async () => mapped },
    createCounters(mapping([tried])),
  );
  const [entity] = result.entities as { identifier: string; title: string; properties: object }[];
  assert.equal(entity?.identifier, 'web');
  assert.ok((entity?.title ?? '').length <= 1_000);
  assert.deepEqual(entity?.properties, { list: '… (too large to be shown)', text: 'short', none: null });
});
