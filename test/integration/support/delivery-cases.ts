import assert from 'node:assert/strict';
import type { Organisation } from '../../emulators/azure-devops/index.ts';
import { changesOf } from '../../emulators/azure-devops/organisation/build-details.ts';
import { every, type OptionCase } from './option-cases.ts';
import type { Item } from './whole-items.ts';

const DAY = 86_400_000;

/** The newest of each parent's, so many of them and no others. */
const newest = (
  items: readonly Item[],
  most: number,
  all: readonly { id: number; parent: unknown; time: number }[],
) => {
  const latestFirst = [...all].sort((a, b) => b.time - a.time);
  const taken = latestFirst.filter(
    ({ parent }, at) => latestFirst.slice(0, at).filter((one) => one.parent === parent).length < most,
  );
  assert.ok(taken.length < all.length);
  assert.deepEqual(new Set(items.map(({ id }) => id)), new Set(taken.map(({ id }) => id)));
};

const since = (organisation: Organisation, days: number) => organisation.world.now - days * DAY;

const notOlder =
  (days: number, timeOf: (item: Item) => string) => (items: readonly Item[], organisation: Organisation) =>
    every(items, (item) => Date.parse(timeOf(item)) >= since(organisation, days));

const builds = (organisation: Organisation) => [...organisation.all('build')].map(({ item }) => item);
const releases = (organisation: Organisation) => [...organisation.all('release')].map(({ item }) => item);

