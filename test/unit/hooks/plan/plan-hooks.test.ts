import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differences } from '../../../../src/hooks/plan/differences.ts';
import type { HookPlan, HookPlanInput, Unwanted } from '../../../../src/hooks/plan/hook-plan.ts';
import { planHooks } from '../../../../src/hooks/plan/plan-hooks.ts';
import { subscribedEvents } from '../../../../src/hooks/subscription/event-subscriptions.ts';
import { isSameAddress } from '../../../../src/hooks/subscription/found-subscription.ts';
import { isOurs } from '../../../../src/hooks/subscription/ownership.ts';
import { keyOf, keyOfFound } from '../../../../src/hooks/subscription/subscription-key.ts';
import type {
  FoundSubscription,
  HookStatus,
  HookTarget,
  SubscribedEvent,
  WantedSubscription,
} from '../../../../src/hooks/subscription/types.ts';
import { type Random, seededRandom } from '../../../emulators/kit/random.ts';

const target: HookTarget = {
  url: 'https://catalog.example/integration/webhook',
  username: 'port',
  password: 'secret',
  mark: { installation: '0123456789abcdef', credentials: 'abcde' },
};
const events = subscribedEvents.filter(({ type }) =>
  ['git.push', 'git.repo.renamed', 'workitem.created', 'ms.vss-release.release-created-event'].includes(type),
);
const projects = ['p1', 'p2', 'p3'].map((id) => ({ id, name: id }));
const statuses: HookStatus[] = [
  'enabled',
  'enabled',
  'onProbation',
  'disabledByUser',
  'disabledBySystem',
  'disabledByInactiveIdentity',
  'unknown',
];

let count = 0;
const made = (event: SubscribedEvent, project: string | undefined): FoundSubscription => ({
  id: `s${++count}`,
  publisher: event.publisher,
  type: event.type,
  ...(event.version && { version: event.version }),
  status: 'enabled',
  ...(project && { project }),
  url: target.url ?? '',
  filters: [],
  username: 'port',
  hasPassword: true,
  details: event.details,
  sendsMessages: false,
  mark: target.mark,
  createdAt: `2026-01-01T00:00:${String(count % 60).padStart(2, '0')}Z`,
});

/** Anything that a service may have: ours, others', old ones, spoilt ones, several of the same. */
const anyFound = (random: Random): FoundSubscription => {
  const event = random.pick(events);
  const one = made(event, random.pick([undefined, 'p1', 'p2', 'p3', 'p9']));
  const isPorts = random.chance(0.25);
  const { mark: _, ...unmarked } = one;
  return {
    ...(isPorts ? unmarked : one),
    status: random.pick(statuses),
    url: random.pick([one.url, one.url, 'https://old.example/integration/webhook', 'https://ci.example/x']),
    ...(!isPorts && {
      mark: random.pick([
        target.mark,
        target.mark,
        'masked' as const,
        { ...target.mark, credentials: 'fffff' },
        { installation: 'fedcba9876543210', credentials: 'abcde' },
      ]),
    }),
    sendsMessages: random.chance(0.3),
    hasPassword: random.chance(0.8),
    filters: random.chance(0.1) ? ['branch'] : [],
    details: random.pick(['all', 'minimal', 'none']),
  };
};

