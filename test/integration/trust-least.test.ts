import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmulatedRequest, Fault } from '../emulators/types.ts';
import { nothingDeleted, readInFull } from '../support/assertions.ts';
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
  [
    'columns of a board',
    [{ kind: 'board' }, { kind: 'column' }],
    /\/boards\/\{board\}$/,
    (board) => ({ ...board, columns: [] }),
  ],
  ...(['first', 'last'] as const).map((which): (typeof lists)[number] => [
    `columns of a board without its ${which} one`,
    [{ kind: 'board' }, { kind: 'column' }],
    /\/boards\/\{board\}$/,
    ({ columns, ...board }) => ({
      ...board,
      columns: (columns as object[]).filter((_, i, { length }) => i !== (which === 'first' ? 0 : length - 1)),
    }),
  ]),
  [
    'pages of a wiki that is listed without its type',
    [{ kind: 'wiki' }],
    /\/wiki\/wikis$/,
    ({ value: wikis }) => ({ value: wikis.map(({ type: _, ...wiki }) => wiki) }),
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

test('members of a group that come in two answers are all read, though one is all that anybody has seen', async () => {
  const scale = { projects: 1, users: 8, extraGroups: 1 };
  const product = createProduct({ organisation: { now: new Date(Date.UTC(2026, 0, 5)), scale } });
  product.port.seedBlueprints([blueprint]);
  const settings = {
    mapping: { from: 'inline' as const, text: documentOf([{ kind: 'group-member' }]) },
    initializePortResources: false,
  };
  await product.sync(settings);
  const before = product.port.entities();
  assert.ok(before.length > 1);
  const part = (isFirst: boolean): Fault => ({
    type: 'changed',
    name: 'a page',
    change: (right) => {
      const { value } = JSON.parse(`${right.body}`) as { value: unknown[] };
      const body = Buffer.from(JSON.stringify({ value: isFirst ? value.slice(0, 1) : value.slice(1) }));
      return {
        ...right,
        headers: { ...right.headers, ...(isFirst && { 'x-ms-continuationtoken': 'n' }) },
        body,
      };
    },
  });
  const asked = (isFirst: boolean) => ({
    match: ({ url }: EmulatedRequest, route: string) =>
      /memberships/.test(route) && url.searchParams.has('continuationToken') !== isFirst,
    fault: part(isFirst),
    times: Number.POSITIVE_INFINITY,
  });
  product.azureDevOps.faults = [asked(true), asked(false)];
  readInFull(await product.sync(settings));
  nothingDeleted(product.port, before, 'the rest of the members came in a second answer');
});
