import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changeFeeds } from '../../../../src/kinds/changes/registry.ts';
import type { ItemPath } from '../../../../src/kinds/item-selection.ts';
import type { Organisation } from '../../../emulators/azure-devops/index.ts';
import { asFaults, type Lie, lies } from './support/lies.ts';
import { type Discovered, readFeed } from './support/read-feed.ts';

/** Something of all that feeds tell of has changed, and some of it is gone. */
function changed(organisation: Organisation): void {
  organisation.change({ kinds: ['branch', 'file', 'wiki-page'], share: 1, seed: 1 });
  organisation.remove({ kinds: ['work-item'], share: 0.1, seed: 2 });
}

const told = ({ paths, standing }: Discovered): readonly ItemPath[] => [...paths, ...standing];

/** Whether an item is read again where the others are: as one of them, or as what is below one. */
function isCovered({ steps }: ItemPath, by: readonly ItemPath[]): boolean {
  const same = (a: (typeof steps)[number] | undefined, b: (typeof steps)[number]) =>
    a?.list === b.list && (b.id === undefined || String(a.id) === String(b.id)) && a.by === b.by;
  return by.some(
    (one) =>
      one.steps.every((step, i) => same(steps[i], step)) && (!one.alone || one.steps.length === steps.length),
  );
}

const nameOf = (some: readonly Lie[]): string =>
  some.map(({ name, route, skip, times }) => `${name} (route ${route}, ${times} after ${skip})`).join('; ');

describe('a list of changes of which answers lie', () => {
  for (const feed of changeFeeds)
    it(`holds its cursor, or tells all that changed, in a bounded number of requests: ${feed.name}`, async () => {
      const truth = await readFeed(feed, [], changed);
      assert.ok(truth.isWhole && told(truth).length > 0);
      let held = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(lies, { minLength: 1, maxLength: 2 }), async (some) => {
          const found = await readFeed(feed, asFaults(some, truth.routes), changed);
          assert.ok(found.requests < 4 * truth.requests + 120, `${found.requests} requests: ${nameOf(some)}`);
          assert.equal(found.isWhole, found.failures === 0);
          if (!found.isWhole) held += 1;
          else
            for (const one of told(truth))
              assert.ok(isCovered(one, told(found)), `${JSON.stringify(one)} is lost: ${nameOf(some)}`);
        }),
        { numRuns: Number(process.env.RUNS ?? 60), seed: 5 },
      );
      assert.ok(held > 5, `${held} held`);
    });
});