const anyInput = (random: Random, found: readonly FoundSubscription[]): HookPlanInput => {
  const isLimited = random.chance(0.5);
  const wanted = events
    .filter(() => random.chance(0.8))
    .flatMap((event): WantedSubscription[] => {
      const what = { event, ...(event.version && { version: event.version }) };
      return isLimited || event.projectOnly ? projects.map((project) => ({ ...what, project })) : [what];
    });
  // A list may have a project twice.
  if (random.chance(0.1)) wanted.push(...wanted);
  const unread = new Set(events.filter(() => random.chance(0.1)).map(({ type }) => type));
  const rights = new Map(
    [undefined, 'p1', 'p2', 'p3'].map((project) => [
      project,
      random.pick([
        {},
        {},
        { view: true, edit: true, remove: true },
        { view: false },
        { edit: false },
        { remove: false },
      ]),
    ]),
  );
  const proven = random.chance(0.7);
  const fates = new Map(
    [undefined, 'p1', 'p2', 'p3'].map((project) => [
      project,
      random.pick<Unwanted>(['remove', 'remove when replaced', 'remove when replaced']),
    ]),
  );
  return {
    target,
    wanted,
    found: found.filter(({ type }) => !unread.has(type)),
    unread,
    rights: (project) => rights.get(project) ?? {},
    proves: (publisher, project) =>
      proven || found.some((one) => one.publisher === publisher && one.project === project),
    failed: () => undefined,
    stays: () => undefined,
    unwanted: ({ project }) => fates.get(project) ?? 'keep',
    differences: (one, of) => differences(one, of, target, false),
  };
};

/** Subscriptions of the service after a plan was carried out. */
const carriedOut = (plan: HookPlan, found: readonly FoundSubscription[]): FoundSubscription[] => {
  let after = [...found];
  for (const action of plan.actions)
    if (action.does === 'remove') after = after.filter((one) => one !== action.found);
    else if (action.does === 'update')
      after = after.map((one) =>
        one === action.found
          ? { ...made(action.wanted.event, one.project), id: one.id, createdAt: one.createdAt }
          : one,
      );
    else after.push(made(action.wanted.event, action.wanted.project?.id));
  return after;
};

const SEEDS = 3_000;

const eachCase = (
  check: (input: HookPlanInput, again: (found: FoundSubscription[]) => HookPlanInput) => void,
) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed);
    const found = Array.from({ length: random.integer(0, 14) }, () => anyFound(random));
    const input = anyInput(random, found);
    const again = (now: FoundSubscription[]): HookPlanInput => ({
      ...input,
      found: now,
      proves: (publisher, project) =>
        input.proves(publisher, project) ||
        now.some((one) => one.publisher === publisher && one.project === project),
    });
    try {
      check(input, again);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
};