const pipelines: readonly OptionCase[] = [
  {
    title: 'includeRepo gives each pipeline its own repository, and leaves out one whose definition is gone',
    kind: 'pipeline',
    options: { includeRepo: true },
    check: (items, organisation) => {
      const all = [...organisation.all('pipeline')].map(({ item }) => item);
      const known = all.filter(({ definitionIsGone }) => !definitionIsGone);
      assert.deepEqual([items.length, all.length - known.length], [known.length, 1]);
      for (const { id, project, repository } of known)
        assert.partialDeepStrictEqual(items.find((item) => item.id === id)?.__repository, {
          id: repository.id,
          type: repository.type,
          project: { id: project.id },
        });
      assert.ok(known.some(({ repository }) => repository.type === 'GitHub'));
    },
  },
  {
    title: 'maxResults runs of each pipeline',
    kind: 'pipeline-run',
    options: { maxResults: 2 },
    check: (items, organisation) =>
      newest(
        items,
        2,
        builds(organisation).map(({ id, pipeline, queued }) => ({ id, parent: pipeline, time: queued })),
      ),
  },
  {
    title: 'runs of the last days',
    kind: 'pipeline-run',
    options: { minTimeInDays: 30 },
    check: notOlder(30, ({ createdDate }) => createdDate),
  },
  {
    title: 'enrichWithFirstCommit: the earliest change, else the commit that was built, else nothing',
    kind: 'build',
    options: { enrichWithFirstCommit: true },
    check: (items, { world, people, ...organisation }) => {
      // The commit of a disabled repository is not shown, and its build is left as it is.
      assert.equal(items.length, organisation.expected('build') - 1);
      const forms = new Set<string>();
      const disabled = new Set(
        [...organisation.all('repository')].flatMap(({ item }) => (item.isDisabled ? item.id : [])),
      );
      for (const build of builds({ world, people, ...organisation })) {
        const changes = changesOf(world, people, build);
        const timed = changes.filter(({ timestamp }) => timestamp);
        const earliest = timed.sort((a, b) => Date.parse(`${a.timestamp}`) - Date.parse(`${b.timestamp}`))[0];
        const fromRepository = build.pipeline.repository.type === 'TfsGit';
        const first = items.find(({ id }) => id === build.id)?.__firstCommit;
        const isShown = fromRepository && !disabled.has(build.pipeline.repository.id);
        forms.add(earliest ? 'change' : isShown ? 'commit' : fromRepository ? 'disabled' : 'none');
        const isListed = items.some(({ id }) => id === build.id);
        if (!earliest && fromRepository) assert.equal(isListed, isShown);
        if (earliest)
          assert.partialDeepStrictEqual(first, { __sha: earliest.id, __commitCount: changes.length });
        else if (!isShown) assert.equal(first, undefined);
        else assert.partialDeepStrictEqual(first, { __sha: build.commit, __commitCount: 1 });
      }
      assert.deepEqual([...forms].sort(), ['change', 'commit', 'disabled', 'none']);
    },
  },
  {
    title: 'maxResults builds of each project',
    kind: 'build',
    options: { maxResults: 3 },
    check: (items, organisation) =>
      newest(
        items,
        3,
        builds(organisation).map(({ id, project, queued }) => ({ id, parent: project, time: queued })),
      ),
  },
  {
    title: 'stages of the builds of the last days',
    kind: 'pipeline-stage',
    options: { minTimeInDays: 10 },
    check: notOlder(10, ({ __build }) => __build.queueTime),
  },
  ...(['environments', 'artifacts', 'tags', 'variables'] as const).map((expand) => ({
    title: `expand ${expand} of releases`,
    kind: 'release',
    options: { expand },
    expected: {},
    check: (items: readonly Item[]) => every(items, (item) => expand in item),
  })),
  {
    title: 'filters of releases',
    kind: 'release',
    options: {
      statusFilter: 'active',
      tagFilter: ['hotfix'],
      sourceBranchFilter: 'refs/heads/main',
      expand: 'tags',
    },
    check: (items, organisation) => {
      const wanted = releases(organisation).filter(
        ({ status, tags, branch }) =>
          status === 'active' && tags.includes('hotfix') && branch === 'refs/heads/main',
      );
      assert.deepEqual(items.map(({ id }) => id).sort(), wanted.map(({ id }) => id).sort());
    },
  },
  {
    title: 'releases created between two times',
    kind: 'release',
    options: { minCreatedTime: '2025-11-01T00:00:00Z', maxCreatedTime: '2025-12-01T00:00:00Z' },
    check: (items) =>
      every(items, ({ createdOn }) => createdOn >= '2025-11' && createdOn <= '2025-12-01T00:00:01'),
  },
  {
    title: 'the newest releases of each project',
    kind: 'release',
    options: { maxResults: 3 },
    check: (items, organisation) =>
      newest(
        items,
        3,
        releases(organisation).map(({ id, project, created }) => ({ id, parent: project, time: created })),
      ),
  },
  {
    title: 'release definitions without what they are expanded with, and by tag',
    kind: 'release-definition',
    options: { expand: 'none', tagFilter: 'web' },
    check: (items, organisation) => {
      every(items, (item) => !('environments' in item));
      const tagged = [...organisation.all('release-definition')].filter(({ item }) =>
        item.tags.includes('web'),
      );
      assert.equal(items.length, tagged.length);
    },
  },
  {
    title: 'release deployments of the last days',
    kind: 'release-deployment',
    options: { minTimeInDays: 30 },
    check: notOlder(30, ({ lastModifiedOn }) => lastModifiedOn),
  },
];

const tests: readonly OptionCase[] = [
  {
    title: 'test runs without results, with coverage',
    kind: 'test-run',
    options: { includeResults: false, codeCoverage: { flags: 7 } },
    expected: {},
    check: (items) => {
      every(items, ({ __testResults }) => __testResults.length === 0);
      every(items, ({ build, __codeCoverage }) => Boolean(build?.id) === 'value' in __codeCoverage);
    },
  },
  {
    title: 'test runs of the last days',
    kind: 'test-run',
    options: { minTimeInDays: 20, includeResults: 'false' },
    check: notOlder(20, ({ lastUpdatedDate }) => lastUpdatedDate),
  },
];

export const deliveryCases: readonly OptionCase[] = [...pipelines, ...tests];
