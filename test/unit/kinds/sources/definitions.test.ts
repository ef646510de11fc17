import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FaultRule, WireResponse } from '../../../emulators/types.ts';
import { readEmulated, total, without } from '../support/emulated.ts';

const LIST = 'GET /{project}/_apis/build/definitions';
const SINGLE = 'GET /{project}/_apis/build/definitions/{definition}';
const wanted = [{ kind: 'pipeline', includeRepo: true }];

const changing = (change: (definition: Record<string, unknown>) => object): FaultRule => ({
  match: (_, route) => `GET ${route}` === LIST,
  fault: {
    type: 'changed',
    name: 'other definitions',
    change(right: WireResponse) {
      const { count, value } = JSON.parse(right.body.toString());
      return { ...right, body: Buffer.from(JSON.stringify({ count, value: value.map(change) })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

describe('definitions of pipelines by their ids', () => {
  for (const seed of [1, 2, 3])
    for (const pipelinesPerProject of [1, 2, 60])
      it(`give item by item what each alone gives: seed ${seed}, ${pipelinesPerProject} a project`, async () => {
        const options = { seed, scale: { projects: 3, pipelinesPerProject } };
        const many = await readEmulated(wanted, options);
        const each = await readEmulated(wanted, { ...options, faults: [without(LIST)] });
        assert.deepEqual(each.incomplete.flat(), []);
        assert.ok((many.items[0] ?? []).some(({ __repository }) => __repository));
        assert.deepEqual(many.items, each.items);
        assert.deepEqual(many.partial, each.partial);
        assert.deepEqual(many.notes, each.notes);
        assert.ok(pipelinesPerProject === 1 || total(many.counts) < total(each.counts));
      });

  it('are one request for 50, and one more for the first and for each that is gone', async () => {
    const { counts, notes } = await readEmulated(wanted, { scale: { projects: 2, pipelinesPerProject: 60 } });
    const gone = notes.filter((note) => /definition of a pipeline is gone/.test(note)).length;
    assert.equal(counts[LIST], 4);
    assert.equal(counts[SINGLE], 1 + gone);
  });

  for (const [words, change] of [
    ['are references alone', ({ repository: _, ...reference }: Record<string, unknown>) => reference],
    ['have another repository', (one: object) => ({ ...one, repository: { id: 'another' } })],
    ['are of another shape', () => ({ id: 'none' })],
  ] as const)
    it(`are read one by one where those of the list ${words}`, async () => {
      const right = await readEmulated(wanted);
      const { items, incomplete } = await readEmulated(wanted, { faults: [changing(change)] });
      assert.deepEqual(incomplete.flat(), []);
      assert.deepEqual(items, right.items);
    });
});