describe('the plan of subscriptions', () => {
  it('has nothing more to do when it was carried out', () => {
    eachCase((input, again) => {
      let found = [...input.found];
      for (let round = 0; round < 4; round++) found = carriedOut(planHooks(again(found)), found);
      assert.deepEqual(planHooks(again(found)).actions, []);
    });
  });

  it('never leaves one twice, as far as the credential may remove it', () => {
    eachCase((input, again) => {
      let found = [...input.found];
      for (let round = 0; round < 4; round++) found = carriedOut(planHooks(again(found)), found);
      const seen = new Set<string>();
      const wanted = new Set(input.wanted.map(keyOf));
      for (const one of found) {
        if (!isOurs(one, target) || one.status === 'disabledByUser' || one.status === 'unknown') continue;
        if (!wanted.has(keyOfFound(one)) || input.rights(one.project).remove === false) continue;
        assert.ok(!seen.has(keyOfFound(one)), keyOfFound(one));
        seen.add(keyOfFound(one));
      }
    });
  });

  it('touches nothing that a person disabled, that is somebody else’s, or that it does not understand', () => {
    eachCase((input) => {
      for (const action of planHooks(input).actions) {
        if (action.does === 'create') continue;
        assert.ok(isOurs(action.found, target));
        assert.ok(!['disabledByUser', 'unknown'].includes(action.found.status));
      }
    });
  });

  it('makes none whose list was not read, that may not be seen or made, and one a project without a proof', () => {
    eachCase((input) => {
      const scouts = new Set<string>();
      for (const action of planHooks(input).actions) {
        if (action.does !== 'create') continue;
        const { event, project } = action.wanted;
        const { view, edit } = input.rights(project?.id);
        assert.ok(!input.unread.has(event.type) && view !== false && edit !== false);
        if (input.proves(event.publisher, project?.id)) continue;
        const scope = `${event.publisher} ${project?.id}`;
        assert.ok(!scouts.has(scope));
        scouts.add(scope);
      }
    });
  });

  it('makes none where ours is there in whatever state, and removes the last one of no event that is wanted', () => {
    eachCase((input, again) => {
      const plan = planHooks(input);
      const ours = new Set(input.found.filter((one) => isOurs(one, target)).map(keyOfFound));
      for (const action of plan.actions)
        if (action.does === 'create') assert.ok(!ours.has(keyOf(action.wanted)));
      const after = carriedOut(plan, input.found);
      for (const one of planHooks(again(after)).actions)
        assert.ok(one.does !== 'create' || !ours.has(keyOf(one.wanted)));
    });
  });

  it('puts each wanted one somewhere, and once', () => {
    eachCase((input) => {
      const plan = planHooks(input);
      const placed = [
        ...plan.actions.flatMap((action) => (action.does === 'remove' ? [] : [action.wanted])),
        ...plan.refused.map(({ wanted }) => wanted),
        ...plan.deferred,
        ...plan.unread,
      ].map(keyOf);
      assert.equal(new Set(placed).size, placed.length);
      assert.equal(new Set(plan.kept).size, plan.kept.length);
      const there = new Set([...plan.kept, ...plan.switchedOff].map(keyOfFound));
      const left = new Set(input.wanted.map(keyOf).filter((key) => !placed.includes(key) && !there.has(key)));
      assert.equal(left.size, plan.covered.length);
    });
  });

  it('lets none of another scope go that sends events, before all that take its place are there', () => {
    let waited = 0;
    eachCase((input) => {
      const plan = planHooks(input);
      const open = [
        ...plan.actions.flatMap((action) =>
          action.does === 'create' || action.does === 'replace' ? [action.wanted] : [],
        ),
        ...plan.refused.map(({ wanted }) => wanted),
        ...plan.deferred,
        ...plan.unread,
      ];
      const takesPlaceOf = (one: FoundSubscription) =>
        open.some(
          ({ event, project }) =>
            event.type === one.type && (project === undefined) !== (one.project === undefined),
        );
      const wanted = new Set(input.wanted.map(keyOf));
      for (const action of plan.actions) {
        if (action.does !== 'remove' || wanted.has(keyOfFound(action.found))) continue;
        if (input.unwanted(action.found) === 'remove') continue;
        assert.ok(!['enabled', 'onProbation'].includes(action.found.status) || !takesPlaceOf(action.found));
      }
      for (const { found, lacking } of plan.waiting) {
        waited += 1;
        assert.ok(takesPlaceOf(found) && !plan.kept.includes(found));
        for (const one of lacking) assert.ok(plan.refused.some((refused) => refused.wanted === one));
      }
    });
    assert.ok(waited > 100);
  });

  it('leaves each of ours at one place in the plan', () => {
    eachCase((input) => {
      const plan = planHooks(input);
      const placed = [
        ...plan.actions.flatMap((action) => ('found' in action ? [action.found] : [])),
        ...[...plan.kept, ...plan.switchedOff],
        ...[...plan.waiting, ...plan.stuck].map(({ found }) => found),
      ];
      assert.equal(new Set(placed).size, placed.length);
      const wanted = new Map(input.wanted.map((one) => [keyOf(one), one]));
      const rest = input.found.filter((one) => isOurs(one, target) && !placed.includes(one));
      // Subscriptions that are refused are told by what is wanted.
      for (const one of rest)
        assert.ok(plan.refused.some((refused) => refused.wanted === wanted.get(keyOfFound(one))));
    });
  });

  it('leaves to others what they do alone', () => {
    eachCase((input) => {
      for (const one of planHooks(input).covered) {
        assert.ok(!isOurs(one, target) && one.status === 'enabled' && one.hasPassword);
        assert.ok(isSameAddress(one.url, target.url) && one.filters.length === 0);
        assert.notEqual(one.details, 'none');
      }
    });
  });
});
