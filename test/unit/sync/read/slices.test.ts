import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AzureDevOps, Page } from '../../../../src/azure-devops/types.ts';
import { EVERYTHING } from '../../../../src/kinds/read-scope.ts';
import { defineKind, type RawItem, type Source } from '../../../../src/kinds/types.ts';
import { readLists } from '../../../../src/sync/read/read-lists.ts';
import { planReads } from '../../../../src/sync/read/read-plan.ts';
import { slicesOf } from '../../../../src/sync/read/slices.ts';
import { mapping, resource } from '../support.ts';

const sizes = (items: readonly RawItem[]): number[] => [...slicesOf(items)].map(({ from, to }) => to - from);
const carrying = (parent: unknown, count: number): RawItem[] =>
  Array.from({ length: count }, (_, id) => ({ id, __parent: parent }));

describe('the items of a page that are mapped together', () => {
  it('a page as the service gives them is one slice', () => {
    assert.deepEqual(sizes([]), []);
    assert.deepEqual(sizes(carrying({ id: 'p', description: 'd'.repeat(4000) }, 1000)), [1000]);
    assert.deepEqual(sizes(Array.from({ length: 2001 }, (_, id) => ({ id }))), [1000, 1000, 1]);
  });

  it('the heavier what each carries, the fewer they are', () => {
    const states = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`Type ${i}`, 'New']));
    const heavy: [string, unknown][] = [
      ['a text', { text: 't'.repeat(2_000_000) }],
      ['many names', { states }],
      ['a long list', { list: Array.from({ length: 2_000_000 }, () => 0) }],
    ];
    for (const [what, parent] of heavy) {
      const found = sizes(carrying(parent, 20));
      assert.ok(Math.max(...found) <= 5 && Math.min(...found) >= 2, `${what}: ${found}`);
    }
    assert.deepEqual(sizes(carrying('a text of its own'.repeat(1e6), 20)), [20]);
    assert.deepEqual(sizes(carrying({ text: 't'.repeat(20_000_000) }, 3)), [1, 1, 1]);
    assert.deepEqual(sizes(carrying(null, 3)), [3]);
  });

  it('what is nested deeper than the stack goes is weighed too', () => {
    let nested: unknown = 't'.repeat(5_000_000);
    for (let depth = 0; depth < 200_000; depth += 1) nested = [nested];
    assert.deepEqual(sizes(carrying({ nested }, 3)), [1, 1, 1]);
  });

  it('between two of them the event loop goes on, so that a run hears its time limit', async () => {
    const parent = { text: 't'.repeat(4_000_000) };
    const list: Source<RawItem> = {
      key: 'list',
      under: undefined,
      async *read() {
        yield new Page(
          Array.from({ length: 100 }, (_, id) => ({ id })),
          1,
        );
      },
    };
    const kind = defineKind({
      name: 'kind',
      summary: '',
      scope: 'Code (read)',
      options: {},
      docs: { requests: '', fields: {} },
      source: () => list,
      items: async (nodes) => nodes.map(({ item }) => ({ ...item, __parent: parent })),
    });
    const stop = new AbortController();
    const delivered: number[] = [];
    const reading = readLists(
      planReads(mapping([resource(0, 'kind', [{}])]), new Map([['kind', kind]])),
      {
        devops: {
          organisation: { url: 'https://dev.azure.com/contoso', name: 'contoso', hosting: 'services' },
        } as AzureDevOps,
        index: 0,
        scope: EVERYTHING,
        now: new Date(0),
        signal: stop.signal,
        parallel: 1,
      },
      {
        async deliver(_resource, items, ordinals, projects) {
          stop.signal.throwIfAborted();
          assert.deepEqual([ordinals.length, projects.length], [items.length, items.length]);
          if (delivered.push(items.length) === 3) setImmediate(() => stop.abort(new Error('time is up')));
        },
        async deliverPartial() {},
        listCompleted() {},
        incomplete() {},
        note() {},
        warn() {},
      },
    );
    await assert.rejects(reading, /time is up/);
    assert.ok(delivered.length <= 4, String(delivered));
    assert.ok(Math.max(...delivered) <= 2, String(delivered));
  });
});
