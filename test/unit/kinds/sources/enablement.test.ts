import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Organisation } from '../../../emulators/azure-devops/index.ts';
import type { FaultRule, WireResponse } from '../../../emulators/types.ts';
import { type EmulatedRead, readEmulated, total, without } from '../support/emulated.ts';

const ALL = 'GET /_apis/management/enablement';
const OF_PROJECT = 'GET /{project}/_apis/management/enablement';
const OWN = 'GET /{project}/_apis/management/repositories/{repository}/enablement';
const ALERTS = 'GET /{project}/_apis/alert/repositories/{repository}/alerts';
const kind = 'advanced-security-alert';
const two = [{ kind }, { kind, criteria: { states: ['active'] } }];

/** Off, as either revision says it. */
const OFF = {
  advSecEnabled: false,
  secretProtectionFeatures: { secretProtectionEnabled: false },
  codeSecurityFeatures: { codeSecurityEnabled: false },
};

const changing = (change: (status: object) => object): FaultRule => ({
  match: (_, route) => `GET ${route}` === ALL,
  fault: {
    type: 'changed',
    name: 'another enablement',
    change(right: WireResponse) {
      const { reposEnablementStatus, ...rest } = JSON.parse(right.body.toString());
      const body = { ...rest, reposEnablementStatus: reposEnablementStatus.map(change) };
      return { ...right, body: Buffer.from(JSON.stringify(body)) };
    },
  },
  times: Number.POSITIVE_INFINITY,
});

const outcome = ({ items, incomplete }: EmulatedRead) => ({ items, incomplete });
const enabled = (organisation: Organisation) =>
  [...organisation.all('repository')].map(({ item }) => item).filter(({ isDisabled }) => !isDisabled);

