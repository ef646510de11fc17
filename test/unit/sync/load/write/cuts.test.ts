import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CUT_MARK } from '../../../../../src/port/entities/fit.ts';
import { blueprint } from '../../../port/support.ts';
import { createCatalogSync } from '../../catalog-sync.ts';
import { mapped, mapping, resource } from '../../support.ts';

const repo = blueprint('repo', { readme: { type: 'string', format: 'markdown' } });
const branch = blueprint('branch', {}, { repo: { target: 'repo', many: false, required: true } });
const repos = resource(0, 'repository', [{ blueprint: '"repo"', title: '.n', properties: { readme: '.r' } }]);
const branches = resource(1, 'branch', [{ blueprint: '"branch"', relations: { repo: '.r' } }]);
const both = mapping([repos, branches]);
const withReadme = (key: string, readme: string) => ({
  outcomes: [
    {
      result: 'mapped' as const,
      entities: [
        {
          mapping: 0,
          key,
          blueprint: 'repo',
          body: { identifier: key, blueprint: 'repo', title: key, properties: { readme } },
        },
      ],
    },
  ],
});
const arrivals = [
  {
    resource: repos,
    items: [
      withReadme('big', 'ü'.repeat(700_000)),
      withReadme('small', 'short'),
      withReadme('huge', 'x'.repeat(5_000_000)),
    ],
  },
  { resource: branches, items: [mapped('main', { blueprint: 'branch', relations: { repo: 'big' } })] },
];

for (const [what, bodyLimit] of [
  ['1 MiB', undefined],
  ['less than it says', 200_000],
] as const)
  test(`a text longer than Port takes (${what}) is cut with a mark, told, and not written again`, async () => {
    const { port, sync } = createCatalogSync([repo, branch], bodyLimit === undefined ? {} : { bodyLimit });
    const { counters, resources } = await sync(both, { arrivals });
    assert.deepEqual([resources[0]?.created, resources[0]?.refused], [3, 0]);
    assert.deepEqual(counters.problems, []);
    for (const key of ['big', 'huge']) {
      const readme = String(port.entity('repo', key)?.properties.readme);
      assert.ok(readme.endsWith(CUT_MARK));
      assert.ok(Buffer.byteLength(readme) > (bodyLimit ?? 1_048_576) / 2 - 70_000);
      assert.equal(port.entity('repo', key)?.title, key);
    }
    assert.equal(port.entity('repo', 'small')?.properties.readme, 'short');
    assert.equal(counters.warnings.length, 1);
    assert.match(
      counters.warnings[0] ?? '',
      /properties\.readme of 2 of its entities, e\.g\. "big", is cut with a mark/,
    );

    const { writes } = port;
    const again = await sync(both, { arrivals });
    assert.equal(port.writes, writes);
    assert.deepEqual([again.resources[0]?.unchanged, again.resources[0]?.updated], [3, 0]);
    assert.deepEqual(again.changes, []);
    assert.match(again.counters.warnings[0] ?? '', /is cut with a mark/);
  });

test('a text that changed before the cut is written, one that changed behind it is not', async () => {
  const { port, sync } = createCatalogSync([repo]);
  const run = (readme: string) =>
    sync(mapping([repos]), { arrivals: [{ resource: repos, items: [withReadme('big', readme)] }] });
  await run(`a${'x'.repeat(2_000_000)}`);
  const before = await run(`b${'x'.repeat(2_000_000)}`);
  assert.equal(before.resources[0]?.updated, 1);
  assert.match(String(port.entity('repo', 'big')?.properties.readme), /^bx/);
  const behind = await run(`b${'x'.repeat(2_000_000)}y`);
  assert.equal(behind.resources[0]?.updated, 0);
});

test('an entity that is too large without a long text is refused and told', async () => {
  const { sync } = createCatalogSync([blueprint('repo', { list: { type: 'array' } })]);
  const listed = resource(0, 'repository', [{ blueprint: '"repo"', properties: { list: '.l' } }]);
  const item = withReadme('big', '');
  const body = { identifier: 'big', blueprint: 'repo', properties: { list: Array(400_000).fill(1234) } };
  Object.assign(item.outcomes[0]?.entities[0] ?? {}, { body });
  const { resources, counters } = await sync(mapping([listed]), {
    arrivals: [{ resource: listed, items: [item] }],
  });
  assert.equal(resources[0]?.refused, 1);
  assert.match(counters.problems[0]?.message ?? '', /too large/);
});
