import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipOf } from '../../../emulators/azure-devops/service/zip.ts';
import type { FaultRule, WireResponse } from '../../../emulators/types.ts';
import { readEmulated, total, without } from '../support/emulated.ts';

const ZIP = 'POST /{project}/_apis/git/repositories/{repository}/blobs';
const ITEMS = 'GET /{project}/_apis/git/repositories/{repository}/items';
const wanted = [{ kind: 'file', files: { path: ['**/*', 'README.md'] } }];
const scale = { projects: 2, repositoriesPerProject: 6 };

const changing = (change: (right: WireResponse) => WireResponse): FaultRule => ({
  match: (_, route) => `POST ${route}` === ZIP,
  fault: { type: 'changed', name: 'another zip', change },
  times: Number.POSITIVE_INFINITY,
});

describe('contents of many files in one zip', () => {
  for (const seed of [1, 2, 3])
    it(`are item by item those that are read singly: seed ${seed}`, async () => {
      const options = { seed, scale, hostile: seed === 2 };
      const one = await readEmulated(wanted, options);
      const each = await readEmulated(wanted, { ...options, faults: [without(ZIP)] });
      assert.deepEqual(each.incomplete.flat(), []);
      assert.ok((one.items[0]?.length ?? 0) > 50);
      assert.deepEqual(one.items, each.items);
      assert.deepEqual(one.notes.toSorted(), each.notes.toSorted());
      assert.ok(total(one.counts) * 3 < total(each.counts));
    });

  it('leave a file that is too large to be read for itself', async () => {
    const { counts, organisation } = await readEmulated(wanted, { scale });
    const pushed = [...organisation.all('repository')].filter(
      ({ item }) => item.defaultBranch && !item.isDisabled,
    );
    assert.equal(counts[ZIP], pushed.length);
    assert.equal(counts[ITEMS], 1);
  });

  for (const [words, change] of [
    ['is cut', (right: WireResponse) => ({ ...right, body: right.body.subarray(0, right.body.length / 2) })],
    ['is none', (right: WireResponse) => ({ ...right, body: Buffer.from('<html>') })],
    ['has nothing', (right: WireResponse) => ({ ...right, body: zipOf([]) })],
    [
      'has other contents than their names say',
      (right: WireResponse) => {
        const name = right.body.subarray(30, 70).toString();
        return { ...right, body: zipOf([[name, Buffer.from('another')]]) };
      },
    ],
    ['is of another type', (right: WireResponse) => ({ ...right, headers: { 'content-type': 'text/html' } })],
  ] as const)
    it(`are read singly where the zip ${words}`, async () => {
      const right = await readEmulated(wanted, { scale });
      const { items, incomplete, partial, counts } = await readEmulated(wanted, {
        scale,
        faults: [changing(change)],
      });
      assert.deepEqual([incomplete.flat(), partial], [[], []]);
      assert.deepEqual(items, right.items);
      // An answer that is no zip is asked for again, as any answer of another type is.
      assert.ok((counts[ZIP] ?? 0) < 5);
    });
});
