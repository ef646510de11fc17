import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Organisation } from '../../../emulators/azure-devops/index.ts';
import { type EmulatedOptions, readEmulated, total, without } from '../support/emulated.ts';
import type { Wanted } from '../support/read.ts';

const WIDE = 'GET /{project}/_apis/git/pullrequests';
const SINGLE = 'GET /{project}/_apis/git/repositories/{repository}/pullrequests';
const kind = 'pull-request';
const two = [
  { kind, minTimeInDays: 5, maxResults: 3 },
  { kind, minTimeInDays: 900 },
];

const forbid = (organisation: Organisation, slots: readonly number[]) => {
  for (const slot of slots)
    organisation.find('repository', (one) => one.slot === slot).update({ isForbidden: true });
};

/** Items by one list a project, and by one for each repository. */
async function both(wanted: readonly Wanted[], options: EmulatedOptions = {}) {
  const wide = await readEmulated(wanted, options);
  const single = await readEmulated(wanted, {
    ...options,
    faults: [without(WIDE), ...(options.faults ?? [])],
  });
  return { wide, single };
}

describe('pull requests by project', () => {
  for (const seed of [1, 2, 3])
    for (const pullRequestsPerRepository of [0, 1, 8, 41])
      it(`are item by item those of each repository: seed ${seed}, ${pullRequestsPerRepository} each`, async () => {
        const scale = { projects: 3, repositoriesPerProject: 1 + 2 * seed, pullRequestsPerRepository };
        const { wide, single } = await both(two, { seed, scale, hostile: seed === 2 });
        assert.deepEqual(single.incomplete.flat(), []);
        assert.deepEqual(wide.items, single.items);
        assert.deepEqual(wide.incomplete, single.incomplete);
        assert.ok(pullRequestsPerRepository === 0 || (wide.items[1]?.length ?? 0) > 0);
        assert.ok(total(wide.counts) < total(single.counts));
      });

  it('are those of each repository where the service cuts its pages', async () => {
    const { wide, single } = await both(two, {
      scale: { projects: 2, pullRequestsPerRepository: 30 },
      pageSizes: { skip: 7 },
    });
    assert.deepEqual(wide.items, single.items);
  });

  it('are asked of a repository itself where more are closed than are wanted', async () => {
    const wanted = [{ kind, minTimeInDays: 900, maxResults: 2 }];
    const { wide, single } = await both(wanted, {
      scale: { projects: 1, repositoriesPerProject: 4, pullRequestsPerRepository: 9 },
    });
    assert.deepEqual(wide.items, single.items);
    assert.ok((wide.counts[SINGLE] ?? 0) > 0);
  });

  it('are not read by project where it has one enabled repository', async () => {
    const { counts } = await readEmulated([{ kind }], { scale: { projects: 2, repositoriesPerProject: 1 } });
    assert.equal(counts[WIDE], undefined);
  });

  it('are read by repository from the second project on, where the service does not have the list', async () => {
    const { counts } = await readEmulated([{ kind }], {
      faults: [without(WIDE)],
      scale: { projects: 9 },
    });
    assert.ok((counts[WIDE] ?? 0) <= 4 * 3, 'as many as are asked for at a time');
  });

  it('of a repository that may not be read are not none: its own list says so', async () => {
    const wanted = [{ kind }];
    const { wide, single } = await both(wanted, {
      scale: { projects: 1 },
      prepare: (organisation) => forbid(organisation, [0, 3]),
    });
    const reasons = (read: typeof wide) =>
      [...new Set(read.incomplete.flat().map((text) => text.slice(0, 90)))].sort();
    assert.equal(reasons(wide).length, 2);
    assert.ok(wide.incomplete.flat().every((reason) => /TF401027/.test(reason)));
    assert.deepEqual(wide.items, single.items);
  });

  it('of disabled repositories are left out, though their project’s list has them', async () => {
    const { items, organisation } = await readEmulated([{ kind, minTimeInDays: 900 }], {
      scale: { projects: 1 },
    });
    const disabled = organisation.find('repository', ({ isDisabled }) => isDisabled).item;
    assert.ok(disabled.pullRequests.size() > 0);
    assert.ok(items.flat().every(({ repository }) => (repository as { id: string }).id !== disabled.id));
  });

  for (const [words, body] of [
    ['is of another shape', { count: 1, value: [{ pullRequestId: 1 }] }],
    ['is cut on the way', { count: 5, value: [] }],
  ] as const)
    it(`are read by repository where the answer ${words}`, async () => {
      const { items, incomplete } = await readEmulated([{ kind }], {
        faults: [
          {
            match: (_, route) => route === WIDE.slice(4),
            fault: { type: 'status', status: 200, body },
            times: Number.POSITIVE_INFINITY,
          },
        ],
      });
      const right = await readEmulated([{ kind }]);
      assert.deepEqual(incomplete.flat(), []);
      assert.deepEqual(items, right.items);
    });
});
