import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AzureDevOps, AzureDevOpsError, Page } from '../../../../src/azure-devops/types.ts';
import { EVERYTHING } from '../../../../src/kinds/read-scope.ts';
import { AbsentItem, type Node, type Source } from '../../../../src/kinds/types.ts';
import { createGoneMeanwhile } from '../../../../src/sync/read/gone-meanwhile.ts';

const notFound = new AzureDevOpsError('not found', {
  status: 404,
  cause: 'missing',
  call: { what: 'its branches', route: 'refs' },
  isOwn: true,
});
const project: Node = { item: { id: 'p' }, parent: undefined, ordinal: 0, position: 0 };
const nodes = Array.from(
  { length: 50 },
  (_, ordinal): Node => ({
    item: { id: `r${ordinal}` },
    parent: project,
    ordinal,
    position: 0,
  }),
);

/** Answers for all nodes, of which something was not found, and how often their list was read. */
async function asked(list: Pick<Source, 'readChosen'> & Pick<Source, 'read'>) {
  let reads = 0;
  const source: Source = {
    ...list,
    key: 'repositories',
    under: undefined,
    scope: 'Code (read)',
    read(parent, context) {
      reads += 1;
      return list.read(parent, context);
    },
  };
  const { isGone } = createGoneMeanwhile({
    devops: {} as AzureDevOps,
    scope: EVERYTHING,
    now: new Date(0),
    signal: new AbortController().signal,
  });
  const answers = await Promise.all(nodes.map((node) => isGone(source, node, notFound)));
  return { gone: answers.filter(Boolean).length, reads };
}

test('an item that its list does not have any more is gone', async () => {
  const { gone } = await asked({ async *read() {} });
  assert.ok(gone > 0);
});

test('a list that is not whole when it is read again proves nothing', async () => {
  const { gone } = await asked({
    // biome-ignore lint/correctness/useYield: an empty list
    async *read(_, context) {
      context.incomplete(new Error('some are missing'));
    },
  });
  assert.equal(gone, 0);
});

test('a list that still has its items is read ten times at the most, however many of them are not found', async () => {
  const items = nodes.map(({ item }) => item);
  const { gone, reads } = await asked({
    async *read() {
      yield new Page(items, 0);
    },
  });
  assert.deepEqual([gone, reads], [0, 10]);
});

test('a list that is read in full for want of an answer about one item is read fewer times', async () => {
  const { gone, reads } = await asked({
    async *read() {},
    async *readChosen(_, [chosen]) {
      yield new Page([new AbsentItem({ id: chosen?.id }, 'unknown')], 0);
    },
  });
  assert.deepEqual([gone, reads], [3, 3]);
});
