import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from '../../../src/azure-devops/types.ts';
import { column } from '../../../src/kinds/column.ts';
import type { BoardNode } from '../../../src/kinds/parents.ts';
import type { RawItem, ReadContext, Source } from '../../../src/kinds/types.ts';
import { createFake } from './support/fake.ts';
import { BOARD, COLUMNS, organisation } from './support/organisation.ts';
import { readAll } from './support/read.ts';

const TYPES = 12_345;
const stateMappings = Object.fromEntries(Array.from({ length: TYPES }, (_, i) => [`T${i}`, 'New']));
const columns = [{ id: 'c0', name: 'Many', stateMappings }, ...COLUMNS];

describe('a board whose columns map thousands of types', () => {
  it('has an item for each, in the order of the board', async () => {
    const board = '/p1/t1/_apis/work/boards/b1';
    const items = await readAll(createFake({ ...organisation(), [board]: { ...BOARD, columns } }), 'column');
    assert.deepEqual(
      items.map(({ name, __stateType }) => [name, __stateType]),
      [...Object.keys(stateMappings).map((type) => ['Many', type]), ['New', 'Bug'], ['New', 'Story']],
    );
  });

  it('is read in pages that weigh what the answer does, and not as often as there are items', async () => {
    const source = column.source({}) as Source<RawItem, BoardNode>;
    const node = { item: { ...BOARD, columns } } as unknown as BoardNode;
    const answer = JSON.stringify(columns).length;
    let items = 0;
    for await (const page of source.read(node, {} as ReadContext) as AsyncIterable<Page<RawItem>>) {
      assert.ok(page.items.length <= 1000, String(page.items.length));
      assert.equal(page.bytes, answer);
      items += page.items.length;
    }
    assert.equal(items, TYPES + 2);
  });
});
