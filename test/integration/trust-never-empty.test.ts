import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireResponse } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { mappingOf, onto, projects, trusted } from './support/trust.ts';

/** Lists of an organisation that have something in every organisation, and an answer that says that there is none. */
const lists = [
  ['the groups', onto('group', 'item', { identifier: '.descriptor' }), '/_apis/graph/groups', { value: [] }],
  [
    'the users',
    onto('user', 'item', { identifier: '.descriptor' }, { source: 'graph' }),
    '/_apis/graph/users',
    { count: 0, value: [] },
  ],
  [
    'the user entitlements',
    onto('user', 'item', { identifier: '.id' }),
    '/_apis/userentitlements',
    { items: [], members: [], totalCount: 0, continuationToken: null },
  ],
  [
    'the user entitlements',
    onto('user', 'item', { identifier: '.id' }, { apiVersion: '6.0-preview.3' }),
    '/_apis/userentitlements',
    { members: [], totalCount: 0 },
  ],
] as const;

for (const mode of ['sync', 'incremental'] as const)
  for (const [what, resource, route, none] of lists)
    test(`${what} of an organisation are never none, and such an answer deletes nothing: mode ${mode}, options ${JSON.stringify(resource.selector)}`, async () => {
      const product = trusted(
        { organisation: { scale: { projects: 2, users: 4 } } },
        mappingOf([projects, resource]),
      );
      await product.sync({ mode });
      const before = product.port.entities();
      assert.ok(before.length > 5);
      product.azureDevOps.faults = [
        {
          match: (_, label) => label === route,
          fault: { type: 'status', status: 200, body: none },
          times: Number.POSITIVE_INFINITY,
        },
      ];
      const { report } = await product.sync({ mode });
      nothingDeleted(product.port, before, what);
      assert.notEqual(report.run.status, 'succeeded');
      assert.match(
        report.problems[0]?.message ?? '',
        new RegExp(`Could not read ${what}: the list has none, and every organisation has some`),
      );
      product.azureDevOps.faults = [];
      assert.equal((await product.sync({ mode })).report.run.status, 'succeeded');
    });

test('users of a sort that nobody may be of are none: their list may be empty', async () => {
  const resource = onto(
    'user',
    'item',
    { identifier: '.descriptor' },
    { source: 'graph', subjectTypes: ['svc'] },
  );
  const product = trusted({ organisation: { scale: { projects: 1 } } }, mappingOf([projects, resource]));
  product.azureDevOps.faults = [
    {
      match: (_, label) => label === '/_apis/graph/users',
      fault: { type: 'status', status: 200, body: { value: [] } },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  assert.equal((await product.sync()).report.run.status, 'succeeded');
});

test('a folder is never empty: a list that has it alone says nothing of the files and folders in it', async () => {
  const product = trusted(
    { organisation: { scale: { projects: 1, repositoriesPerProject: 2 } } },
    mappingOf([
      onto(
        'file',
        'item',
        { title: 'null', identifier: '(.repo.id + "/" + .file.path) | @base64' },
        { files: { path: ['**/*.md'] } },
      ),
      onto(
        'folder',
        'item',
        { title: 'null', identifier: '(.__repository.id + .path) | @base64' },
        { folders: [{ path: 'docs/*' }, { path: '*' }] },
      ),
    ]),
  );
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  const before = product.port.entities();
  assert.ok(before.length > 5);
  product.azureDevOps.faults = [
    {
      match: /\/items$|\/itemsbatch$/,
      fault: { type: 'changed', name: 'the folder alone', change: (right) => withoutInside(right) },
      times: Number.POSITIVE_INFINITY,
    },
  ];
  const { report } = await product.sync();
  nothingDeleted(product.port, before, 'each list of a folder had the folder alone');
  assert.match(JSON.stringify(report.problems), /the answer has the folder alone, and nothing in it/);
  assert.match(JSON.stringify(report.problems), /the answer tells of 0 of 1 places/);
});

/** The first entry of each list of files and folders. */
const withoutInside = (right: WireResponse): WireResponse => {
  const { value, ...more } = JSON.parse(right.body.toString('utf8'));
  const [first] = value;
  const less = Array.isArray(first) ? value.map((one: unknown[]) => one.slice(0, 1)) : [first];
  return { ...right, body: Buffer.from(JSON.stringify({ ...more, count: less.length, value: less })) };
};
