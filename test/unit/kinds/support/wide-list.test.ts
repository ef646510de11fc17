import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FaultRule, WireResponse } from '../../../emulators/types.ts';
import { type EmulatedOptions, type EmulatedRead, readEmulated, total, without } from './emulated.ts';
import type { Wanted } from './read.ts';

/** Members of an item of these lists that tell its project. */
interface Listed {
  project: { id: string };
  projectId: string;
  projectReference: { id: string };
}

interface Way {
  wanted: readonly Wanted[];
  wide: string;
  /** Route of the list of one project. */
  own: string;
  /** The project of an item in the list for all. */
  projectOf(item: Listed): string;
}

const ways: Record<string, Way> = {
  repositories: {
    wanted: [{ kind: 'repository' }, { kind: 'branch' }],
    wide: 'GET /_apis/git/repositories',
    own: 'GET /{project}/_apis/git/repositories',
    projectOf: ({ project }) => project.id,
  },
  teams: {
    wanted: [{ kind: 'iteration' }, { kind: 'board' }],
    wide: 'GET /_apis/teams',
    own: 'GET /_apis/projects/{project}/teams',
    projectOf: ({ projectId }) => projectId,
  },
  wikis: {
    wanted: [{ kind: 'wiki' }],
    wide: 'GET /_apis/wiki/wikis',
    own: 'GET /{project}/_apis/wiki/wikis',
    projectOf: ({ projectId }) => projectId,
  },
  releases: {
    wanted: [{ kind: 'release' }, { kind: 'release', expand: 'environments', statusFilter: 'active' }],
    wide: 'GET /_apis/release/releases',
    own: 'GET /{project}/_apis/release/releases',
    projectOf: ({ projectReference }) => projectReference.id,
  },
};

const changing = (route: string, change: (items: Listed[]) => object[]): FaultRule => ({
  match: (_, label) => `GET ${label}` === route,
  fault: {
    type: 'changed',
    name: 'another list',
    change(right: WireResponse) {
      const value = change(JSON.parse(right.body.toString()).value);
      return { ...right, body: Buffer.from(JSON.stringify({ count: value.length, value })) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

const outcome = ({ items, incomplete, partial, notes }: EmulatedRead) => ({
  items,
  incomplete: incomplete.map((reasons) => reasons.toSorted()),
  partial,
  notes: notes.toSorted(),
});

/** Projects whose own list was asked for, by the paths of the requests. */
const askedOf = (own: string, { requests }: EmulatedRead): Set<string> =>
  new Set(
    requests
      .filter(({ method, route }) => `${method} ${route}` === own)
      .map(({ url }) => new URL(url).pathname),
  );

for (const [name, { wanted, wide, own, projectOf }] of Object.entries(ways)) {
  const singly = (options: EmulatedOptions = {}) =>
    readEmulated(wanted, { ...options, faults: [without(wide), ...(options.faults ?? [])] });

  describe(`${name} of all projects`, () => {
    for (const seed of [1, 2, 3])
      for (const hostile of [false, true])
        it(`are item by item those of each project: seed ${seed}${hostile ? ', names that try to do harm' : ''}`, async () => {
          const options = { seed, hostile, scale: { projects: 4 + 2 * seed, releasesPerProject: 60 } };
          const all = await readEmulated(wanted, options);
          const each = await singly(options);
          assert.deepEqual(each.incomplete.flat(), []);
          assert.ok((all.items[0]?.length ?? 0) > 0);
          assert.deepEqual(outcome(all), outcome(each));
          assert.ok(total(all.counts) < total(each.counts));
        });

    it('are those of each project where a share of everything is gone, and pages are small', async () => {
      const options: EmulatedOptions = {
        prepare: (organisation) => organisation.remove({ share: 0.3, seed: 5 }),
        pageSizes: { most: 3, skip: 2 },
      };
      assert.deepEqual(outcome(await readEmulated(wanted, options)), outcome(await singly(options)));
    });

    it('are not asked for where some projects are chosen, or there are few', async () => {
      const chosen = await readEmulated(wanted, { projects: ['!Payments'] });
      const few = await readEmulated(wanted, { scale: { projects: 3 } });
      assert.deepEqual([chosen.counts[wide], few.counts[wide]], [undefined, undefined]);
    });

    it('cost one request a form where the service does not have the list', async () => {
      const { counts, incomplete } = await singly();
      assert.equal(counts[wide], name === 'releases' ? wanted.length : 1);
      assert.deepEqual(incomplete.flat(), []);
    });

    it('are asked for at the same time as those of the first project, by which they prove themselves', async () => {
      const { requests } = await readEmulated(wanted, { latency: 100 });
      const firstOf = (label: string) =>
        requests.find(({ method, route }) => `${method} ${route}` === label)?.at;
      assert.notEqual(firstOf(wide), undefined);
      assert.equal(firstOf(own), firstOf(wide));
    });

    it('prove themselves by another project where they have nothing of the first', async () => {
      const asked = askedOf(own, await readEmulated(wanted));
      const [first = ''] = asked;
      const hiding = changing(wide, (items) => items.filter((item) => !first.includes(projectOf(item))));
      const all = await readEmulated(wanted, { faults: [hiding] });
      assert.equal(askedOf(own, all).size, asked.size + 1);
      assert.deepEqual(outcome(all), outcome(await singly()));
    });

    it('are read project by project where one of them lists something else', async () => {
      const faults = [changing(wide, (items) => items.map((item) => ({ ...item, url: 'another' })))];
      const all = await readEmulated(wanted, { faults });
      assert.deepEqual(outcome(all), outcome(await singly()));
    });

    it('do not turn a project that may not be read into an empty one', async () => {
      let hidden: string | undefined;
      const hiding = changing(wide, (items) => {
        hidden ??= projectOf(items.at(-1) as Listed);
        return items.filter((item) => projectOf(item) !== hidden);
      });
      const forbidden: FaultRule = {
        match: ({ url }, label) => `GET ${label}` === own && url.pathname.includes(`/${hidden}`),
        fault: { type: 'status', status: 403 },
        times: Number.POSITIVE_INFINITY,
      };
      const { incomplete } = await readEmulated(wanted, { faults: [hiding, forbidden] });
      assert.ok(hidden);
      assert.deepEqual(
        incomplete.map((reasons) => reasons.length > 0),
        wanted.map(() => true),
      );
    });

    for (const status of [403, 404, 500])
      it(`are read project by project where the list for all is answered ${status}`, async () => {
        const fault = { type: 'status', status } as const;
        const match: FaultRule['match'] = (_, label) => `GET ${label}` === wide;
        const all = await readEmulated(wanted, { faults: [{ match, fault, times: 100 }] });
        assert.deepEqual(outcome(all), outcome(await singly()));
      });

    it('are asked for of no second project where the credential itself is refused', async () => {
      const match: FaultRule['match'] = (_, label) => `GET ${label}` === wide;
      const all = await readEmulated(wanted, {
        faults: [{ match, fault: { type: 'status', status: 401 }, times: 100 }],
      });
      assert.equal(askedOf(own, all).size, 1);
      assert.ok(all.incomplete.every((reasons) => reasons.length > 0));
    });
  });
}
