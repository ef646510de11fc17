import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatedRequest, Fault } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { createProduct } from './product.ts';
import { blueprint, documentOf, type Wanted } from './support/resources.ts';

type Change = (answer: { value: Record<string, unknown>[] } & Record<string, unknown>) => object;

const changed = (change: Change): Fault => ({
  type: 'changed',
  name: 'less than there is',
  change: (right) => ({ ...right, body: Buffer.from(JSON.stringify(change(JSON.parse(`${right.body}`)))) }),
});

const empty: Change = () => ({ count: 0, value: [] });

/** Lists that have something for certain: what, the kinds that hang on them, their route, and less than there is. */
const lists: readonly [what: string, kinds: readonly Wanted[], route: RegExp, change: Change][] = [
  ['branches of a repository that names a default one', [{ kind: 'branch' }], /\/refs$/, empty],
  [
    'branches without the default one',
    [{ kind: 'branch' }],
    /\/refs$/,
    ({ value }) => {
      const others = value.filter(({ name }) => !/\/(?:main|master|trunk)$/.test(`${name}`));
      return { count: others.length, value: others };
    },
  ],
];

for (const [what, kinds, route, change] of lists)
  test(`a list that shows less than there is for certain deletes nothing: ${what}`, async () => {
    const scale = { projects: 1, repositoriesPerProject: 2, branchesPerRepository: 3, teamsPerProject: 1 };
    const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
    product.port.seedBlueprints([blueprint]);
    const settings = {
      mapping: { from: 'inline' as const, text: documentOf(kinds) },
      initializePortResources: false,
    };
    const first = await product.sync(settings);
    assert.equal(first.report.run.status, 'succeeded', JSON.stringify(first.report.problems));
    const before = product.port.entities();
    assert.ok(before.length > 0);
    const match = (_: EmulatedRequest, asked: string) => route.test(asked);
    product.azureDevOps.faults = [{ match, fault: changed(change), times: Number.POSITIVE_INFINITY }];
    const { report } = await product.sync(settings);
    nothingDeleted(product.port, before, `the list has ${what}`);
    assert.notEqual(report.run.status, 'succeeded');
    assert.ok(report.problems.every(({ hint }) => hint));
  });
