import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzureDevOpsError, type AzureDevOpsErrorCause, Page } from '../../../../src/azure-devops/types.ts';
import type { ProjectNode } from '../../../../src/kinds/parents.ts';
import { EVERYTHING } from '../../../../src/kinds/read-scope.ts';
import type { WideList } from '../../../../src/kinds/support/wide-list.ts';
import { inOtherList } from '../../../../src/kinds/support/wide-list-doubts.ts';
import type { RawItem, ReadContext } from '../../../../src/kinds/types.ts';
import { createMemo } from '../../../../src/lib/async/memo.ts';

const organisation = { item: {}, parent: undefined, ordinal: 0, position: 0 };
const project = {
  item: { id: 'p' },
  parent: organisation,
  ordinal: 0,
  position: 0,
} as unknown as ProjectNode;
const context = () => ({ scope: EVERYTHING, once: createMemo() }) as unknown as ReadContext;

/** An item of a project's own list, looked for in a list for all that has some items and then ends or fails. */
const found = (items: readonly RawItem[], cause?: AzureDevOpsErrorCause) => {
  const list = {
    key: 'all',
    async *ofAll() {
      yield new Page(items, 0);
      if (cause) throw new AzureDevOpsError('it failed', { cause, call: { what: 'all', route: 'all' } });
    },
  } as unknown as WideList<RawItem>;
  return inOtherList(list, { id: 'R1' }, project, context());
};

test('an item is found in the list for all whatever the case of its id, and not where that one lacks it', async () => {
  assert.deepEqual(await found([{ id: 'r1' }]), { id: 'r1' });
  assert.equal(await found([{ id: 'r2' }]), undefined);
});

test('a list for all that fails for now is no list that lacks the item', async () => {
  await assert.rejects(found([{ id: 'r2' }], 'unavailable'), /it failed/);
});

test('a list for all that the credential may not read says what it gave', async () => {
  assert.deepEqual(await found([{ id: 'r1' }], 'permission'), { id: 'r1' });
  assert.equal(await found([{ id: 'r2' }], 'permission'), undefined);
});