describe('alerts', () => {
  for (const seed of [1, 2, 3])
    for (const projects of [1, 2, 5])
      it(`are item by item the same where enablement is not listed: seed ${seed}, ${projects} projects`, async () => {
        const options = { seed, scale: { projects, repositoriesPerProject: 10 } };
        const wide = await readEmulated(two, options);
        const single = await readEmulated(two, { ...options, faults: [without(ALL), without(OF_PROJECT)] });
        assert.deepEqual(single.incomplete.flat(), []);
        assert.ok((wide.items[0]?.length ?? 0) > 0);
        assert.deepEqual(outcome(wide), outcome(single));
        assert.ok(total(wide.counts) < total(single.counts));
      });

  it('are asked for where Advanced Security is on, and of one repository where it is off', async () => {
    const { counts, organisation } = await readEmulated([{ kind }]);
    const on = enabled(organisation).filter(({ advancedSecurity }) =>
      /^(on|unscanned)$/.test(advancedSecurity),
    );
    assert.deepEqual([counts[ALL], counts[ALERTS], counts[OWN]], [2, on.length + 1, 2]);
  });

  it('are asked for by the enablement of each project where some are chosen', async () => {
    const { counts } = await readEmulated([{ kind }], { projects: ['Payments', 'Records*'] });
    assert.deepEqual([counts[ALL], counts[OF_PROJECT]], [undefined, 2]);
  });

  it('are asked for everywhere where the repository that is told to be off has some', async () => {
    const faults = [changing((status) => ({ ...status, ...OFF }))];
    const wide = await readEmulated([{ kind }], { faults });
    const right = await readEmulated([{ kind }], { faults: [without(ALL)] });
    assert.deepEqual(outcome(wide), outcome(right));
  });

  it('are asked for of a repository with Secret Protection alone, which the first revision calls off', async () => {
    const prepare = (organisation: Organisation) => {
      for (const { item, update } of organisation.all('repository'))
        if (item.advancedSecurity === 'on') update({ advancedSecurity: 'secrets' });
    };
    const wide = await readEmulated([{ kind }], { prepare });
    const single = await readEmulated([{ kind }], { prepare, faults: [without(ALL)] });
    assert.ok((wide.items[0]?.length ?? 0) > 0);
    assert.deepEqual(outcome(wide), outcome(single));
    assert.ok(total(wide.counts) < total(single.counts));
  });

  it('are asked for of a repository that the list of one revision alone does not name', async () => {
    let id = '';
    const prepare = (organisation: Organisation) => {
      const on = [...organisation.all('repository')].filter(
        ({ item }) => item.advancedSecurity === 'on' && !item.isDisabled && item.alerts.size() > 0,
      );
      on.at(-1)?.update({ advancedSecurity: 'secrets' });
      id = `${on.at(-1)?.item.id}`;
    };
    const isIt = (status: object) =>
      'secretProtectionFeatures' in status && 'repositoryId' in status && status.repositoryId === id;
    const nameless = { repositoryId: '00000000-0000-0000-0000-000000000000' };
    const faults = [changing((status) => (isIt(status) ? { ...status, ...nameless } : status))];
    const wide = await readEmulated([{ kind }], { prepare, faults });
    const single = await readEmulated([{ kind }], { prepare, faults: [without(ALL)] });
    assert.ok((wide.items[0]?.length ?? 0) > 0);
    assert.deepEqual(outcome(wide), outcome(single));
  });

  it('are asked for of a repository that the list does not name', async () => {
    const faults = [
      changing((status) => ({ ...status, repositoryId: '00000000-0000-0000-0000-000000000000' })),
    ];
    const { counts, organisation, incomplete } = await readEmulated([{ kind }], { faults });
    assert.equal(counts[ALERTS], enabled(organisation).length);
    assert.deepEqual(incomplete.flat(), []);
  });

  for (const isOffMeanwhile of [false, true])
    it(`of a repository that the list calls on, and its own answers off, are ${isOffMeanwhile ? 'none where the list says so too when it is asked again' : 'not none'}`, async () => {
      const calledOn = changing((status) => ({ ...status, advSecEnabled: true }));
      const { counts, incomplete } = await readEmulated([{ kind }], {
        prepare: (organisation) =>
          organisation.find('repository', ({ slot }) => slot === 0).update({ advancedSecurity: 'off' }),
        faults: [isOffMeanwhile ? { ...calledOn, times: 2 } : calledOn],
      });
      assert.equal(
        incomplete.flat().some((reason) => /VS2150009/.test(reason)),
        !isOffMeanwhile,
      );
      assert.equal(counts[ALL], 4);
    });

  for (const failing of ['7.2-preview.1', '7.2-preview.3'])
    it(`of a repository that one list calls on are not none where the other, ${failing}, fails`, async () => {
      const { incomplete } = await readEmulated([{ kind }], {
        prepare: (organisation) =>
          organisation.find('repository', ({ slot }) => slot === 0).update({ advancedSecurity: 'off' }),
        faults: [
          {
            match: ({ url }, route) => `GET ${route}` === ALL && url.search.includes(failing),
            fault: { type: 'status', status: 400 },
            times: Number.POSITIVE_INFINITY,
          },
          changing((status) => ({
            ...status,
            advSecEnabled: true,
            codeSecurityFeatures: { codeSecurityEnabled: true },
          })),
        ],
      });
      assert.ok(incomplete[0]?.some((reason) => /VS2150009/.test(reason)));
    });

  it('of a repository that may not be read are not none', async () => {
    const { incomplete } = await readEmulated([{ kind }], {
      prepare: (organisation) =>
        organisation.find('repository', ({ slot }) => slot === 0).update({ isForbidden: true }),
    });
    assert.ok(incomplete[0]?.some((reason) => /TF401027/.test(reason)));
  });

  for (const status of [403, 404, 500])
    it(`are asked for everywhere where the list of enablement is answered ${status}`, async () => {
      const fault = { type: 'status', status } as const;
      const match: FaultRule['match'] = (_, route) => `GET ${route}` === ALL;
      const wide = await readEmulated([{ kind }], { faults: [{ match, fault, times: 100 }] });
      const right = await readEmulated([{ kind }]);
      assert.deepEqual(outcome(wide), outcome(right));
      assert.equal(wide.counts[ALERTS], enabled(wide.organisation).length);
    });
});
